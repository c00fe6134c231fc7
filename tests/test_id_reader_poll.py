"""How soon a laid card is asked for, on a clock that skips the waiting."""

from itertools import pairwise

import pytest

from devices.id_reader.sam_reader import POLL_SECONDS
from devices.ports import NoCard
from devices.transport.memory import delayed
from devices.virtual.synthetic_card import DECK
from tests.fakes.id_reader_rig import MemoryRig, person_of

FIND = b"\x20\x01"
#: What is promised to the citizen.
PROMISED_SECONDS = 0.3


@pytest.mark.parametrize("answer_seconds", [0.0, 0.022, 0.1])
def test_empty_reader_is_asked_often_enough_however_slow_it_answers(answer_seconds: float) -> None:
    rig = MemoryRig(delayed(answer_seconds))
    asked_at: list[float] = []
    honest = rig.transport.peer

    def listening(request: bytes) -> bytes:
        if request[7:9] == FIND:
            asked_at.append(rig.clock.monotonic())
        return honest(request)

    rig.transport.peer = listening
    rig.reader.open()
    assert rig.read(timeout_seconds=5.0) == NoCard()
    gaps = [after - before for before, after in pairwise(asked_at)]
    assert max(gaps) <= POLL_SECONDS + 1e-6 < PROMISED_SECONDS
    # Two questions a poll, and no more: the antenna of a busy reader never cools down otherwise.
    assert len(asked_at) <= 2 * (5.0 / POLL_SECONDS + 1)


def test_card_that_lies_there_already_is_asked_for_at_once() -> None:
    rig = MemoryRig()
    rig.reader.open()
    rig.sam.lay(DECK["resident"])
    before = rig.clock.monotonic()
    assert person_of(rig.read()).name == "张三"
    assert rig.clock.monotonic() == before
