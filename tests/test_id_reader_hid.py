"""What is HID's own: layouts byte by byte, reports that lie, which device, numbered reports."""

import os
import threading
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.id_reader.hid_layouts import CODECS, HidLayout, ReportCodec
from devices.id_reader.protocol import FIND, READ, SELECT, STATUS, encode_answer
from devices.id_reader.sam_hid import SamHidReader, SamHidSettings
from devices.ports import Cancelled, CardRead
from devices.status import DeviceGoneError, Ready
from devices.transport.hid_reports import port_of
from devices.virtual.hid_bus import HidIdentity, HidPlug, VirtualHidBus
from devices.virtual.hid_id_reader import IDS, VirtualHidIdReader
from devices.virtual.synthetic_card import DECK
from tests.fakes.id_reader_rig import person_of
from tests.fakes.id_reader_wires import HID_WIRES, wire_rig
from tests.fakes.skipping_clock import SkippingClock

SIZE = 64
FOUND = encode_answer(0x9F, bytes(4))
PERSON = encode_answer(0x90, DECK["resident"].payload)


def hears(codec: ReportCodec, *reports: bytes) -> tuple[bytes, list[bytes]]:
    """What the reports say, and what has to be sent back."""
    heard = bytearray()
    replies = [codec.take(memoryview(report), heard.extend) for report in reports]
    return bytes(heard), replies


def codec_of(layout: str) -> ReportCodec:
    return CODECS[HidLayout(layout)](SIZE)


# --- byte by byte, from the reference -----------------------------------------------------------


def test_h1_is_the_frame_and_zeros() -> None:
    (report,) = codec_of("h1").requests(FIND.request)
    assert report == bytes.fromhex("AAAAAA9669 0003 2001 22") + bytes(54)
    heard, _ = hears(codec_of("h1"), FOUND.ljust(SIZE, b"\0"))
    assert heard.startswith(FOUND)


def test_h2_is_a_packet_with_an_additive_sum() -> None:
    codec = codec_of("h2")
    (report,) = codec.requests(FIND.request)
    counted = bytes.fromhex("0B00 B1") + FIND.request
    assert report[:3] == bytes.fromhex("88 0100")
    assert report[3:16] == counted
    assert report[16:18] == sum(counted).to_bytes(2, "little")
    assert report[18:] == bytes(46)
    answer = (len(FOUND) + 3).to_bytes(2, "little") + b"\0" + b"\x11\x22" + FOUND
    packet = b"\xaa\x01\x00" + answer + sum(answer).to_bytes(2, "little")
    assert hears(codec, packet.ljust(SIZE, b"\0")) == (FOUND, [b""])


def test_h2_packet_that_runs_over_a_report_is_joined() -> None:
    answer = (100 + 3).to_bytes(2, "little") + bytes(3) + PERSON[:100]
    packet = b"\xaa\x01\x00" + answer + sum(answer).to_bytes(2, "little")
    heard, _ = hears(codec_of("h2"), packet[:SIZE], packet[SIZE:].ljust(SIZE, b"\0"))
    assert heard == PERSON[:100]


def test_h2_packet_with_a_wrong_sum_is_dropped() -> None:
    answer = (len(FOUND) + 3).to_bytes(2, "little") + bytes(3) + FOUND
    packet = b"\xaa\x01\x00" + answer + (sum(answer) + 1).to_bytes(2, "little")
    assert hears(codec_of("h2"), packet.ljust(SIZE, b"\0")) == (b"", [b""])


def test_h3_leads_with_the_count_and_gives_the_preamble_back() -> None:
    (report,) = codec_of("h3").requests(FIND.request)
    assert report == bytes.fromhex("0003 2001 22").ljust(SIZE, b"\0")
    heard, _ = hears(codec_of("h3"), FOUND[5:].ljust(SIZE, b"\0"))
    assert heard == FOUND


def test_h3_answer_that_carries_count_and_length_word_is_understood() -> None:
    doubled = len(FOUND[5:]).to_bytes(2, "big") + FOUND[5:]
    heard, _ = hears(codec_of("h3"), doubled.ljust(SIZE, b"\0"))
    assert heard == FOUND


