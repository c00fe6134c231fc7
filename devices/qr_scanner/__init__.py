"""Scanners of QR codes and bar codes: on a serial port, or eyes for a camera."""
