"""Wires: bytes in, bytes out, with deadlines. Must not know what any byte means."""