def test_h3_only_the_first_report_of_an_answer_has_a_count() -> None:
    body = PERSON[5:]
    reports = [body[at : at + SIZE].ljust(SIZE, b"\0") for at in range(0, len(body), SIZE)]
    assert hears(codec_of("h3"), *reports)[0] == PERSON


def test_h4_counts_each_report_and_asks_for_the_next_part() -> None:
    codec = codec_of("h4")
    (report,) = codec.requests(READ.request)
    assert report == bytes([10]) + READ.request + bytes(53)
    parts = [PERSON[at : at + 63] for at in range(0, len(PERSON), 63)]
    reports = [(bytes([len(part)]) + part).ljust(SIZE, b"\0") for part in parts]
    heard, replies = hears(codec, *reports)
    assert heard == PERSON
    assert replies == [b"\xff".ljust(SIZE, b"\0")] * (len(parts) - 1) + [b""]


# --- reports that lie ---------------------------------------------------------------------------


@given(st.sampled_from(HID_WIRES), st.lists(st.binary(max_size=SIZE), max_size=30))
def test_no_report_breaks_a_layout(layout: str, reports: list[bytes]) -> None:
    codec = codec_of(layout)
    heard, replies = hears(codec, *reports)
    assert len(heard) <= len(reports) * (1024 + 7)
    assert all(len(reply) in (0, SIZE) for reply in replies)


@pytest.mark.parametrize("layout", HID_WIRES)
def test_after_any_garbage_the_next_request_is_answered(layout: str) -> None:
    @settings(max_examples=50)
    @given(st.lists(st.binary(min_size=1, max_size=SIZE), max_size=8))
    def check(reports: list[bytes]) -> None:
        rig = wire_rig(layout)
        rig.reader.open()
        rig.virtual.lay()
        assert isinstance(rig.virtual, VirtualHidIdReader)
        for report in reports:
            rig.virtual.say_raw(report.ljust(SIZE, b"\0"))
        outcome = rig.read()
        assert isinstance(outcome, CardRead)
        assert outcome.payload == DECK["resident"].payload
        rig.reader.close()

    check()


@pytest.mark.parametrize("layout", HID_WIRES)
def test_reader_of_another_layout_does_not_open(layout: str) -> None:
    other = HID_WIRES[(HID_WIRES.index(layout) + 1) % len(HID_WIRES)]
    clock = SkippingClock()
    virtual = VirtualHidIdReader(clock, layout)
    virtual.start()
    reader = SamHidReader(SamHidSettings(*IDS[layout], HidLayout(other)), clock, virtual.bus)
    with pytest.raises(DeviceGoneError, match="not-answering"):
        reader.open()


# --- which device -------------------------------------------------------------------------------


@pytest.mark.parametrize("layout", HID_WIRES)
def test_two_of_a_kind_are_told_apart_by_serial_number(layout: str) -> None:
    clock, bus = SkippingClock(), VirtualHidBus()
    left = VirtualHidIdReader(clock, layout, serial_number="LEFT", bus=bus)
    right = VirtualHidIdReader(clock, layout, serial_number="RIGHT", bus=bus)
    left.start()
    right.start()
    right.lay("hong-kong")
    with pytest.raises(DeviceGoneError, match="not-unique"):
        SamHidReader(SamHidSettings(*IDS[layout], HidLayout(layout)), clock, bus).open()
    options = SamHidSettings(*IDS[layout], HidLayout(layout), serial_number="RIGHT")
    reader = SamHidReader(options, clock, bus)
    reader.open()
    assert person_of(reader.read_card(5.0, threading.Event())).name == "陈大文"
    assert left.requests() == []


def test_port_of_a_node_is_read_from_the_kernels_tree(tmp_path: Path) -> None:
    device = tmp_path / "pci0000:00" / "usb1" / "1-2" / "1-2.4" / "1-2.4:1.0" / "0003:2B8B:2721.01"
    device.mkdir(parents=True)
    node = tmp_path / "hidraw" / "hidraw3"
    node.mkdir(parents=True)
    os.symlink(device, node / "device")
    assert port_of(b"/dev/hidraw3", tmp_path / "hidraw") == "1-2.4"
    assert port_of(b"/dev/hidraw4", tmp_path / "hidraw") == ""


