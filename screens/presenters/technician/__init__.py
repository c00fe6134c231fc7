"""From the state of a service visit to what staff see. Plain Python: no Kivy, no clock."""
