"""The hand is too quick: the card slides, or is lifted while its data is on the wire."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from devices.id_reader.sam_reader import CARD_ATTEMPTS
from devices.ports import CardMoved
from devices.virtual.synthetic_card import DECK
from tests.fakes.id_reader_rig import MemoryRig, PtyRig, person_of, pty_rig
from tests.test_id_reader_status_words import Impostor

FIND, SELECT, READ = b"\x20\x01", b"\x20\x02", b"\x30\x01"


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[PtyRig]:
    with pty_rig(tmp_path) as rig:
        yield rig


@pytest.mark.parametrize("after_bytes", [6, 9, 10, 13, 700, 1294])
def test_card_lifted_in_mid_read_is_moved_and_nobody_is_read(rig: PtyRig, after_bytes: int) -> None:
    rig.virtual.lay()
    rig.virtual.lift_during_read(after_bytes)
    assert rig.read() == CardMoved()
    rig.virtual.lay("hong-kong")
    assert person_of(rig.read()).name == "陈大文"


def test_card_that_slides_and_comes_to_rest_is_read(rig: PtyRig) -> None:
    rig.virtual.lay()
    rig.virtual.answer_with(0x81, SELECT)
    assert person_of(rig.read()).name == "张三"


def test_card_that_never_comes_to_rest_is_moved() -> None:
    rig = MemoryRig()
    rig.reader.open()
    rig.sam.lay(DECK["resident"])
    Impostor(rig, SELECT, 0x81, times=99)
    assert rig.read() == CardMoved()
    assert rig.asked().count(SELECT) == CARD_ATTEMPTS


def test_first_find_that_misses_does_not_cost_the_card(rig: PtyRig) -> None:
    rig.virtual.lay()
    rig.virtual.answer_with(0x80, FIND)
    assert person_of(rig.read()).name == "张三"


def test_first_find_that_misses_costs_one_more_question() -> None:
    rig = MemoryRig()
    rig.reader.open()
    rig.sam.lay(DECK["resident"])
    Impostor(rig, FIND, 0x80, times=1)
    assert person_of(rig.read()).name == "张三"
    assert rig.asked().count(FIND) == 2


def test_card_swapped_after_a_failed_read_gives_the_second_person_only(rig: PtyRig) -> None:
    rig.virtual.lay("resident")
    rig.virtual.lift_during_read(900)
    assert rig.read() == CardMoved()
    rig.virtual.lay("resident-expired")
    person = person_of(rig.read())
    assert (person.name, person.number) == ("李四", "650102190203150105")
