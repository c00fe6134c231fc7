"""The slots that a smart-card service knows, for whoever sets a terminal up. Touches no card."""

from contextlib import closing

from devices.smart_card_reader.pcsc import Service
from devices.status import DeviceGoneError


def slots(socket: str = "") -> tuple[str, ...]:
    """Their names; none of a service that does not answer. The system's own is the empty one."""
    with closing(Service(socket)) as service:
        try:
            service.open()
            return tuple(service.readers())
        except DeviceGoneError:
            return ()
