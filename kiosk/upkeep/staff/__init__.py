"""Staff at the terminal: who they are, how they prove it, what they may do, what they did."""
