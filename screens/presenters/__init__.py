"""From state to view: plain Python, no Kivy."""
