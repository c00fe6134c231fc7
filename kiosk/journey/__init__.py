"""The journey engine: pure functions from a definition and answers to what comes next."""
