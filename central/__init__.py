"""A reference central platform: the other end of the kiosk's wire.

Owns intake, decision, licences, the officers' desk and their storage. Must not know anything of
the kiosk but the contract (``kiosk.uplink.contract``) and the sealed packet
(``kiosk.uplink.packet``).
"""
