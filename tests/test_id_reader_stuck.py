"""A reader that hears everything and answers nothing, and one whose line crawls."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from devices.ports import Cancelled
from devices.status import DeviceGoneError, Ready
from tests.fakes.id_reader_rig import PtyRig, person_of, pty_rig


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[PtyRig]:
    with pty_rig(tmp_path) as rig:
        yield rig


def test_stuck_reader_is_gone_and_comes_back(rig: PtyRig) -> None:
    rig.virtual.lay()
    rig.virtual.stick()
    with pytest.raises(DeviceGoneError, match="not-answering"):
        rig.read()
    rig.virtual.heal()
    assert rig.reader.probe() == Ready()
    assert person_of(rig.read()).name == "张三"


def test_citizen_who_leaves_is_not_kept_waiting_by_a_stuck_reader(rig: PtyRig) -> None:
    rig.virtual.lay()
    rig.virtual.stick()
    rig.cancelled.set()
    assert rig.read() == Cancelled()


def test_crawling_line_still_delivers_the_whole_card(rig: PtyRig) -> None:
    rig.virtual.lay()
    rig.virtual.slow(5)
    assert person_of(rig.read()).name == "张三"
    assert rig.virtual.state()["slowness"] == 5


def test_every_action_of_the_dock_is_there_and_healing_ends_all_faults(rig: PtyRig) -> None:
    actions = rig.virtual.actions
    for name in ("garble", "cut", "double", "delay", "spoil-checksum", "lift-during-read", "slow"):
        actions[name]()
    actions["condition"](0x60)
    actions["answer"](0x41)
    actions["stick"]()
    assert len(list(rig.virtual.state()["faults"])) == 7  # type: ignore[call-overload]
    actions["heal"]()
    actions["lay"]("taiwan")
    assert rig.virtual.state()["faults"] == []
    assert rig.virtual.state()["card"] == "林小美 港澳台居民居住证"
    assert person_of(rig.read()).name == "林小美"
    actions["lift"]()
    assert rig.virtual.state()["card"] is None
