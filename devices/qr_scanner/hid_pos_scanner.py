"""A bar-code scanner in HID-POS mode: whole reports over USB, and never a keyboard.

Owns the order of trigger, wait and retry. Must not read the code's content. A scanner that is
found, but only as a keyboard, is out of service with a reason of its own.
"""

import contextlib
import threading
from dataclasses import dataclass

from devices.ports import Cancelled, CodeOutcome, CodeRead, NoCode
from devices.qr_scanner.hid_pos import (
    HID_TRIGGERS,
    REPORT_BYTES,
    HidTriggerName,
    Unusable,
    command_report,
    read_report,
)
from devices.qr_scanner.parts import PartedCode
from devices.qr_scanner.protocol import LONGEST_CODE_BYTES, AimName
from devices.qr_scanner.serial_scanner import CAPABILITIES
from devices.status import DeviceGoneError, DeviceStatus, Ready
from devices.transport.hid_reports import (
    PAGE_BAR_CODE_SCANNER,
    HidLibrary,
    HidReports,
    HidSettings,
)
from devices.transport.usb_identity import UsbId
from kiosk.clock import Clock

#: Cancellation is noticed this soon.
_POLL_SECONDS = 0.1
#: Reports of one code come in neighbouring USB frames; so long a pause means that one is lost.
_PART_GAP_SECONDS = 0.3


@dataclass(frozen=True, slots=True)
class HidPosScannerSettings:
    """Which device, and how its make is triggered."""

    vendor_id: UsbId
    product_id: UsbId
    serial_number: str = ""
    trigger: HidTriggerName = "honeywell"
    trigger_again_seconds: float = 10.0
    aim: AimName = "as-is"


class HidPosScanner:
    """Implements ``devices.ports.QrScanner``. Used by one worker thread only."""

    def __init__(
        self, settings: HidPosScannerSettings, clock: Clock, library: HidLibrary | None = None
    ) -> None:
        self._settings, self._clock = settings, clock
        identity = HidSettings(
            settings.vendor_id, settings.product_id, settings.serial_number, PAGE_BAR_CODE_SCANNER
        )
        self._reports = HidReports(identity, clock, library)
        self._trigger = HID_TRIGGERS[settings.trigger]
        self._code = PartedCode(LONGEST_CODE_BYTES)
        self._report = bytearray(REPORT_BYTES)
        self._skips_parts = False

    # --- Device -------------------------------------------------------------------------------

    def open(self) -> None:
        self._forget()
        self._reports.open()
        # Forgotten with the scanner's power. It has no way to answer, so nobody waits.
        aims = {"as-is": b"", "lit": self._trigger.aim_on, "dark": self._trigger.aim_off}
        self._send(aims[self._settings.aim])

    def close(self) -> None:
        self._forget()
        self._reports.close()

    def sever(self) -> None:
        self._reports.sever()

    def capabilities(self) -> frozenset[str]:
        return CAPABILITIES

    def probe(self) -> DeviceStatus:
        """Look whether it is still plugged in; what lies there belongs to nobody."""
        while self._read(self._clock.monotonic()):
            pass
        self._forget()
        return Ready()

    # --- QrScanner ----------------------------------------------------------------------------

    def scan(self, timeout_seconds: float, cancelled: threading.Event) -> CodeOutcome:
        """Light up and wait for one code."""
        deadline = self._clock.monotonic() + timeout_seconds
        self.probe()
        try:
            return self._await_code(deadline, cancelled)
        finally:
            self._forget()
            # A plug that was pulled just now must not cost the code; the probe finds it.
            with contextlib.suppress(DeviceGoneError):
                self._send(self._trigger.off)

    def _await_code(self, deadline: float, cancelled: threading.Event) -> CodeOutcome:
        lit_at: float | None = None
        heard_at = now = self._clock.monotonic()
        while not cancelled.is_set() and now < deadline:
            if lit_at is None or (self._code.is_empty and self._is_dark(lit_at, now)):
                self._send(self._trigger.on)
                lit_at = now
            count = self._read(min(deadline, now + _POLL_SECONDS))
            now = self._clock.monotonic()
            is_cut = now - heard_at >= _PART_GAP_SECONDS and not self._code.is_empty
            if count == 0 and is_cut:
                # A report may have come while this thread had no processor: then none is lost.
                count = self._read(now)
            heard_at = now if count else heard_at
            outcome = self._next(count)
            if isinstance(outcome, CodeRead):
                return outcome
            if outcome is Unusable.CUT or (count == 0 and is_cut):
                self._code.wipe()
                lit_at = None
        return Cancelled() if cancelled.is_set() else NoCode()

    def _next(self, count: int) -> CodeRead | Unusable | None:
        """What the report at hand makes of the code: whole, spoilt, or not yet whole."""
        if count == 0:
            return None
        with memoryview(self._report)[:count] as report:
            part = read_report(report)
        self._report[:] = bytes(REPORT_BYTES)
        if isinstance(part, Unusable):
            return part
        if self._skips_parts or not self._code.add(part):
            part.data[:] = bytes(len(part.data))
            # The tail of what is too long is no code either.
            self._skips_parts = part.continues
            return Unusable.CUT
        if part.continues:
            return None
        payload, symbology = self._code.take()
        return CodeRead(payload, symbology) if payload else Unusable.CUT

    def _is_dark(self, lit_at: float, now: float) -> bool:
        return now - lit_at >= self._settings.trigger_again_seconds

    def _send(self, command: bytes) -> None:
        if command:
            self._reports.write(command_report(command))

    def _read(self, deadline: float) -> int:
        with memoryview(self._report) as space:
            return self._reports.read_into(space, deadline)

    def _forget(self) -> None:
        self._code.wipe()
        self._report[:] = bytes(REPORT_BYTES)
        self._skips_parts = False
