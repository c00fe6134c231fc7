"""A driver of one's own: a code scanner behind a serial-to-Ethernet converter.

The scanner is always lit and sends each code as one line that ends with CR. Implements
``devices.ports.QrScanner``; docs/write-a-driver.md explains it line by line.
"""

import threading
from dataclasses import dataclass

from virtual_line_scanner import VirtualLineScanner

from devices.ports import Cancelled, CodeOutcome, CodeRead, NoCode
from devices.registry import Adapter
from devices.status import DeviceStatus, Ready, Role
from devices.transport.tcp import TcpSettings, TcpTransport
from kiosk.clock import Clock

#: The port promises to look at ``cancelled`` at least every 0.3 s.
LOOK_SECONDS = 0.2
END_OF_CODE = 0x0D


@dataclass(frozen=True, slots=True)
class LineScannerOptions:
    """What settings may say under ``options:``. Types are checked with file and line."""

    host: str
    port: int
    #: A longer line is noise, and memory is not for noise.
    longest_bytes: int = 4096


class TcpLineScanner:
    """Used by one worker thread only, so it needs no lock."""

    def __init__(self, options: LineScannerOptions, clock: Clock) -> None:
        # Nothing is opened here: the worker opens, and opens again after every loss.
        self._clock = clock
        self._wire = TcpTransport(TcpSettings(options.host, options.port), clock)
        self._line = bytearray(options.longest_bytes)
        self._length = 0

    def open(self) -> None:
        self._forget()
        self._wire.open()

    def close(self) -> None:
        self._forget()
        self._wire.close()

    def capabilities(self) -> frozenset[str]:
        return frozenset({"reads-qr"})

    def probe(self) -> DeviceStatus:
        # A broken connection shows in reading: the transport raises DeviceGoneError.
        self._throw_away_what_came()
        return Ready()

    def scan(self, timeout_seconds: float, cancelled: threading.Event) -> CodeOutcome:
        """Wait for one code. Nothing that came before the question belongs to this citizen."""
        deadline = self._clock.monotonic() + timeout_seconds
        self._throw_away_what_came()
        try:
            while not cancelled.is_set():
                now = self._clock.monotonic()
                if now >= deadline:
                    return NoCode()
                code = self._read_line(min(deadline, now + LOOK_SECONDS))
                if code is not None:
                    return CodeRead(code, "unknown")
            return Cancelled()
        finally:
            self._forget()

    def _read_line(self, deadline: float) -> bytearray | None:
        """The next whole line, as the only copy; None when none has come yet."""
        with memoryview(self._line) as memory:
            count = self._wire.read_into(memory[self._length :], deadline)
        self._length += count
        end = self._line.find(END_OF_CODE, 0, self._length)
        if end > 0:
            return bytearray(memoryview(self._line)[:end])
        if end == 0 or self._length == len(self._line):
            self._forget()
        return None

    def _throw_away_what_came(self) -> None:
        with memoryview(self._line) as memory:
            while self._wire.read_into(memory, self._clock.monotonic()):
                pass
        self._forget()

    def _forget(self) -> None:
        """A code may be a person's number: it is wiped, not dropped."""
        self._line[:] = bytes(len(self._line))
        self._length = 0


def _far_end(options: LineScannerOptions, clock: Clock) -> VirtualLineScanner:
    return VirtualLineScanner(options.port, clock)


ADAPTER = Adapter(Role.QR_SCANNER, LineScannerOptions, TcpLineScanner, virtual=_far_end)
