"""A TCP connection to a device on the local network. Must not frame or interpret bytes."""

import socket
from dataclasses import dataclass

from devices.status import DeviceGoneError
from devices.transport import descriptor
from devices.transport.tap import tap_of_build
from devices.transport.transport import NOT_OPEN, REFUSED, UNREACHABLE
from kiosk.clock import Clock


@dataclass(frozen=True, slots=True)
class TcpSettings:
    """Whom to call. The limit covers a switch that drops packets instead of refusing."""

    host: str
    port: int
    connect_timeout_seconds: float = 2.0


class TcpTransport:
    """One connection; small writes go out at once."""

    def __init__(self, settings: TcpSettings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock
        self._socket: socket.socket | None = None
        self._tap = tap_of_build()

    @property
    def is_open(self) -> bool:
        return self._socket is not None

    def open(self) -> None:
        self.close()
        address = (self._settings.host, self._settings.port)
        try:
            connection = socket.create_connection(address, self._settings.connect_timeout_seconds)
        except ConnectionRefusedError as error:
            raise DeviceGoneError(REFUSED) from error
        except OSError as error:
            raise DeviceGoneError(UNREACHABLE) from error
        connection.setblocking(False)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        self._socket = connection

    def close(self) -> None:
        connection, self._socket = self._socket, None
        if connection is None:
            return
        try:
            connection.close()
        except OSError:
            # A reset can surface in close(); the descriptor is released all the same.
            return

    def write(self, data: bytes | bytearray | memoryview, deadline: float) -> None:
        descriptor.write_all(self._descriptor(), data, deadline, self._clock)
        self._tap.sent(data)

    def read_into(self, target: memoryview, deadline: float) -> int:
        count = descriptor.read_into(self._descriptor(), target, deadline, self._clock)
        self._tap.received(target[:count])
        return count

    def _descriptor(self) -> int:
        if self._socket is None:
            raise DeviceGoneError(NOT_OPEN)
        return self._socket.fileno()
