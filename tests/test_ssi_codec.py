"""SSI packets: the bytes of the guides, every split, and garbage that never becomes a packet."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.qr_scanner.ssi import Broken, NakCause, Opcode, Packet, PacketInbox, encode
from devices.virtual.ssi_scanner import packet


def put(inbox: PacketInbox, data: bytes) -> None:
    with inbox.free_space() as space:
        space[: len(data)] = data
    inbox.arrived(len(data))


@pytest.mark.parametrize(("opcode", "wire"), [
    (Opcode.START_DECODE, "04 E4 04 00 FF 14"),
    (Opcode.STOP_DECODE, "04 E5 04 00 FF 13"),
    (Opcode.SCAN_ENABLE, "04 E9 04 00 FF 0F"),
    (Opcode.ACK, "04 D0 04 00 FF 28"),
    (Opcode.AIM_ON, "04 C5 04 00 FF 33"),
    (Opcode.AIM_OFF, "04 C4 04 00 FF 34"),
])  # fmt: skip
def test_messages_of_the_host_are_those_of_the_guides(opcode: Opcode, wire: str) -> None:
    assert encode(opcode) == bytes.fromhex(wire)


def test_sum_of_the_guides_own_example_is_right() -> None:
    # SE-923 guide, table 6-8: a reply of the decoder with two parameters.
    inbox = PacketInbox()
    put(inbox, bytes.fromhex("0D C6 00 00 FF 01 00 02 01 9C 07 E6 63 FC 3E"))
    assert inbox.take() == Packet(0xC6, 0, bytearray.fromhex("FF 01 00 02 01 9C 07 E6 63"))


def test_refusal_and_second_sending_are_marked() -> None:
    assert encode(Opcode.NAK, bytes([NakCause.RESEND]))[:5] == bytes.fromhex("05 D1 04 00 01")
    assert encode(Opcode.START_DECODE, is_retransmit=True)[3] == 1


def test_code_comes_apart_into_kind_and_content_and_the_packet_is_wiped() -> None:
    inbox = PacketInbox()
    put(inbox, packet(0xF3, b"\x1cE-7K", status=2))
    found = inbox.take()
    assert isinstance(found, Packet)
    part = found.part()
    assert part is not None
    assert (part.symbology, part.data, part.continues) == ("qr", bytearray(b"E-7K"), True)
    assert found.data == bytes(5)


@given(st.lists(st.binary(max_size=250), min_size=1, max_size=4), st.integers(1, 60))
def test_packets_arrive_whole_however_the_wire_splits_them(wanted: list[bytes], step: int) -> None:
    inbox, seen = PacketInbox(), []
    stream = b"".join(packet(0xF3, data) for data in wanted)
    for start in range(0, len(stream), step):
        put(inbox, stream[start : start + step])
        while isinstance(found := inbox.take(), Packet):
            seen.append(bytes(found.data))
    assert seen == wanted
    assert inbox.is_empty


@given(st.binary(min_size=1, max_size=40), st.integers(0), st.integers(0, 7))
def test_one_flipped_bit_is_never_a_packet(data: bytes, place: int, bit: int) -> None:
    good = packet(0xF3, data)
    place %= len(good)
    bad = good[:place] + bytes([good[place] ^ (1 << bit)]) + good[place + 1 :]
    inbox = PacketInbox()
    put(inbox, bad)
    found = inbox.take()
    # A flipped length can only make the packet look longer or shorter than its sum says.
    assert not isinstance(found, Packet)


def test_after_a_bad_packet_everything_is_dropped_until_the_line_is_silent() -> None:
    inbox = PacketInbox()
    put(inbox, packet(0xF3, b"\x1cfirst")[:-1] + b"\x00" + packet(0xF3, b"\x1csmuggled"))
    assert inbox.take() is Broken.SUM
    assert inbox.take() is None
    put(inbox, packet(0xF3, b"\x1cmore"))
    assert inbox.take() is None
    assert inbox.take_at_silence() is None
    put(inbox, packet(0xF3, b"\x1cagain", status=1))
    found = inbox.take()
    assert isinstance(found, Packet)
    assert found.is_retransmit
    assert found.data == b"\x1cagain"


def test_cut_packet_is_told_once_at_silence() -> None:
    inbox = PacketInbox()
    put(inbox, packet(0xF3, b"\x1cE-7K3M9CQT")[:9])
    assert inbox.take() is None
    assert inbox.take_at_silence() is Broken.CUT
    assert inbox.take_at_silence() is None
    assert inbox.is_empty


def test_message_of_another_host_is_not_believed() -> None:
    inbox = PacketInbox()
    put(inbox, encode(Opcode.DECODE_DATA, b"\x1cliar"))
    assert inbox.take() is Broken.SUM


@given(st.lists(st.binary(max_size=200), max_size=12))
def test_garbage_leaves_nothing_and_never_overflows(pieces: list[bytes]) -> None:
    inbox = PacketInbox()
    for piece in pieces:
        put(inbox, piece[: len(inbox.free_space())])
        while inbox.take() is not None:
            pass
    inbox.take_at_silence()
    inbox.wipe()
    with inbox.free_space() as space:
        assert not any(space)
