"""What goes on paper: an input dataclass per document, and its typst template beside it."""
