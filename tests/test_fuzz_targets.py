"""Every fuzz target for a moment: plain noise, and the frames of the real protocols, spoilt.

The long runs are made by hand with atheris (benchmarks/fuzz.md). Each promise is shown to be one
that can be broken: a target that cannot fail would prove nothing.
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from devices.id_reader import hid_layouts, protocol
from devices.qr_scanner import protocol as qr_protocol
from devices.qr_scanner import ssi
from devices.virtual import escpos_interpreter
from fuzz import box_targets, id_reader_targets, printer_targets, scanner_targets
from fuzz.promise import BrokenPromiseError
from fuzz.seeds import SEEDS
from fuzz.targets import TARGETS
from printer.licence import ipp_codec

ROOT = Path(__file__).parents[1]
EXAMPLES = 60

HOSTILE = st.one_of(
    st.binary(max_size=300),
    st.lists(st.one_of(st.sampled_from(SEEDS), st.binary(max_size=12)), max_size=8).map(b"".join),
)


@pytest.mark.parametrize("name", TARGETS)
def test_no_input_breaks_a_promise(name: str) -> None:
    @settings(
        max_examples=EXAMPLES,
        suppress_health_check=list(HealthCheck),
        database=None,
    )
    @given(HOSTILE)
    def feed(data: bytes) -> None:
        TARGETS[name](data)

    feed()


@pytest.mark.parametrize("name", TARGETS)
def test_every_seed_alone_and_cut_keeps_the_promises(name: str) -> None:
    for seed in SEEDS:
        for at in range(len(seed) + 1):
            TARGETS[name](seed[:at])
            TARGETS[name](b"\x00\x05" + seed[at:])


def test_every_module_that_reads_device_bytes_is_a_target() -> None:
    """A new ``protocol.py`` of a role has to come here too."""
    texts = "".join(file.read_text("utf-8") for file in (ROOT / "fuzz").glob("*_targets.py"))
    roles = [file.parent.name for file in (ROOT / "devices").glob("*/protocol.py")]
    assert len(roles) >= 4
    assert [role for role in roles if f"devices.{role}" not in texts] == []


Breaker = Callable[[pytest.MonkeyPatch], None]


def _believe_any_sum(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(protocol, "checksum", lambda data: 0)


def _believe_any_crc(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("devices.io_board.protocol.FramerRTU.check_CRC", lambda *_: True)


def _believe_any_packet(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(ssi, "checksum", lambda message: 0x4142)


def _lose_the_second_byte(patch: pytest.MonkeyPatch) -> None:
    whole = qr_protocol.Inbox._frame

    def halved(self: qr_protocol.Inbox, end: int) -> qr_protocol.Frame | None:
        frame = whole(self, end)
        return frame and qr_protocol.Frame(frame.payload[::2], frame.symbology)

    patch.setattr(qr_protocol.Inbox, "_frame", halved)


def _step_without_taking(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(escpos_interpreter.Interpreter, "_take", lambda self, count: b"")


def _write_other_values(patch: pytest.MonkeyPatch) -> None:
    true = ipp_codec.encode
    patch.setattr(ipp_codec, "encode", lambda one: true(replace(one, request_id=7)))


def _let_control_bytes_through(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(printer_targets, "printable", lambda text: text)


def _multiply_reports(patch: pytest.MonkeyPatch) -> None:
    def take(self: object, report: memoryview, sink: Callable[[bytes], None]) -> bytes:
        sink(bytes(100 * len(report)))
        return b""

    patch.setattr(hid_layouts.PlainReports, "take", take)


BREAKERS: tuple[tuple[Breaker, Callable[[bytes], None], bytes], ...] = (
    (
        _believe_any_sum,
        id_reader_targets.frames,
        b"\x00" + protocol.PREAMBLE + b"\x00\x04\x00\x00\x90\x77",
    ),
    (_believe_any_crc, box_targets.modbus_answers, b"\x00\x01\x02\x02\xff\x01\x00\x00"),
    (_believe_any_packet, scanner_targets.ssi_packets, b"\x3f\x05\xf3\x00\x00XAB"),
    (_lose_the_second_byte, scanner_targets.codes, b"\x00\x3fABCDEF\r"),
    (_step_without_taking, printer_targets.receipts, b"\x00A"),
    (_write_other_values, printer_targets.ipp_messages, b"\x01\x21\x00\x01a\x00\x04\0\0\0\1\x03"),
    (_let_control_bytes_through, printer_targets.typed_text, b"\x1b@"),
    (_multiply_reports, id_reader_targets.hid_reports, b"\x00AB"),
)


@pytest.mark.parametrize(("breaker", "target", "data"), BREAKERS)
def test_a_planted_bug_breaks_its_promise(
    monkeypatch: pytest.MonkeyPatch,
    breaker: Breaker,
    target: Callable[[bytes], None],
    data: bytes,
) -> None:
    target(data)
    breaker(monkeypatch)
    with pytest.raises((BrokenPromiseError, RecursionError)):
        target(data)
