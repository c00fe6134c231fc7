"""Answers that come twice: the second copy must not answer the next question."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from devices.status import Ready, Unavailable
from devices.transport.memory import Delivery, whole
from tests.fakes.id_reader_rig import MemoryRig, PtyRig, person_of, pty_rig


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[PtyRig]:
    with pty_rig(tmp_path) as rig:
        yield rig


def test_every_answer_doubled_still_gives_the_card(rig: PtyRig) -> None:
    rig.virtual.lay()
    rig.virtual.double(times=3)
    assert person_of(rig.read()).name == "张三"


def test_doubled_person_is_not_read_for_the_next_card(rig: PtyRig) -> None:
    rig.virtual.lay("resident")
    rig.virtual.double(command=b"\x30\x01")
    assert person_of(rig.read()).name == "张三"
    rig.virtual.lift()
    rig.virtual.lay("resident-expired")
    assert person_of(rig.read()).name == "李四"


def test_doubled_data_does_not_pass_for_a_status(rig: PtyRig) -> None:
    rig.virtual.lay()
    rig.virtual.double(command=b"\x30\x01")
    rig.read()
    assert rig.reader.probe() == Ready()


def test_doubled_no_card_does_not_hide_the_card_laid_next(rig: PtyRig) -> None:
    rig.virtual.double(times=2, command=b"\x20\x01")
    rig.read(timeout_seconds=0.0)
    rig.virtual.lay()
    assert person_of(rig.read()).name == "张三"


def test_doubled_status_is_not_taken_for_the_next_status() -> None:
    rig = MemoryRig()
    rig.reader.open()
    rig.transport.line = lambda answer: [Delivery(answer), Delivery(answer)]
    assert rig.reader.probe() == Ready()
    rig.transport.line = whole
    rig.sam.condition = 0x60
    assert isinstance(rig.reader.probe(), Unavailable)
