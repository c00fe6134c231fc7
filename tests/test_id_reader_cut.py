"""Answers that end too soon, the card still lying there."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from devices.status import DeviceGoneError, Ready
from devices.transport.memory import Delivery, whole
from devices.virtual.synthetic_card import DECK
from tests.fakes.id_reader_rig import MemoryRig, PtyRig, person_of, pty_rig

READ = b"\x30\x01"


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[PtyRig]:
    with pty_rig(tmp_path) as rig:
        yield rig


@pytest.mark.parametrize("after_bytes", [8, 11, 700, 1294])
def test_cut_answer_is_asked_for_again_and_read_whole(rig: PtyRig, after_bytes: int) -> None:
    rig.virtual.lay()
    rig.virtual.cut(after_bytes)
    person = person_of(rig.read())
    assert (person.name, len(person.photo)) == ("张三", 1024)
    # Once more for each pause that a busy machine makes; that one cut costs one, see below.
    assert rig.virtual.requests().count(READ) >= 2


@pytest.mark.parametrize("after_bytes", [8, 11, 700, 1294])
def test_one_cut_answer_costs_one_more_question(after_bytes: int) -> None:
    rig, cuts = MemoryRig(), [after_bytes]
    rig.reader.open()
    rig.sam.lay(DECK["resident"])

    def cut_once(answer: bytes) -> Iterable[Delivery]:
        is_cut = cuts and len(answer) > len(DECK["resident"].payload)
        return whole(answer[: cuts.pop()] if is_cut else answer)

    rig.transport.line = cut_once
    assert person_of(rig.read()).name == "张三"
    assert (rig.asked().count(READ), cuts) == (2, [])


@pytest.mark.parametrize("command", [b"\x20\x01", b"\x20\x02"])
def test_cut_short_answer_does_not_cost_the_card(rig: PtyRig, command: bytes) -> None:
    rig.virtual.lay()
    rig.virtual.cut(9, command=command)
    assert person_of(rig.read()).name == "张三"


def test_answers_that_are_always_cut_are_a_broken_device(rig: PtyRig) -> None:
    rig.virtual.lay()
    rig.virtual.cut(1000, times=1000)
    with pytest.raises(DeviceGoneError, match="answers-garbled"):
        rig.read()
    assert rig.reader.probe() == Ready()
