"""Looking for a card on a real wire: what lies there is found, and nothing of it is read."""

import threading

import pytest

from devices.id_reader.sam_serial import SamSerialReader, SamSerialSettings
from devices.status import Role
from devices.virtual.id_reader import VirtualIdReader
from kiosk.clock import SystemClock
from kiosk.upkeep.device_actions import FIND_SECONDS, ActionName, attempt
from kiosk.upkeep.self_test import SelfTest
from tests.fakes.id_reader_rig import MemoryRig

CHIP = b"\x30\x05"


@pytest.fixture
def wire(tmp_path):
    clock = SystemClock()
    virtual = VirtualIdReader(tmp_path / "id-reader", clock)
    virtual.start()
    reader = SamSerialReader(SamSerialSettings(port=str(tmp_path / "id-reader")), clock)
    reader.open()
    yield virtual, reader
    reader.close()
    virtual.stop()


@pytest.mark.parametrize(("is_laid", "card"), [(True, "there"), (False, "none")])
def test_reader_says_whether_a_card_lies_there_and_reads_nothing_of_it(wire, is_laid, card):
    virtual, reader = wire
    if is_laid:
        virtual.lay()
    test = SelfTest(SystemClock())
    found = attempt(ActionName.FIND_CARD, Role.ID_READER, reader, test, threading.Event())
    assert found.facts == {"card": card}
    assert "read" not in {note.remark for note in reader.transcript.notes()}


def test_empty_reader_is_not_said_to_hold_a_card_because_its_answer_took_long():
    """On a starved machine all the time for looking is over before the second question."""
    rig = MemoryRig()
    rig.reader.open()
    honest = rig.transport.peer

    def slow(request):
        if request[7:9] == CHIP:
            rig.clock.advance(FIND_SECONDS + 0.1)
        return honest(request)

    rig.transport.peer = slow
    test = SelfTest(rig.clock)
    found = attempt(ActionName.FIND_CARD, Role.ID_READER, rig.reader, test, threading.Event())
    assert found.facts == {"card": "none"}
