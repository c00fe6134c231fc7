"""A SAM reader on a serial port, a serial bridge or a CDC device.

Owns where the port is and how fast. The rest is ``sam_reader``.
"""

from dataclasses import dataclass

from devices.id_reader.sam_reader import SamOptions, SamReader
from devices.transport.serial_port import SerialSettings, SerialTransport
from devices.transport.transport import Transport
from kiosk.clock import Clock


@dataclass(frozen=True, slots=True)
class SamSerialSettings(SamOptions):
    """``port`` is a stable name such as /dev/serial/by-id/..., resolved at each open."""

    port: str
    baud: int = 115200


class SamSerialReader(SamReader):
    """``ports.IdReader`` on a serial port."""

    def __init__(
        self, settings: SamSerialSettings, clock: Clock, transport: Transport | None = None
    ) -> None:
        wire = transport or SerialTransport(SerialSettings(settings.port, settings.baud), clock)
        super().__init__(wire, settings, clock)
