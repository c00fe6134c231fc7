"""What goes wrong between an SSI scanner and its host: each code once, whole, or not at all."""

import contextlib
import threading
from pathlib import Path

import pytest

from devices.ports import Cancelled, CodeRead, NoCode
from devices.qr_scanner.ssi import Opcode, encode
from devices.status import DeviceGoneError, Ready
from devices.transport.memory import byte_by_byte, delayed, lossy
from devices.virtual.ssi_scanner import packet
from tests.fakes.qr_scanner_rig import ENVELOPE, PATIENCE_SECONDS, text_of
from tests.fakes.ssi_scanner_rig import SsiMemoryRig, ssi_rig

ACK = packet(0xD0)
RESEND, BAD_CONTEXT, DENIED = packet(0xD1, b"\x01"), packet(0xD1, b"\x02"), packet(0xD1, b"\x06")
START, AGAIN = encode(Opcode.START_DECODE), encode(Opcode.START_DECODE, is_retransmit=True)
CODE = packet(0xF3, b"\x1c" + ENVELOPE.encode())


@pytest.mark.parametrize("spoil", ["corrupt", "cut", "garble"])
def test_spoilt_packet_is_asked_for_again_and_read_whole(tmp_path: Path, spoil: str) -> None:
    with ssi_rig(tmp_path) as rig:
        rig.virtual.actions[spoil]()
        rig.virtual.show(ENVELOPE)
        assert text_of(rig.scan()) == ENVELOPE
        assert rig.virtual.wait_for_beep("good-read", PATIENCE_SECONDS)


def test_packet_spoilt_each_time_is_no_code_and_the_scanner_says_so(tmp_path: Path) -> None:
    with ssi_rig(tmp_path) as rig:
        rig.virtual.corrupt(3)
        rig.virtual.show(ENVELOPE)
        assert rig.scan(0.9) == NoCode()
        assert rig.virtual.wait_for_beep("transmit-error", PATIENCE_SECONDS)
        rig.virtual.show("Gamma-0002")
        assert text_of(rig.scan()) == "Gamma-0002"


def test_lost_acknowledgement_does_not_give_the_next_citizen_the_code(tmp_path: Path) -> None:
    with ssi_rig(tmp_path, patience_seconds=1.0) as rig:
        rig.virtual.deafen()
        rig.virtual.show(ENVELOPE)
        assert text_of(rig.scan()) == ENVELOPE
        outcomes: list[object] = []
        waiting = threading.Thread(target=lambda: outcomes.append(rig.scan()), name="waiting")
        waiting.start()
        assert rig.virtual.wait_for_beep("good-read", PATIENCE_SECONDS)
        rig.cancelled.set()
        waiting.join(PATIENCE_SECONDS)
        assert outcomes == [Cancelled()]


def test_lost_acknowledgement_inside_a_long_code_does_not_double_a_part(tmp_path: Path) -> None:
    code = "".join(f"{number:04}" for number in range(200))
    with ssi_rig(tmp_path, baud=921_600, patience_seconds=1.0) as rig:
        rig.virtual.deafen()
        rig.virtual.show(code)
        assert text_of(rig.scan()) == code


def test_doubled_code_is_read_once(tmp_path: Path) -> None:
    # In one piece: no lack of processor time parts the copies.
    with ssi_rig(tmp_path, baud=921_600) as rig:
        rig.virtual.double()
        rig.virtual.show(ENVELOPE)
        assert text_of(rig.scan()) == ENVELOPE
        assert rig.scan(0.6) == NoCode()


def test_late_code_is_read(tmp_path: Path) -> None:
    with ssi_rig(tmp_path) as rig:
        rig.virtual.delay(0.4)
        rig.virtual.show(ENVELOPE)
        assert text_of(rig.scan()) == ENVELOPE


def test_command_refused_for_its_sum_is_sent_again_and_marked() -> None:
    answers = iter([RESEND, ACK + CODE])
    rig = SsiMemoryRig(lambda request: next(answers) if request in (START, AGAIN) else b"")
    assert text_of(rig.scan()) == ENVELOPE
    assert rig.transport.requests[:3] == [START, AGAIN, encode(Opcode.ACK)]


@pytest.mark.parametrize("refusal", [DENIED, BAD_CONTEXT], ids=["denied", "unknown"])
def test_refused_trigger_is_a_broken_scanner(refusal: bytes) -> None:
    rig = SsiMemoryRig(lambda _: refusal)
    with pytest.raises(DeviceGoneError, match="trigger-refused"):
        rig.scan()


