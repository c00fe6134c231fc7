"""The visit of staff: the door, the technician's screens, the chores of the host site."""
