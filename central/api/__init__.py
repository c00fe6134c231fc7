"""Contract v1 over HTTP: requests in, values of the contract out. Decides nothing."""
