"""Several faults at once, by the dice: never the wrong person, and well again after healing."""

from random import Random

import pytest

from devices.ports import CardRead
from devices.status import DeviceGoneError
from devices.virtual.sam_hands import SamHands
from devices.virtual.synthetic_card import DECK
from tests.fakes.id_reader_wires import WIRES, WireRig, wire_rig

RUNS = 20
COMMANDS = (b"\x20\x01", b"\x20\x02", b"\x30\x01", b"\x11\xff", b"\x30\x05", None)
STATUSES = b"\x80\x81\x41\x10\x24\x31\x90\x9f"
REOPENINGS = 10


def strike(virtual: SamHands, chance: Random) -> None:
    """One thing more that goes wrong."""
    command = chance.choice(COMMANDS)
    match chance.randrange(8):
        case 0:
            virtual.garble(chance.randbytes(chance.randrange(1, 80)), command=command)
        case 1:
            virtual.garble(command=command)
        case 2:
            virtual.cut(chance.randrange(1300), command=command or b"\x30\x01")
        case 3:
            virtual.double(command=command)
        case 4:
            virtual.delay(chance.random() * 5, command=command)
        case 5:
            virtual.spoil_checksum(command=command)
        case 6:
            virtual.shorten_preamble(command=command)
        case 7:
            virtual.answer_with(chance.choice(STATUSES), command)


def read_or_reopen(rig: WireRig, card: str) -> bool:
    """True when this card was read. Another one, or half of one, fails the test."""
    try:
        outcome = rig.read(3.0)
    except DeviceGoneError:
        rig.reader.close()
        try:
            rig.reader.open()
        except DeviceGoneError:
            return False
        return False
    if isinstance(outcome, CardRead):
        assert outcome.payload == DECK[card].payload
    return isinstance(outcome, CardRead)


@pytest.mark.parametrize("wire", WIRES)
def test_no_mixture_of_faults_gives_another_person(wire: str) -> None:
    read = 0
    for seed in range(RUNS):
        chance, rig = Random(seed), wire_rig(wire)
        rig.reader.open()
        for card in ("resident", "resident-expired"):
            for _ in range(chance.randrange(1, 5)):
                strike(rig.virtual, chance)
            rig.virtual.lay(card)
            read += read_or_reopen(rig, card)
        rig.virtual.heal()
        rig.virtual.lay("hong-kong")
        assert any(read_or_reopen(rig, "hong-kong") for _ in range(REOPENINGS))
        rig.reader.close()
    # Most mixtures are survived without anybody noticing.
    assert read > RUNS
