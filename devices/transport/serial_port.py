"""A serial port, real or pty. Owns opening and line settings; must not frame or interpret bytes.

pyserial opens and configures the port. Reading and writing bypass it: its ``read`` returns
immutable bytes and its ``write`` makes a copy.
"""

import contextlib
import errno
import fcntl
import os
import termios
import threading
from dataclasses import dataclass

import serial

from devices.status import DeviceGoneError
from devices.transport import descriptor
from devices.transport.tap import tap_of_build
from devices.transport.transport import (
    NO_SUCH_PORT,
    NOT_A_PORT,
    NOT_OPEN,
    PORT_BUSY,
    PORT_FORBIDDEN,
)
from kiosk.clock import Clock

_REASON_BY_ERRNO = {
    errno.ENOENT: NO_SUCH_PORT,
    errno.ENXIO: NO_SUCH_PORT,
    errno.ENODEV: NO_SUCH_PORT,
    errno.EIO: NO_SUCH_PORT,
    errno.EAGAIN: PORT_BUSY,
    errno.EBUSY: PORT_BUSY,
    errno.EACCES: PORT_FORBIDDEN,
    errno.EPERM: PORT_FORBIDDEN,
}


@dataclass(frozen=True, slots=True)
class SerialSettings:
    """Where the port is and how fast. ``port`` is a stable name such as /dev/serial/by-id/..."""

    port: str
    baud: int = 115200
    parity: str = serial.PARITY_NONE
    hardware_flow: bool = False


class SerialTransport:
    """8 data bits, 1 stop bit, this process alone."""

    def __init__(self, settings: SerialSettings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock
        self._port: serial.Serial | None = None
        self._tap = tap_of_build()
        #: Whose descriptor it is, while two threads may want to be rid of it.
        self._guard = threading.Lock()
        self._is_severed = False

    @property
    def is_open(self) -> bool:
        return self._port is not None and not self._is_severed

    def open(self) -> None:
        self.close()
        if self._is_severed:
            raise DeviceGoneError(NOT_OPEN)
        try:
            port = serial.Serial(
                # A USB adapter comes back under another ttyUSB number: the name is followed each
                # time, and raises when it goes while it is followed.
                os.path.realpath(self._settings.port),
                baudrate=self._settings.baud,
                parity=self._settings.parity,
                rtscts=self._settings.hardware_flow,
                timeout=0,
                write_timeout=1.0,
                exclusive=True,
            )
        except (OSError, termios.error) as error:  # SerialException is an OSError
            raise DeviceGoneError(_open_reason(error)) from error
        self._hold(port)
        try:
            _tell_silence_from_hangup(port.fileno())
        except (OSError, termios.error) as error:
            self.close()
            raise DeviceGoneError(_open_reason(error)) from error

    def close(self) -> None:
        with self._guard:
            port, self._port = self._port, None
        if port is not None:
            _let_go(port)

    def sever(self) -> None:
        with self._guard:
            self._is_severed = True
            if self._port is None:
                return
            number = self._port.fileno()
            # A poll that waits holds on to the port itself for a moment, but not to its lock. What
            # is still to be sent would keep the port, and us, until it has gone out.
            with contextlib.suppress(OSError, termios.error):
                fcntl.flock(number, fcntl.LOCK_UN)
                termios.tcflush(number, termios.TCIOFLUSH)
            descriptor.sever(number)

    def _hold(self, port: serial.Serial) -> None:
        with self._guard:
            if not self._is_severed:
                self._port = port
                return
        _let_go(port)
        raise DeviceGoneError(NOT_OPEN)

    def write(self, data: bytes | bytearray | memoryview, deadline: float) -> None:
        descriptor.write_all(self._descriptor(), data, deadline, self._clock)
        self._tap.sent(data)

    def read_into(self, target: memoryview, deadline: float) -> int:
        count = descriptor.read_into(self._descriptor(), target, deadline, self._clock)
        self._tap.received(target[:count])
        return count

    def _descriptor(self) -> int:
        if self._port is None or self._is_severed:
            raise DeviceGoneError(NOT_OPEN)
        number: int = self._port.fileno()
        return number


def _let_go(port: serial.Serial) -> None:
    # A port that vanished may fail to restore its settings; there is nothing left to save.
    with contextlib.suppress(OSError, termios.error):
        port.close()


def _tell_silence_from_hangup(number: int) -> None:
    # pyserial sets VMIN 0, which makes an empty line and a vanished one read alike: zero bytes.
    settings = termios.tcgetattr(number)
    settings[6][termios.VMIN] = 1
    termios.tcsetattr(number, termios.TCSANOW, settings)


def _open_reason(error: OSError | termios.error) -> str:
    code = error.errno if isinstance(error, OSError) else None
    return NOT_A_PORT if code is None else _REASON_BY_ERRNO.get(code, NO_SUCH_PORT)
