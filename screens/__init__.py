"""All Kivy: drawing and touch. Decides nothing."""
