"""What happens to a case: validation, decision, numbers, transitions. Knows no HTTP, no SQL."""
