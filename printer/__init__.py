"""Documents and paper: receipts and licences. Knows no case."""
