"""On its worker the reader is found again by itself, whatever happened to the cable."""

import queue
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from devices.id_reader.sam_serial import SamSerialReader, SamSerialSettings
from devices.ports import CardOutcome, CardRead
from devices.status import DeviceReport, Ready, Role, Unavailable
from devices.virtual.id_reader import VirtualIdReader
from devices.worker import DeviceFailed, DeviceWorker, WorkerTiming
from kiosk.clock import SystemClock

PATIENCE_SECONDS = 20.0
#: The ladder of the product, with short rungs.
QUICK = WorkerTiming(probe_seconds=0.05, reopen_first_seconds=0.02, reopen_cap_seconds=0.1)


class Hall:
    """A reader on its worker, and what the worker reports."""

    def __init__(self, folder: Path) -> None:
        clock = SystemClock()
        port = folder / "id-reader"
        self.virtual = VirtualIdReader(port, clock)
        self.reports: queue.SimpleQueue[DeviceReport] = queue.SimpleQueue()
        self.worker = DeviceWorker(
            device_id="id-reader",
            role=Role.ID_READER,
            model="virtual SAM",
            device=SamSerialReader(SamSerialSettings(str(port)), clock),
            clock=clock,
            on_change=self.reports.put,
            timing=QUICK,
        )

    def wait_for(self, status: type[Ready | Unavailable]) -> Ready | Unavailable:
        while True:
            found = self.reports.get(timeout=PATIENCE_SECONDS).status
            if isinstance(found, status):
                return found

    def read_card(self) -> CardOutcome | DeviceFailed:
        answer: queue.SimpleQueue[CardOutcome | DeviceFailed] = queue.SimpleQueue()
        self.worker.submit(
            lambda reader: reader.read_card(PATIENCE_SECONDS, threading.Event()),
            answer.put,
            deadline_seconds=PATIENCE_SECONDS,
        )
        return answer.get(timeout=PATIENCE_SECONDS)


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    hall = Hall(tmp_path)
    yield hall
    hall.worker.stop()
    hall.virtual.stop()


def test_reader_that_is_plugged_in_late_comes_into_service(hall: Hall) -> None:
    hall.worker.start()
    missing = hall.wait_for(Unavailable)
    assert isinstance(missing, Unavailable)
    assert missing.reason == "no-such-port"
    hall.virtual.start()
    hall.wait_for(Ready)
    hall.virtual.lay()
    assert isinstance(hall.read_card(), CardRead)


def test_reader_unplugged_and_plugged_in_again_comes_back(hall: Hall) -> None:
    hall.virtual.start()
    hall.worker.start()
    hall.wait_for(Ready)
    hall.virtual.unplug()
    hall.wait_for(Unavailable)
    hall.virtual.plug()
    hall.wait_for(Ready)
    hall.virtual.lay()
    assert isinstance(hall.read_card(), CardRead)
