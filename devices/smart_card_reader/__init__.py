"""Chip cards behind a PC/SC reader."""
