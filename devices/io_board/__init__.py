"""The box itself: doors, lamps, power, warmth, behind one input/output board."""
