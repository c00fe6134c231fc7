"""Data (settings, services, languages, layouts) and the typed loader that reads it."""
