"""What a driver may ask of a wire. Owns the contract; must not know any device or protocol.

Deadlines are instants of the injected clock's ``monotonic()``. Whatever breaks a wire (unplugged,
refused, stalled) arrives as ``DeviceGoneError`` with one of the reasons below, and nothing else.
"""

from typing import Protocol

NO_SUCH_PORT = "no-such-port"
PORT_BUSY = "port-busy"
PORT_FORBIDDEN = "port-forbidden"
NOT_A_PORT = "not-a-port"
NOT_OPEN = "not-open"
NOT_UNIQUE = "not-unique"
NO_USB = "no-usb"
UNPLUGGED = "unplugged"
REFUSED = "connection-refused"
UNREACHABLE = "unreachable"
WRITE_STALLED = "write-stalled"


class Transport(Protocol):
    """One wire to one device."""

    @property
    def is_open(self) -> bool:
        """True between a good ``open`` and the next ``close``."""
        ...

    def open(self) -> None:
        """Connect afresh, resolving the stable name again. Raises DeviceGoneError."""
        ...

    def close(self) -> None:
        """Let go. Never raises; safe to call twice."""
        ...

    def sever(self) -> None:
        """Take the wire away from a driver that hangs: the one call that comes from another thread.

        Another opener finds the port free, and a read or write that waits ends with
        DeviceGoneError; so does every later one, and every ``open``. Never raises.
        """
        ...

    def write(self, data: bytes | bytearray | memoryview, deadline: float) -> None:
        """Hand over every byte before ``deadline``. Raises DeviceGoneError."""
        ...

    def read_into(self, target: memoryview, deadline: float) -> int:
        """Put what has arrived into ``target``; waits for the first byte until ``deadline``.

        Returns the number of bytes, 0 when the line stayed silent. Never more than one copy: the
        kernel writes straight into ``target``. A deadline in the past only looks and does not wait.
        Raises DeviceGoneError.
        """
        ...
