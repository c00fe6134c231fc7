"""On its worker the card reader is found again by itself, whatever became of pcscd."""

import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest

from devices.smart_card_reader.pcsc_reader import PcscCardReader
from devices.smart_card_reader.port import ChipRead
from devices.status import Ready, Role
from devices.virtual.smart_card import VirtualSmartCardReader
from devices.worker import DeviceFailed
from tests.fakes.smart_card_rig import driver, needs_pcscd, virtual_reader
from tests.fakes.working_driver import PATIENCE_SECONDS, QUICK, WorkingDriver

pytestmark = needs_pcscd


class Hall(WorkingDriver[PcscCardReader]):
    """A reader on its worker, and the far end of its cable."""

    def __init__(self, virtual: VirtualSmartCardReader) -> None:
        timing = replace(QUICK, probe_limit_seconds=0.2)
        super().__init__(Role.SMART_CARD_READER, driver(), timing=timing)
        self.virtual = virtual

    def ask_for_card(self) -> None:
        self.ask(lambda reader: reader.read_card(PATIENCE_SECONDS, threading.Event()))


@pytest.fixture
def hall() -> Iterator[Hall]:
    with virtual_reader() as virtual:
        hall = Hall(virtual)
        hall.start()
        yield hall
        virtual.heal()
        hall.stop()


def test_end_of_pcscd_is_an_event_and_a_new_one_is_found(hall: Hall) -> None:
    hall.wait_for(Ready)
    hall.virtual.stop_service()
    hall.wait_for("service-absent")
    hall.virtual.plug()
    hall.wait_for(Ready)
    hall.virtual.lay()
    hall.ask_for_card()
    assert isinstance(hall.answer(), ChipRead)


def test_reader_unplugged_in_use_fails_the_reading_and_comes_back(hall: Hall) -> None:
    hall.wait_for(Ready)
    hall.ask_for_card()
    hall.virtual.unplug()
    assert isinstance(hall.answer(), DeviceFailed)
    hall.wait_for("reader-absent")
    hall.virtual.plug()
    hall.wait_for(Ready)


def test_daemon_that_hangs_is_told_as_stuck_and_not_as_well(hall: Hall) -> None:
    hall.wait_for(Ready)
    hall.virtual.stick()
    pause = threading.Event()
    while getattr(hall.worker.report().status, "reason", "") != "worker-stuck":
        pause.wait(0.02)
    hall.virtual.heal()
    hall.virtual.lay()
    hall.ask_for_card()
    assert isinstance(hall.answer(), ChipRead)
