"""What counts as a use of a device, what as refused, and what is nobody's business."""

import threading

import pytest

from devices import ports
from devices.smart_card_reader import port as chip
from devices.speaker.port import SpeechRefused
from devices.status import Actor, Ready, Role, State, Unavailable
from devices.uses import Use
from kiosk.host.uses import use_of
from kiosk.paper.events import (
    PrintRefused,
    PrintSuspended,
    Refusal,
    SheetPrinted,
    SheetUncertain,
)
from kiosk.upkeep.findings import Failed, Passed
from kiosk.uplink import client
from tests.test_worker_ladder import running
from tests.test_worker_restart import HangingDevice
from tests.test_worker_restart import running as hanging
from tests.window.service_story import NOW

GONE = Unavailable(State.NO_DEVICE, "unplugged", Actor.TECHNICIAN, NOW)
OUTCOMES = {
    Use.DONE: [
        ports.CardRead(bytearray()), ports.CodeRead(bytearray(), "qr"), ports.PagesScanned(2),
        ports.FeederTooFull(40), ports.ReceiptPrinted(), ports.LightsSet(frozenset({Role.SPEAKER})),
        SheetPrinted(None), None,
    ],
    Use.REFUSED: [
        ports.CardMoved(), ports.CardRefused(0x41), chip.ChipMute(), ports.ScanFailed(1, GONE),
        ports.ReceiptRefused(GONE), ports.ReceiptUncertain(GONE), ports.LightsRefused("stuck"),
        SpeechRefused("speech-failed"), SheetUncertain(None),
        PrintRefused(Refusal.PRINTER_UNFIT), PrintRefused(Refusal.PRINTER_GONE),
    ],
    Use.ASIDE: [
        ports.NoCard(), ports.NoCode(), ports.Cancelled(), ports.FeederEmpty(), True, False,
        Ready(), GONE, PrintSuspended(None), (), PrintRefused(Refusal.PLATFORM_AWAY),
        PrintRefused(Refusal.ALREADY_ISSUED),
        # What staff try is no use, however it ends.
        Passed(), Failed("picture-too-dark"), Failed("no-card"), Failed("cancelled"),
        # An envelope's code is looked up on the scanner's worker: the scan itself has counted.
        client.Answered(None), client.Refused(None), client.Unknown("away"),
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("use", "outcome"),
    [(use, outcome) for use, outcomes in OUTCOMES.items() for outcome in outcomes],
    ids=lambda value: getattr(value, "value", type(value).__name__),
)
def test_outcome_counts_as(use, outcome):
    assert use_of(outcome) is use


def test_worker_counts_each_kind_apart():
    with running() as rig:
        rig.wait_ready()
        for outcome in (ports.CardRead(bytearray()), ports.CardRefused(0x41), ports.NoCard()):
            rig.run(lambda _, outcome=outcome: outcome)
        counts, record = rig.worker.counts(), rig.worker.record()
    assert (counts.done, counts.refused, counts.failed) == (1, 1, 0)
    assert sum(counts.use_steps.values()) == 1
    assert sum(counts.answer_steps.values()) >= 3
    assert record.commands == 3


def test_command_that_hung_counts_as_failed():
    with hanging(HangingDevice(threading.Event())) as rig:
        rig.wait_ready()
        rig.hang()
        rig.worker.look_after()
        rig.wait_ready()
        counts = rig.worker.counts()
    assert (counts.done, counts.failed, counts.restarts) == (0, 1, 1)


def test_new_driver_of_the_same_worker_counts_on():
    with hanging(HangingDevice(threading.Event())) as rig:
        rig.wait_ready()
        before = rig.worker.counts()
        rig.hang()
        rig.worker.look_after()
        rig.wait_ready()
        after = rig.worker.counts()
    assert sum(after.answer_steps.values()) > sum(before.answer_steps.values())
