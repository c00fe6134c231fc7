"""On its worker the reader is found again by itself, whatever happened to the cable."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from devices.id_reader.sam_serial import SamSerialReader, SamSerialSettings
from devices.ports import CardOutcome, CardRead
from devices.status import Ready, Role, Unavailable
from devices.virtual.id_reader import VirtualIdReader
from kiosk.clock import SystemClock
from tests.fakes.working_driver import PATIENCE_SECONDS, WorkingDriver


class Hall(WorkingDriver[SamSerialReader]):
    """A reader on its worker, and the far end of its cable."""

    def __init__(self, folder: Path) -> None:
        clock, port = SystemClock(), folder / "id-reader"
        super().__init__(Role.ID_READER, SamSerialReader(SamSerialSettings(str(port)), clock))
        self.virtual = VirtualIdReader(port, clock)

    def read_card(self) -> CardOutcome:
        return self.does(lambda reader: reader.read_card(PATIENCE_SECONDS, threading.Event()))


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    hall = Hall(tmp_path)
    yield hall
    hall.stop()
    hall.virtual.stop()


def test_reader_that_is_plugged_in_late_comes_into_service(hall: Hall) -> None:
    hall.start()
    missing = hall.wait_for(Unavailable)
    assert isinstance(missing, Unavailable)
    assert missing.reason == "no-such-port"
    hall.virtual.start()
    hall.wait_for(Ready)
    hall.virtual.lay()
    assert isinstance(hall.read_card(), CardRead)


def test_reader_unplugged_and_plugged_in_again_comes_back(hall: Hall) -> None:
    hall.virtual.start()
    hall.start()
    hall.wait_for(Ready)
    hall.virtual.unplug()
    hall.wait_for(Unavailable)
    hall.virtual.plug()
    hall.wait_for(Ready)
    hall.virtual.lay()
    assert isinstance(hall.read_card(), CardRead)
