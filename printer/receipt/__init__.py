"""Receipts: a document becomes lines, the lines become ESC/POS, a printer takes it."""