def test_reader_at_another_port_is_not_taken() -> None:
    clock = SkippingClock()
    virtual = VirtualHidIdReader(clock, "h1")
    virtual.start()
    options = SamHidSettings(*IDS["h1"], HidLayout.H1, port_path="9-9")
    with pytest.raises(DeviceGoneError, match="no-such-port"):
        SamHidReader(options, clock, virtual.bus).open()


def test_numbered_reports_carry_their_number_both_ways() -> None:
    clock, bus = SkippingClock(), VirtualHidBus()
    plain = VirtualHidIdReader(clock, "h1")
    plain.start()
    plain.lay()

    def renumber(report: bytes) -> None:
        assert report[0] == 7
        plain.hear_report(b"\0" + report[1:])
        while answer := plain.next_report():
            numbered.send(b"\x07" + answer)

    numbered = HidPlug(HidIdentity(*IDS["h1"]), renumber, clock=clock)
    bus.plug(numbered)
    options = SamHidSettings(*IDS["h1"], HidLayout.H1, report_id=7)
    reader = SamHidReader(options, clock, bus)
    reader.open()
    assert reader.probe() == Ready()
    assert person_of(reader.read_card(5.0, threading.Event())).name == "张三"


@pytest.mark.parametrize(("layout", "rest_seconds"), [("h1", 0.1), ("h2", 0.1), ("h3", 1.05)])
def test_answer_to_a_read_is_not_fetched_before_the_layouts_rest(
    layout: str, rest_seconds: float
) -> None:
    rig = wire_rig(layout)
    assert isinstance(rig.virtual, VirtualHidIdReader)
    rig.reader.open()
    rig.virtual.lay()
    asked_at: list[tuple[bytes, float]] = []
    fetched_at: list[float] = []
    rig.virtual.on_request = lambda command: asked_at.append((command, rig.clock.monotonic()))
    rig.virtual.on_fetch(lambda: fetched_at.append(rig.clock.monotonic()))
    assert isinstance(rig.read(), CardRead)
    command, read_at = asked_at[-1]
    assert command == READ.code
    assert min(at for at in fetched_at if at > read_at) >= read_at + rest_seconds


def test_waiting_for_a_slow_layout_can_be_cancelled() -> None:
    rig = wire_rig("h3")
    rig.reader.open()
    rig.virtual.lay()
    rig.virtual.on_request = lambda command: rig.cancelled.set() if command == READ.code else None
    assert rig.read() == Cancelled()


@pytest.mark.parametrize("layout", HID_WIRES)
def test_hollow_reports_do_not_hide_what_waits_behind_them(layout: str) -> None:
    rig = wire_rig(layout)
    rig.reader.open()
    rig.virtual.lay()
    assert isinstance(rig.virtual, VirtualHidIdReader)
    # Nothing, then the beginning of a long H2 packet that would swallow the answer.
    for report in (bytes(SIZE), bytes(SIZE), b"\xaa\x00\x00\x60\x00".ljust(SIZE, b"\0")):
        rig.virtual.say_raw(report)
    assert person_of(rig.read()).name == "张三"
    assert rig.virtual.requests() == [STATUS.code, FIND.code, SELECT.code, READ.code]


def test_reader_that_babbles_without_a_word_is_gone_and_hangs_nobody() -> None:
    clock, bus = SkippingClock(), VirtualHidBus()

    class Babbling(HidPlug):
        def take(self, timeout_seconds: float) -> bytes | None:
            clock.advance(0.001)
            return bytes(SIZE)

    bus.plug(Babbling(HidIdentity(*IDS["h2"]), clock=clock))
    reader = SamHidReader(SamHidSettings(*IDS["h2"], HidLayout.H2), clock, bus)
    with pytest.raises(DeviceGoneError, match="not-answering"):
        reader.open()


def test_node_that_vanishes_while_its_place_is_looked_up_has_no_port(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    node = tmp_path / "hidraw" / "hidraw3"
    node.mkdir(parents=True)
    os.symlink(tmp_path, node / "device")

    def pulled_just_now(path: str) -> str:
        raise FileNotFoundError(path)

    monkeypatch.setattr(os, "readlink", pulled_just_now)
    assert port_of(b"/dev/hidraw3", tmp_path / "hidraw") == ""
