"""What screens are made of. Knows views, not screens."""
