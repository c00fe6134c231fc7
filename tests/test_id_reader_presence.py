"""Whether a read card still lies there: asked as the settings say, and nothing of it is kept."""

import threading

import pytest

from devices.id_reader import conversation
from devices.id_reader.protocol import Answer
from devices.id_reader.sam_reader import Presence
from devices.id_reader.sam_serial import SamSerialReader, SamSerialSettings
from devices.ports import CardRead
from devices.transport.memory import MemoryTransport
from devices.virtual.sam import frame
from devices.virtual.synthetic_card import DECK, SyntheticCard
from tests.fakes.id_reader_rig import MemoryRig

CHIP, ADDRESS, FIND, SELECT = b"\x30\x05", b"\x30\x03", b"\x20\x01", b"\x20\x02"
RESET = b"\x10\xff"
#: What firmware says to a command that it does not know; makes differ.
NOT_KNOWN = (0x11, 0x21, 0x23, 0x24)


class Rig(MemoryRig):
    """A driver told how to ask, with a card that was read."""

    def __init__(self, presence: Presence) -> None:
        super().__init__()
        settings = SamSerialSettings("memory", presence=presence)
        self.reader = SamSerialReader(settings, self.clock, self.transport)
        self.sam.finds_selected_card = presence is Presence.FIND
        self.reader.open()
        self.sam.lay(DECK["resident"])
        assert isinstance(self.read(), CardRead)
        self.transport.requests.clear()

    def is_taken(self, seconds: float = 3.0) -> bool:
        return self.reader.wait_removed(seconds, self.cancelled)


@pytest.mark.parametrize(
    ("presence", "asked"),
    [
        (Presence.AUTO, {CHIP}),
        (Presence.CHIP, {CHIP}),
        (Presence.ADDRESS, {ADDRESS}),
        (Presence.FIND, {FIND, SELECT}),
    ],
)
def test_resting_card_is_asked_only_as_the_settings_say(
    presence: Presence, asked: set[bytes]
) -> None:
    rig = Rig(presence)
    assert not rig.is_taken()
    assert set(rig.asked()) == asked


@pytest.mark.parametrize("presence", list(Presence))
def test_lifted_card_is_noticed_in_every_way_of_asking(presence: Presence) -> None:
    rig = Rig(presence)
    assert not rig.is_taken()
    rig.sam.lift()
    assert rig.is_taken()


@pytest.mark.parametrize("presence", list(Presence))
def test_one_missed_answer_of_a_resting_card_is_weather(presence: Presence) -> None:
    rig = Rig(presence)
    misses = iter([frame(0x41) if presence is not Presence.FIND else frame(0x80)] * 1)
    honest = rig.transport.peer
    rig.transport.peer = lambda request: next(misses, None) or honest(request)
    assert not rig.is_taken()


def test_card_without_a_newer_address_is_there_all_the_same() -> None:
    rig = Rig(Presence.ADDRESS)
    assert DECK["resident"].new_address == ""
    assert not rig.is_taken()


@pytest.mark.parametrize("status", NOT_KNOWN)
def test_command_that_the_firmware_does_not_know_is_asked_once_and_never_reset(status: int) -> None:
    rig = Rig(Presence.AUTO)
    honest = rig.transport.peer
    rig.transport.peer = lambda request: frame(status) if request[7:9] == CHIP else honest(request)
    assert not rig.is_taken()
    assert rig.asked().count(CHIP) == 1
    assert RESET not in rig.asked()
    rig.sam.lift()
    assert rig.is_taken()


def test_chip_number_and_address_of_the_card_are_not_kept() -> None:
    seen: list[bytearray] = []

    class Remembering(MemoryTransport):
        def read_into(self, target: memoryview, deadline: float) -> int:
            if not seen:
                seen.append(target.obj)
            return super().read_into(target, deadline)

    rig = MemoryRig()
    transport = Remembering(rig.transport.peer, rig.clock)
    reader = SamSerialReader(SamSerialSettings("memory"), rig.clock, transport)
    reader.open()
    rig.sam.lay(DECK["resident"])
    outcome = reader.read_card(5.0, threading.Event())
    assert isinstance(outcome, CardRead)
    outcome.payload[:] = bytes(len(outcome.payload))
    assert not reader.wait_removed(3.0, threading.Event())
    # Everything that arrived, arrived in one block; it is empty between two questions.
    assert len(seen[0]) > 4000
    assert not any(seen[0])


@pytest.mark.parametrize("presence", [Presence.CHIP, Presence.ADDRESS])
def test_answer_that_only_proves_presence_is_wiped(
    presence: Presence, monkeypatch: pytest.MonkeyPatch
) -> None:
    rig = Rig(presence)
    moved = SyntheticCard.resident("张三", "110101190001010014", new_address="青禾市新路 1 号")
    rig.sam.lay(moved)
    assert isinstance(rig.read(), CardRead)
    replies: list[bytearray] = []
    copy = conversation._copy

    def remembering(answer: Answer) -> conversation.Reply:
        reply = copy(answer)
        replies.append(reply.data)
        return reply

    monkeypatch.setattr(conversation, "_copy", remembering)
    assert not rig.is_taken()
    assert max(map(len, replies)) in (28, 70)
    assert not any(any(data) for data in replies)
