"""A serial port, real or pty. Owns opening and line settings; must not frame or interpret bytes.

pyserial opens and configures the port. Reading and writing bypass it: its ``read`` returns
immutable bytes and its ``write`` makes a copy.
"""

import errno
import os
import termios
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

    @property
    def is_open(self) -> bool:
        return self._port is not None

    def open(self) -> None:
        self.close()
        # A USB adapter comes back under another ttyUSB number, so the name is followed each time.
        device = os.path.realpath(self._settings.port)
        try:
            self._port = serial.Serial(
                device,
                baudrate=self._settings.baud,
                parity=self._settings.parity,
                rtscts=self._settings.hardware_flow,
                timeout=0,
                write_timeout=1.0,
                exclusive=True,
            )
            _tell_silence_from_hangup(self._port.fileno())
        except (OSError, termios.error) as error:  # SerialException is an OSError
            self.close()
            raise DeviceGoneError(_open_reason(error)) from error

    def close(self) -> None:
        port, self._port = self._port, None
        if port is None:
            return
        try:
            port.close()
        except (OSError, termios.error):
            # A port that vanished may fail to restore its settings; there is nothing left to save.
            return

    def write(self, data: bytes | bytearray | memoryview, deadline: float) -> None:
        descriptor.write_all(self._descriptor(), data, deadline, self._clock)
        self._tap.sent(data)

    def read_into(self, target: memoryview, deadline: float) -> int:
        count = descriptor.read_into(self._descriptor(), target, deadline, self._clock)
        self._tap.received(target[:count])
        return count

    def _descriptor(self) -> int:
        if self._port is None:
            raise DeviceGoneError(NOT_OPEN)
        number: int = self._port.fileno()
        return number


def _tell_silence_from_hangup(number: int) -> None:
    # pyserial sets VMIN 0, which makes an empty line and a vanished one read alike: zero bytes.
    settings = termios.tcgetattr(number)
    settings[6][termios.VMIN] = 1
    termios.tcsetattr(number, termios.TCSANOW, settings)


def _open_reason(error: OSError | termios.error) -> str:
    code = error.errno if isinstance(error, OSError) else None
    return NOT_A_PORT if code is None else _REASON_BY_ERRNO.get(code, NO_SUCH_PORT)
