"""Custody of official paper: every sheet from the intent to print it to the hand that takes it."""
