"""A host without processor time for a while does not take one code for two."""

import threading

from devices.ports import CodeRead
from devices.qr_scanner.hid_pos_scanner import HidPosScanner, HidPosScannerSettings
from devices.qr_scanner.serial_scanner import SerialQrScanner, SerialScannerSettings
from devices.qr_scanner.ssi import Opcode, encode
from devices.qr_scanner.ssi_scanner import SsiQrScanner, SsiScannerSettings
from devices.virtual.hid_pos_scanner import reports_of
from devices.virtual.ssi_scanner import packet
from tests.fakes.skipping_clock import SkippingClock

FIRST_HALF, SECOND_HALF = b"E-7K3M9C", b"QT4NPX-HR"


class StarvedTransport:
    """Its reader wakes late: a wait comes back empty-handed though the rest lies there by then."""

    def __init__(self, clock: SkippingClock, *answers: bytes | None) -> None:
        self.clock, self.arriving, self.is_open = clock, [], True
        self.answers, self.written = iter(answers), []

    def open(self) -> None: ...

    def close(self) -> None: ...

    def write(self, data: bytes, deadline: float = 0.0) -> None:
        self.written.append(bytes(data))
        self.arriving += self.answers

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
    wire = StarvedTransport(clock, FIRST_HALF, None, SECOND_HALF)
    scanner = SerialQrScanner(settings, clock, wire)  # type: ignore[arg-type]
    scanner.open()
    outcome = scanner.scan(30.0, threading.Event())
    assert isinstance(outcome, CodeRead)
    assert outcome.payload == FIRST_HALF + SECOND_HALF


def test_packet_is_not_asked_for_again_by_a_late_thread() -> None:
    clock = SkippingClock()
    acknowledged, code = packet(0xD0), packet(0xF3, b"\x1c" + FIRST_HALF + SECOND_HALF)
    wire = StarvedTransport(clock, acknowledged + code[:12], None, code[12:])
    scanner = SsiQrScanner(SsiScannerSettings("memory"), clock, wire)  # type: ignore[arg-type]
    scanner.open()
    outcome = scanner.scan(30.0, threading.Event())
    assert isinstance(outcome, CodeRead)
    assert outcome.payload == FIRST_HALF + SECOND_HALF
    assert wire.written == [encode(Opcode.START_DECODE), encode(Opcode.ACK)]


LONG_CODE = FIRST_HALF * 10


def test_reports_of_one_code_are_not_torn_apart_by_a_late_thread() -> None:
    clock = SkippingClock()
    first, second = reports_of(LONG_CODE)
    scanner = HidPosScanner(HidPosScannerSettings(0x0C2E, 0x0B6A), clock)
    scanner._reports = StarvedTransport(clock, first, None, second)  # type: ignore[assignment]
    outcome = scanner.scan(30.0, threading.Event())
    assert isinstance(outcome, CodeRead)
    assert outcome.payload == LONG_CODE