def test_scanner_that_acknowledges_nothing_is_gone_after_three_tries() -> None:
    rig = SsiMemoryRig(lambda _: b"")
    with pytest.raises(DeviceGoneError, match="not-answering"):
        rig.scanner.probe()
    enable = encode(Opcode.SCAN_ENABLE)
    again = encode(Opcode.SCAN_ENABLE, is_retransmit=True)
    assert rig.transport.requests == [enable, again, again]


def test_stuck_scanner_is_found_and_comes_back(tmp_path: Path) -> None:
    with ssi_rig(tmp_path) as rig:
        assert rig.scanner.probe() == Ready()
        rig.virtual.refuse_commands()
        rig.scanner.close()
        rig.scanner.open()
        with pytest.raises(DeviceGoneError, match="trigger-refused"):
            rig.scan()
        rig.virtual.heal()
        rig.virtual.show(ENVELOPE)
        assert text_of(rig.scan()) == ENVELOPE


def test_code_that_overtakes_the_acknowledgement_is_this_sessions() -> None:
    rig = SsiMemoryRig(lambda request: CODE + ACK if request == START else b"")
    assert text_of(rig.scan()) == ENVELOPE


def test_code_from_before_the_session_is_acknowledged_and_thrown_away() -> None:
    told = iter([b"", b""])
    rig = SsiMemoryRig(lambda request: ACK if request == START else next(told, b""))
    rig.transport._arriving.append((0.0, CODE))
    assert rig.scan(1.0) == NoCode()
    assert rig.transport.requests[:2] == [encode(Opcode.ACK), START]


def test_session_is_begun_again_while_nobody_shows_anything() -> None:
    rig = SsiMemoryRig(lambda request: ACK, trigger_again_seconds=10.0)
    assert rig.scan(35.0) == NoCode()
    assert rig.transport.requests == [START] * 4 + [encode(Opcode.STOP_DECODE)]


@pytest.mark.parametrize("line", [byte_by_byte, delayed(0.3)], ids=["bytewise", "late"])
def test_split_and_late_packets_are_the_same_code(line) -> None:  # type: ignore[no-untyped-def]
    rig = SsiMemoryRig(lambda request: ACK + CODE if request == START else b"", line)
    assert text_of(rig.scan()) == ENVELOPE


@pytest.mark.parametrize("seed", range(12))
def test_lost_bytes_never_make_another_code(seed: int) -> None:
    rig = SsiMemoryRig(
        lambda request: ACK + CODE if request in (START, AGAIN) else b"", lossy(0.05, seed)
    )
    seen = []
    with contextlib.suppress(DeviceGoneError):
        seen.append(rig.scan(5.0))
    assert all(outcome == NoCode() or text_of(outcome) == ENVELOPE for outcome in seen)


def test_code_that_never_ends_is_dropped_with_its_tail() -> None:
    part = packet(0xF3, b"\x1c" + b"x" * 249, status=2)
    end = packet(0xF3, b"\x1ctail")
    sent = iter([ACK, *[part] * 20, end])

    def peer(request: bytes) -> bytes:
        return next(sent, b"") if request in (START, encode(Opcode.ACK)) else b""

    outcome = SsiMemoryRig(peer).scan(5.0)
    assert outcome == NoCode()


def test_part_that_never_comes_leaves_no_half_code() -> None:
    part = packet(0xF3, b"\x1chalf", status=2)
    rig = SsiMemoryRig(
        lambda request: ACK + part if request == START else b"", trigger_again_seconds=60.0
    )
    assert rig.scan(5.0) == NoCode()


@pytest.mark.parametrize("code", [None, ENVELOPE * 150], ids=["waiting", "reading"])
def test_unplugged_in_use_is_gone_and_comes_back(tmp_path: Path, code: str | None) -> None:
    with ssi_rig(tmp_path, baud=9600) as rig:

        def hand() -> None:
            assert rig.virtual.wait_until_lit(PATIENCE_SECONDS)
            if code is not None:
                before = rig.virtual.carried_bytes
                rig.virtual.show(code)
                while rig.virtual.carried_bytes < before + 100:
                    rig.cancelled.wait(0.002)
            rig.virtual.unplug()

        thread = threading.Thread(target=hand, name="hand-at-the-cable")
        thread.start()
        with pytest.raises(DeviceGoneError, match="unplugged"):
            rig.scan()
        thread.join()
        rig.scanner.close()
        with pytest.raises(DeviceGoneError, match="no-such-port"):
            rig.scanner.open()
        rig.virtual.plug()
        rig.scanner.open()
        assert rig.scanner.probe() == Ready()
        rig.virtual.show(ENVELOPE)
        assert isinstance(rig.scan(), CodeRead)
