"""Noise, floods, codes that look like commands: no crash, and the next code is read."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from devices.ports import CodeRead, NoCode
from devices.qr_scanner.serial_scanner import SerialScannerSettings
from devices.transport.memory import byte_by_byte, lossy, noisy
from kiosk.cases.codes import CodeNotOurs, EnvelopeCode, read_code
from tests.fakes.qr_scanner_rig import ENVELOPE, MemoryRig, pty_rig, text_of

SETTINGS = SerialScannerSettings("memory")


def envelope_when_lit(request: bytes) -> bytes:
    return ENVELOPE.encode() + b"\r" if request == b"\x16T\r" else b""


def test_noise_before_a_code_makes_it_a_wrong_one_not_another_one(tmp_path: Path) -> None:
    with pty_rig(tmp_path) as rig:
        rig.virtual.garble()
        rig.virtual.show(ENVELOPE)
        noisy_code = rig.scan()
        assert isinstance(noisy_code, CodeRead)
        assert isinstance(read_code(noisy_code.payload), CodeNotOurs)
        rig.virtual.show(ENVELOPE)
        assert text_of(rig.scan()) == ENVELOPE


def test_a_code_longer_than_any_is_dropped_whole(tmp_path: Path) -> None:
    with pty_rig(tmp_path, baud=921_600) as rig:
        rig.virtual.show("A" * 9000)
        assert rig.scan(2.0) == NoCode()
        rig.virtual.show(ENVELOPE)
        assert text_of(rig.scan()) == ENVELOPE


def test_longest_code_there_is_arrives_whole(tmp_path: Path) -> None:
    with pty_rig(tmp_path, baud=921_600) as rig:
        rig.virtual.show("9" * 4096)
        assert text_of(rig.scan()) == "9" * 4096


def test_second_line_of_a_code_is_not_taken_for_the_next_one(tmp_path: Path) -> None:
    with pty_rig(tmp_path, baud=921_600) as rig:
        rig.virtual.show("first\r" + "x" * 200 + "\r" + ENVELOPE)
        assert text_of(rig.scan()) == "first"
        assert rig.scan(1.0) == NoCode()


def test_code_that_spells_a_refusal_does_not_stop_an_answering_scanner(tmp_path: Path) -> None:
    with pty_rig(tmp_path, trigger="newland") as rig:
        lie = "\x02\x010000#SCNTRG1\x15;\x03"
        rig.virtual.show(lie)
        assert text_of(rig.scan()) == lie
        rig.virtual.show(ENVELOPE)
        assert text_of(rig.scan()) == ENVELOPE


def test_byte_by_byte_is_the_same_code() -> None:
    assert text_of(MemoryRig(SETTINGS, envelope_when_lit, byte_by_byte).scan()) == ENVELOPE


@given(st.integers(0, 2**32), st.sampled_from([0.02, 0.2, 0.6]))
def test_lost_bytes_never_make_another_envelope(seed: int, rate: float) -> None:
    outcome = MemoryRig(SETTINGS, envelope_when_lit, lossy(rate, seed)).scan(3.0)
    if isinstance(outcome, CodeRead):
        verdict = read_code(outcome.payload)
        assert verdict == EnvelopeCode(ENVELOPE) or isinstance(verdict, CodeNotOurs)
    else:
        assert outcome == NoCode()


@given(st.integers(0, 2**32), st.integers(1, 300))
def test_a_wire_full_of_noise_ends_in_an_answer(seed: int, length: int) -> None:
    settings = SerialScannerSettings("memory", trigger="newland", terminator="none")
    rig = MemoryRig(settings, line=noisy(length, seed))
    rig.transport.peer = lambda request: b""
    assert isinstance(rig.scan(1.0), CodeRead | NoCode)
