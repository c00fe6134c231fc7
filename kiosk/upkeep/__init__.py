"""What technicians need: is the terminal well, and if not, who must do what."""
