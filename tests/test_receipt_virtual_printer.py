"""The virtual printer itself: a twin that swallowed mistakes would prove nothing."""

import itertools
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.transport.tcp import TcpTransport
from devices.virtual.escpos_interpreter import Interpreter, Unknown
from devices.virtual.escpos_real_time import BufferCleared, Passed, RealTimeEar, StatusAsked
from tests.receipt_samples import (
    ACCEPTED,
    CLOCK,
    encode,
    happenings,
    misunderstood,
    network_printer,
    sample,
)

RECEIPT = bytes(encode(sample(ACCEPTED, masked_name="𠮷*")))
CLEAR = b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"


def qr(data: bytes, module_dots: int) -> bytes:
    size = b"\x1d(k\x03\x001C" + bytes([module_dots])
    store = b"\x1d(k" + (len(data) + 3).to_bytes(2, "little") + b"1P0" + data
    return size + store + b"\x1d(k\x03\x001Q0"


def ask(wire: TcpTransport, question: bytes) -> bytes:
    wire.write(question, CLOCK.monotonic() + 1.0)
    answer = bytearray(1)
    count = wire.read_into(memoryview(answer), CLOCK.monotonic() + 1.0)
    return bytes(answer[:count])


@pytest.mark.parametrize(
    "rubbish",
    [b"\x1bZ", b"\x1d\x00", b"\x1cx", b"\x07", b"\xd6\xd0", b"\x1c&\xff\xff", b"\x10\x99",
     b"\x1d(A\x02\x00", b"\x1d(k\x03\x001\x99\x00", b"\x1dVZ", b"\x1dv1\x00\x01\x00\x01\x00"],
)  # fmt: skip
def test_bytes_without_meaning_are_kept_as_errors(rubbish: bytes) -> None:
    assert misunderstood(rubbish + b"   \n")


@given(st.lists(st.integers(1, len(RECEIPT) - 1), max_size=12))
def test_a_receipt_means_the_same_in_any_pieces(places: list[int]) -> None:
    ear, interpreter = RealTimeEar(), Interpreter()
    seen = []
    edges = [0, *sorted(places), len(RECEIPT)]
    for start, end in itertools.pairwise(edges):
        for heard in ear.hear(RECEIPT[start:end]):
            assert isinstance(heard, Passed)
            interpreter.feed(heard.data)
        while (step := interpreter.step())[0]:
            if step[1] is not None:
                seen.append(step[1])
    assert seen == happenings(RECEIPT)


@given(st.binary(max_size=200), st.lists(st.integers(0, 200), max_size=6))
def test_no_bytes_whatever_stop_the_printer(noise: bytes, places: list[int]) -> None:
    ear, interpreter = RealTimeEar(), Interpreter()
    edges = [0, *sorted(min(place, len(noise)) for place in places), len(noise)]
    for start, end in itertools.pairwise(edges):
        for heard in ear.hear(noise[start:end]):
            if isinstance(heard, Passed):
                interpreter.feed(heard.data)
        while interpreter.step()[0]:
            pass


def test_real_time_commands_are_heard_across_the_edges_of_pieces() -> None:
    ear = RealTimeEar()
    heard = [each for byte in b"a\x10\x04\x02b" + CLEAR for each in ear.hear(bytes([byte]))]
    assert StatusAsked(2) in heard
    assert heard[-1] == BufferCleared(recovers=False)
    passed = b"".join(each.data for each in heard if isinstance(each, Passed))
    assert passed == b"a\x10\x04\x02b"


def test_status_is_answered_inside_picture_data_and_stays_part_of_it(tmp_path: Path) -> None:
    with network_printer(tmp_path) as (virtual, wire):
        wire.open()
        wire.write(b"\x1dv0\x00\x03\x00\x01\x00", CLOCK.monotonic() + 1.0)
        assert ask(wire, b"\x10\x04\x01") == b"\x12"
        assert ask(wire, b"\x1dr\x01") == b"\x00"
        assert virtual.errors == []


def test_the_barrier_waits_for_the_picture_before_it(tmp_path: Path) -> None:
    with network_printer(tmp_path) as (_, wire):
        wire.open()
        wire.write(b"\x1dv0\x00\x06\x00\x01\x00", CLOCK.monotonic() + 1.0)
        wire.write(b"\x1dr\x01", CLOCK.monotonic() + 1.0)
        silence = bytearray(1)
        assert wire.read_into(memoryview(silence), CLOCK.monotonic() + 0.05) == 0
        assert ask(wire, b"\x00\x00\x00\x1dr\x01") == b"\x00"


def test_a_slow_printer_prints_everything_all_the_same(tmp_path: Path) -> None:
    with network_printer(tmp_path) as (virtual, wire):
        virtual.actions["slow_down"](20000)
        wire.open()
        wire.write(RECEIPT, CLOCK.monotonic() + 1.0)
        answer = bytearray(1)
        assert wire.read_into(memoryview(answer), CLOCK.monotonic() + 10.0) == 1
        assert virtual.state()["receipts"] == 1


def test_unknown_bytes_reach_the_list_that_a_test_can_see(tmp_path: Path) -> None:
    with network_printer(tmp_path) as (virtual, wire):
        wire.open()
        assert ask(wire, b"abc\x07\n\x1dr\x01") == b"\x00"
        assert virtual.errors == [Unknown(3, b"\x07")]
        assert virtual.state()["errors"] == 1


def test_the_port_is_the_same_after_plugging_in_again(tmp_path: Path) -> None:
    with network_printer(tmp_path) as (virtual, wire):
        before = virtual.address
        virtual.actions["unplug"]()
        virtual.actions["plug"]()
        assert virtual.address == before
        wire.open()
        assert ask(wire, b"\x10\x04\x04") == b"\x12"


@pytest.mark.parametrize(("length", "module_dots"), [(4000, 3), (300, 16)])
def test_a_code_that_does_not_fit_is_an_error_and_the_printer_goes_on(
    tmp_path: Path, length: int, module_dots: int
) -> None:
    with network_printer(tmp_path) as (virtual, wire):
        wire.open()
        assert ask(wire, qr(b"x" * length, module_dots) + b"\x1dr\x01") == b"\x00"
        assert len(virtual.errors) == 1
        assert ask(wire, qr(b"x", 3) + b"\x1dr\x01") == b"\x00"
        assert len(virtual.errors) == 1
