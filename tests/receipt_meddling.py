"""A wire on which something happens in the middle of a job."""

from collections.abc import Callable

from devices.transport.transport import Transport


class MeddledTransport:
    """Passes everything on; before the second strip of a job it calls ``meddle``, once."""

    def __init__(self, wire: Transport, meddle: Callable[[], None]) -> None:
        self._wire = wire
        self._meddle: Callable[[], None] | None = meddle
        self._strips = 0

    @property
    def is_open(self) -> bool:
        return self._wire.is_open

    def open(self) -> None:
        self._wire.open()

    def close(self) -> None:
        self._wire.close()

    def write(self, data: bytes | bytearray | memoryview, deadline: float) -> None:
        if bytes(data[:1]) != b"\x10":
            self._strips += 1
        if self._strips == 2 and self._meddle is not None:
            meddle, self._meddle = self._meddle, None
            meddle()
        self._wire.write(data, deadline)

    def read_into(self, target: memoryview, deadline: float) -> int:
        return self._wire.read_into(target, deadline)
