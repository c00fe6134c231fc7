"""Scanning: drawn like Identify, with the window for codes lit."""

from screens.citizen.identify import IdentifyScreen


class ScanningScreen(IdentifyScreen):
    """Hold a code up."""
