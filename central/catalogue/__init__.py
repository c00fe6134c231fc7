"""The items that this platform offers, and the sample register behind its proofs."""
