"""What the platform gives: licences, proofs and the numbers on them."""
