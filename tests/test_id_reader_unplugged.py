"""The cable is pulled, at rest and in the middle of a card; then pushed in again."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from devices.id_reader.sam_serial import SamSerialReader, SamSerialSettings
from devices.status import DeviceGoneError, Ready
from kiosk.clock import SystemClock
from tests.fakes.id_reader_rig import PtyRig, person_of, pty_rig


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[PtyRig]:
    with pty_rig(tmp_path) as rig:
        yield rig


def pull_the_plug_when_asked(rig: PtyRig, command: bytes) -> threading.Thread:
    """A hand at the cable that waits for the moment when the reader is asked for something."""

    def hand() -> None:
        while command not in rig.virtual.requests():
            rig.cancelled.wait(0.005)
        rig.virtual.unplug()

    thread = threading.Thread(target=hand, name="hand-at-the-cable")
    thread.start()
    return thread


def test_missing_at_start_has_a_reason(tmp_path: Path) -> None:
    reader = SamSerialReader(SamSerialSettings(str(tmp_path / "nothing")), SystemClock())
    with pytest.raises(DeviceGoneError, match="no-such-port"):
        reader.open()


def test_unplugged_at_rest_is_gone_at_the_next_look(rig: PtyRig) -> None:
    rig.virtual.unplug()
    with pytest.raises(DeviceGoneError, match="unplugged"):
        rig.reader.probe()


@pytest.mark.parametrize("command", [b"\x20\x01", b"\x30\x01"], ids=["waiting", "reading"])
def test_unplugged_in_use_is_gone_and_no_half_person_is_left(rig: PtyRig, command: bytes) -> None:
    if command == b"\x30\x01":
        rig.virtual.lay()
        rig.virtual.slow(4)
    hand = pull_the_plug_when_asked(rig, command)
    with pytest.raises(DeviceGoneError, match="unplugged"):
        rig.read()
    hand.join()


def test_plugged_in_again_reads_the_card_that_lies_there(rig: PtyRig) -> None:
    rig.virtual.lay()
    hand = pull_the_plug_when_asked(rig, b"\x30\x01")
    with pytest.raises(DeviceGoneError):
        rig.read()
    hand.join()
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
