"""What a terminal does. Owns no Kivy and no hardware library."""
