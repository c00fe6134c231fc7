"""The other end of the wire: a reference central platform. Knows of the kiosk only its contract."""
