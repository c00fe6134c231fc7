"""What every device of a role must do, said once: for CI, for the bench and for real hardware."""
