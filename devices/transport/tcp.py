"""A TCP connection to a device on the local network. Must not frame or interpret bytes."""

import contextlib
import socket
import threading
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
        #: Whose socket it is, while two threads may want to be rid of it.
        self._guard = threading.Lock()
        self._is_severed = False

    @property
    def is_open(self) -> bool:
        return self._socket is not None and not self._is_severed

    def open(self) -> None:
        self.close()
        if self._is_severed:
            raise DeviceGoneError(NOT_OPEN)
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
        with self._guard:
            self._socket = connection
            if not self._is_severed:
                return
        self.close()
        raise DeviceGoneError(NOT_OPEN)

    def close(self) -> None:
        with self._guard:
            connection, self._socket = self._socket, None
        if connection is None:
            return
        try:
            connection.close()
        except OSError:
            # A reset can surface in close(); the descriptor is released all the same.
            return

    def sever(self) -> None:
        # Most printers talk to one at a time: hung up, they take the next call.
        with self._guard:
            self._is_severed = True
            if self._socket is not None:
                with contextlib.suppress(OSError):
                    self._socket.shutdown(socket.SHUT_RDWR)

    def write(self, data: bytes | bytearray | memoryview, deadline: float) -> None:
        descriptor.write_all(self._descriptor(), data, deadline, self._clock)
        self._tap.sent(data)

    def read_into(self, target: memoryview, deadline: float) -> int:
        count = descriptor.read_into(self._descriptor(), target, deadline, self._clock)
        self._tap.received(target[:count])
        return count

    def _descriptor(self) -> int:
        if self._socket is None or self._is_severed:
            raise DeviceGoneError(NOT_OPEN)
        return self._socket.fileno()
