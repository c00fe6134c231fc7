"""Hardware adapters behind ports. Knows no journey, no case and no citizen."""
