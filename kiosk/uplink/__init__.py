"""Towards the central platform: contract, sealed packet, outbox, sender, sync."""
