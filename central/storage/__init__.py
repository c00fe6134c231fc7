"""What the platform remembers. The only folder of ``central`` that contains SQL."""
