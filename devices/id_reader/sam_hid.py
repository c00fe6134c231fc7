"""A SAM reader behind HID reports, in one of four layouts.

Owns the way from bytes to reports and the pauses that such readers need. The layouts themselves are
in ``hid_layouts``, the conversation with the SAM in ``sam_reader``.
"""

import threading
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from devices.id_reader.hid_layouts import CODECS, REPORT_BYTES, HidLayout
from devices.id_reader.protocol import LENGTH_SIZE, PREAMBLE
from devices.id_reader.sam_reader import SamOptions, SamReader
from devices.transport.hid_reports import HidLibrary, HidReports, HidSettings
from devices.transport.usb_identity import PortPath, UsbId
from kiosk.clock import Clock

#: A report follows the one before within a few ms; one public driver allows 0.8 s.
GAP_SECONDS = 0.8
_READ_COMMANDS = 0x30
_COMMAND_AT = len(PREAMBLE) + LENGTH_SIZE
_MOST_REPORT_BYTES = 1024
#: What one report can give: itself or a packet of H2, and the head that H3 puts before it.
_MOST_KEPT_BYTES = _MOST_REPORT_BYTES + _COMMAND_AT
#: The kernel keeps 64 reports for a reader; one that sends more than this without a word babbles.
_MOST_HOLLOW_REPORTS = 256

#: Seconds of rest after (any command, a read command) before the answer is fetched.
_RESTS = {
    HidLayout.H1: (0.0, 0.1),
    HidLayout.H2: (0.0, 0.1),
    HidLayout.H3: (0.05, 1.05),
    HidLayout.H4: (0.0, 0.1),
}


@dataclass(frozen=True, slots=True)
class SamHidSettings(SamOptions):
    """Both ids always; where two of a kind may be plugged in, also serial number or port."""

    vendor_id: UsbId
    product_id: UsbId
    layout: HidLayout
    serial_number: str = ""
    port_path: PortPath = ""
    report_bytes: Annotated[int, Field(ge=16, le=_MOST_REPORT_BYTES)] = REPORT_BYTES
    #: 0: reports are not numbered.
    report_id: Annotated[int, Field(ge=0, le=255)] = 0


class SamHidReader(SamReader):
    """``ports.IdReader`` on HID. ``library`` is hidapi unless a test gives another."""

    def __init__(
        self, settings: SamHidSettings, clock: Clock, library: HidLibrary | None = None
    ) -> None:
        super().__init__(SamHidWire(settings, clock, library), settings, clock, GAP_SECONDS)


class SamHidWire:
    """A ``Transport`` of SAM bytes over reports."""

    def __init__(
        self, settings: SamHidSettings, clock: Clock, library: HidLibrary | None = None
    ) -> None:
        device = HidSettings(
            settings.vendor_id,
            settings.product_id,
            settings.serial_number,
            port_path=settings.port_path,
        )
        self._settings, self._clock = settings, clock
        self._reports = HidReports(device, clock, library)
        self._codec = CODECS[settings.layout](settings.report_bytes)
        self._number_bytes = 1 if settings.report_id else 0
        self._report = memoryview(bytearray(settings.report_bytes + self._number_bytes))
        #: What a report gave and nobody has taken yet.
        self._kept = memoryview(bytearray(_MOST_KEPT_BYTES))
        self._taken = self._end = 0
        self._rest_until = 0.0
        self._never = threading.Event()

    @property
    def is_open(self) -> bool:
        return self._reports.is_open

    def open(self) -> None:
        self._forget()
        self._reports.open()

    def close(self) -> None:
        self._forget()
        self._reports.close()

    def sever(self) -> None:
        self._reports.sever()

    def write(self, data: bytes | bytearray | memoryview, deadline: float) -> None:
        """The kernel waits for a report to be taken; hidapi gives no deadline for that."""
        self._forget()
        frame = bytes(data)
        for report in self._codec.requests(frame):
            self._send(report)
        any_command, read_command = _RESTS[self._settings.layout]
        is_read = frame[_COMMAND_AT : _COMMAND_AT + 1] == bytes([_READ_COMMANDS])
        self._rest_until = self._clock.monotonic() + (read_command if is_read else any_command)

    def read_into(self, target: memoryview, deadline: float) -> int:
        hollow = 0
        while self._taken == self._end:
            if self.is_open and not self._has_rested(deadline):
                return 0
            # A report that holds nothing of a frame is no silence: others may wait behind it.
            if hollow == _MOST_HOLLOW_REPORTS or not self._take_report(deadline):
                return 0
            hollow += 1
        count = min(len(target), self._end - self._taken)
        target[:count] = self._kept[self._taken : self._taken + count]
        self._taken += count
        if self._taken == self._end:
            self._forget()
        return count

    def _has_rested(self, deadline: float) -> bool:
        """Some readers lose the answer when it is fetched too soon."""
        now = self._clock.monotonic()
        if now < self._rest_until:
            self._clock.wait(self._never, min(self._rest_until, max(deadline, now)) - now)
        return self._clock.monotonic() >= self._rest_until

    def _take_report(self, deadline: float) -> bool:
        """Read one; false when none came."""
        count = self._reports.read_into(self._report, deadline)
        if not count:
            return False
        reply = self._codec.take(self._report[self._number_bytes : count], self._keep)
        self._report[:] = bytes(len(self._report))
        if reply:
            self._send(reply)
        return True

    def _keep(self, piece: bytes | memoryview) -> None:
        self._kept[self._end : self._end + len(piece)] = piece
        self._end += len(piece)

    def _send(self, report: bytes) -> None:
        self._reports.write(bytes([self._settings.report_id]) + report)

    def _forget(self) -> None:
        self._kept[: self._end] = bytes(self._end)
        self._taken = self._end = 0
