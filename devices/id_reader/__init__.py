"""ID-card readers with a SAM (GA 450 / GA 467): the wire, the card's layout, the adapter."""
