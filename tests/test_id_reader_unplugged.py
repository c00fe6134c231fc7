"""The cable is pulled, at rest and in the middle of a card; then pushed in again."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from devices.id_reader.sam_serial import SamSerialReader, SamSerialSettings
from devices.status import DeviceGoneError, Ready
from kiosk.clock import SystemClock
from tests.fakes.id_reader_rig import PATIENCE_SECONDS, PtyRig, person_of, pty_rig

FIND, READ = b"\x20\x01", b"\x30\x01"


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[PtyRig]:
    with pty_rig(tmp_path) as rig:
        yield rig


def test_missing_at_start_has_a_reason(tmp_path: Path) -> None:
    reader = SamSerialReader(SamSerialSettings(str(tmp_path / "nothing")), SystemClock())
    with pytest.raises(DeviceGoneError, match="no-such-port"):
        reader.open()


def test_unplugged_at_rest_is_gone_at_the_next_look(rig: PtyRig) -> None:
    rig.virtual.unplug()
    with pytest.raises(DeviceGoneError, match="unplugged"):
        rig.reader.probe()


def test_unplugged_while_it_waits_for_a_card_is_gone(rig: PtyRig) -> None:
    """By another hand than the reader's own: it is asked again and again until the hand comes."""

    def pull() -> None:
        assert asked.wait(PATIENCE_SECONDS)
        rig.virtual.unplug()

    asked = threading.Event()
    rig.virtual.on_request = lambda command: asked.set() if command == FIND else None
    hand = threading.Thread(target=pull, name="hand-at-the-cable")
    hand.start()
    with pytest.raises(DeviceGoneError, match="unplugged"):
        rig.read(timeout_seconds=2 * PATIENCE_SECONDS)
    hand.join()


def test_unplugged_in_the_middle_of_a_card_is_gone_and_no_half_person_is_left(
    rig: PtyRig,
) -> None:
    rig.virtual.lay()
    rig.virtual.unplug_during_read()
    with pytest.raises(DeviceGoneError, match="unplugged"):
        rig.read()
    assert rig.virtual.requests().count(READ) == 1


def test_plugged_in_again_reads_the_card_that_lies_there(rig: PtyRig) -> None:
    rig.virtual.lay()
    rig.virtual.unplug_during_read()
    with pytest.raises(DeviceGoneError):
        rig.read()
    rig.reader.close()
    with pytest.raises(DeviceGoneError, match="no-such-port"):
        rig.reader.open()
    rig.virtual.plug()
    rig.reader.open()
    assert rig.reader.probe() == Ready()
    assert person_of(rig.read()).name == "张三"


def test_plugging_twice_and_unplugging_twice_changes_nothing(rig: PtyRig) -> None:
    rig.virtual.plug()
    assert rig.reader.probe() == Ready()
    rig.virtual.unplug()
    rig.virtual.unplug()
    assert rig.virtual.state()["plugged"] is False
