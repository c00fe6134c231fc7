"""The case: its materials, promises, routing and final form."""
