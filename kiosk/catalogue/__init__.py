"""Service packages: what they say, how they are loaded, checked, found and offered."""
