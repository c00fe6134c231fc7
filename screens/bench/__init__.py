"""Demo mode only: the dock of virtual devices, and hands and eyes for the tour."""
