"""The officers' pages: plain HTML on loopback."""
