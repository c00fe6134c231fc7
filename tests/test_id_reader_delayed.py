"""Answers that come late, on a clock that skips the waiting."""

from collections.abc import Callable, Iterable

import pytest

from devices.id_reader.sam_reader import FIND_LIMIT_SECONDS, READ_LIMIT_SECONDS
from devices.ports import Cancelled
from devices.status import DeviceGoneError, Ready
from devices.transport.memory import Delivery, delayed, whole
from devices.virtual.synthetic_card import DECK
from tests.fakes.id_reader_rig import MemoryRig, person_of

PERSON_ANSWER_LENGTH = 1295


def late(
    seconds: float, times: int, chosen: Callable[[bytes], bool]
) -> Callable[[bytes], Iterable[Delivery]]:
    """The first ``times`` answers that are ``chosen`` come late; later ones queue behind them."""
    left = times

    def travel(answer: bytes) -> Iterable[Delivery]:
        nonlocal left
        if left and chosen(answer):
            left -= 1
            return delayed(seconds)(answer)
        return whole(answer)

    return travel


def is_person(answer: bytes) -> bool:
    return len(answer) == PERSON_ANSWER_LENGTH


def rig_with(card: str) -> MemoryRig:
    rig = MemoryRig()
    rig.sam.lay(DECK[card])
    rig.reader.open()
    return rig


def test_answer_within_its_limit_is_waited_for() -> None:
    rig = rig_with("resident")
    rig.transport.line = late(READ_LIMIT_SECONDS - 0.1, 1, is_person)
    assert person_of(rig.read()).name == "张三"
    assert rig.asked().count(b"\x30\x01") == 1


def test_answer_after_its_limit_is_thrown_away_and_asked_for_again() -> None:
    rig = rig_with("resident")
    rig.transport.line = late(READ_LIMIT_SECONDS + 0.5, 1, is_person)
    assert person_of(rig.read()).name == "张三"
    assert rig.asked()[-3:] == [b"\x30\x01", b"\x11\xff", b"\x30\x01"]


def test_answer_of_the_last_person_that_comes_after_all_is_never_the_next_persons() -> None:
    rig = rig_with("resident")
    # In order, as a SAM answers: whatever is asked behind the late answer comes behind it.
    rig.transport.line = late(READ_LIMIT_SECONDS + 1.0, 1, is_person)
    rig.cancelled.set()
    assert rig.read() == Cancelled()
    rig.cancelled.clear()

    class LeaveInMidRead:
        """Cancels when the read is on its way."""

        def __init__(self) -> None:
            self.line = rig.transport.line

        def __call__(self, answer: bytes) -> Iterable[Delivery]:
            if is_person(answer):
                rig.cancelled.set()
            return self.line(answer)

    rig.transport.line = LeaveInMidRead()
    assert rig.read() == Cancelled()
    rig.cancelled.clear()
    rig.transport.line = whole
    rig.sam.lay(DECK["resident-expired"])
    rig.clock.advance(READ_LIMIT_SECONDS + 0.9)
    person = person_of(rig.read())
    assert (person.name, person.number) == ("李四", "650102190203150105")


def test_reader_that_is_late_with_every_find_for_a_second_still_reads_the_card() -> None:
    rig = rig_with("resident")
    # On a starved machine, or while the SAM is busy with its radio: it answers, but too late.
    late_seconds = 2 * FIND_LIMIT_SECONDS + 0.1
    rig.transport.line = late(late_seconds, 3, lambda answer: len(answer) == 15)
    assert person_of(rig.read()).name == "张三"


def test_reader_whose_answers_break_off_three_times_still_reads_the_card() -> None:
    rig = rig_with("resident")
    left = 3

    def broken_off(answer: bytes) -> Iterable[Delivery]:
        nonlocal left
        if left and is_person(answer):
            left -= 1
            return whole(answer[:700])
        return whole(answer)

    rig.transport.line = broken_off
    assert person_of(rig.read()).name == "张三"


def test_reader_that_never_answers_find_is_gone_though_it_says_that_it_is_well() -> None:
    rig = rig_with("resident")
    rig.transport.line = lambda answer: [] if len(answer) == 15 else whole(answer)
    with pytest.raises(DeviceGoneError, match="not-answering"):
        rig.read()
    assert rig.reader.probe() == Ready()


def test_reader_that_answers_nothing_is_gone() -> None:
    rig = rig_with("resident")
    rig.transport.line = lambda answer: []
    with pytest.raises(DeviceGoneError, match="not-answering"):
        rig.read()
    with pytest.raises(DeviceGoneError, match="not-answering"):
        rig.reader.probe()
    rig.transport.line = whole
    assert rig.reader.probe() == Ready()


def test_port_without_a_reader_behind_it_does_not_open() -> None:
    rig = MemoryRig(lambda answer: [])
    with pytest.raises(DeviceGoneError, match="not-answering"):
        rig.reader.open()
    assert not rig.transport.is_open
