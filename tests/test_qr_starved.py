"""A host without processor time for a while does not take one code for two."""

import threading

from devices.ports import CodeRead
from devices.qr_scanner.serial_scanner import SerialQrScanner, SerialScannerSettings
from tests.fakes.skipping_clock import SkippingClock

FIRST_HALF, SECOND_HALF = b"E-7K3M9C", b"QT4NPX-HR"


class StarvedTransport:
    """Its reader wakes late: a wait comes back empty-handed though the rest lies there by then."""

    def __init__(self, clock: SkippingClock) -> None:
        self.clock, self.arriving, self.is_open = clock, [], True
        self.answers = iter([FIRST_HALF, None, SECOND_HALF])

    def open(self) -> None: ...

    def close(self) -> None: ...

    def write(self, data: bytes, deadline: float) -> None:
        self.arriving = list(self.answers)

    def read_into(self, target: memoryview, deadline: float) -> int:
        piece = self.arriving.pop(0) if self.arriving else b""
        if piece is None:
            # The wait was over long ago when the thread ran again.
            self.clock.wait(threading.Event(), 5.0)
            return 0
        if not piece:
            self.clock.wait(threading.Event(), deadline - self.clock.monotonic())
        target[: len(piece)] = piece
        return len(piece)


def test_half_a_code_is_not_taken_for_a_whole_one_by_a_late_thread() -> None:
    clock = SkippingClock()
    settings = SerialScannerSettings("memory", terminator="none")
    scanner = SerialQrScanner(settings, clock, StarvedTransport(clock))  # type: ignore[arg-type]
    scanner.open()
    outcome = scanner.scan(30.0, threading.Event())
    assert isinstance(outcome, CodeRead)
    assert outcome.payload == FIRST_HALF + SECOND_HALF
