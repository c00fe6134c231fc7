"""The host's half of the guided test, over the wires of a virtual board and loudspeaker."""

from dataclasses import replace

import pytest

from devices.io_board.modbus_board import ModbusBoard
from devices.status import Role
from devices.virtual.io_board import VirtualIoBoard
from devices.virtual.speaker import loudness
from devices.worker import DeviceWorker
from kiosk.host import service_messages as said
from kiosk.i18n import load_texts
from kiosk.upkeep.self_test import SelfTest
from kiosk.upkeep.staff.roles import StaffRole
from tests.fakes.io_board_rig import WIRED
from tests.fakes.speaker_rig import needs_speech, speaker_rig
from tests.receipt_samples import ROOT
from tests.service_desk_rig import LIMIT_SECONDS, Counter

SENTENCE = load_texts(ROOT / "config" / "locale" / "zh-CN")("diagnose.say.speech")
SLOTS = [str(slot) for slot in WIRED.lights]


class Hall(Counter):
    """The desk before real wires: what the puppets of the counter cannot be."""

    def make_test(self):
        return SelfTest(self.clock, sentence=SENTENCE)

    def plug_in(self, role, device):
        """A worker for a device of its own."""
        self.workers[str(role)] = DeviceWorker(
            device_id=str(role), role=role, model="x", device=device, clock=self.clock,
            on_change=lambda report: None,
        )  # fmt: skip

    def tries(self, device_id, trial, slot=""):
        self.says(said.TryDevice(9, str(device_id), trial, slot))
        return self.waits_for(said.DeviceTried)


@pytest.fixture
def hall(tmp_path):
    made = Hall(tmp_path)
    yield made
    made.close()


@pytest.fixture
def board(hall, tmp_path):
    settings = replace(WIRED, port=str(tmp_path / "io-board"))
    virtual = VirtualIoBoard(settings, hall.clock)
    virtual.start()
    hall.plug_in(Role.IO_BOARD, ModbusBoard(settings, hall.clock))
    hall.start()
    hall.signs_in()
    yield virtual
    virtual.stop()


@pytest.fixture
def speaker(hall, tmp_path):
    with speaker_rig(tmp_path) as rig:
        hall.plug_in(Role.SPEAKER, rig.speaker)
        hall.start()
        hall.signs_in()
        yield rig.virtual
        hall.workers[str(Role.SPEAKER)].stop()


def settled(hall):
    """Everything that was asked of the board before is done."""
    return hall.tries(Role.IO_BOARD, "inputs")


def test_each_lamp_burns_alone_while_somebody_looks_and_is_dark_after_the_answer(hall, board):
    for slot in SLOTS:
        assert hall.tries(Role.IO_BOARD, "lamps-seen", slot).is_passed
        assert board.lit() == {slot}
        hall.says(said.JudgeTrial("io-board", "lamps-seen", "good", slot))
        settled(hall)
        assert board.lit() == set()
    judged = [line.detail for line in hall.staff.files.audit.lines() if line.deed == "judged"]
    assert judged == [f"io-board lamps-seen {slot} good" for slot in SLOTS]


@pytest.mark.parametrize(
    "leave",
    [
        lambda hall: hall.says(said.StopTrial()),
        lambda hall: (hall.desk.forget("visit"), hall.desk.open("visit"), hall.signs_in()),
    ],
    ids=["stopped", "visit-gone"],
)
def test_lamp_does_not_burn_for_somebody_who_left(hall, board, leave):
    assert hall.tries(Role.IO_BOARD, "lamps-seen", SLOTS[0]).is_passed
    leave(hall)
    settled(hall)
    assert board.lit() == set()


def test_board_that_is_pulled_out_in_its_trial_is_told_with_the_reason(hall, board):
    board.unplug()
    tried = hall.tries(Role.IO_BOARD, "lamps-seen", SLOTS[0])
    assert not tried.is_passed
    assert tried.reason


def test_slot_that_is_none_lights_nothing(hall, board):
    hall.tries(Role.IO_BOARD, "lamps-seen", "../../etc")
    settled(hall)
    assert board.lit() == set()


def test_glass_is_judged_by_the_visit_and_written_down_here(hall):
    hall.start()
    hall.signs_in()
    hall.says(said.JudgeTrial("touch-screen", "touch", "touch-off"))
    assert hall.hears(said.NotAllowed) == []
    assert hall.staff.files.audit.lines()[-1].detail == "touch-screen touch touch-off"


def test_host_staff_light_no_lamp_and_judge_nothing(hall, tmp_path):
    hall.start()
    hall.signs_in(StaffRole.HOST_STAFF)
    hall.says(said.TryDevice(9, "id-reader", "answers"))
    hall.says(said.JudgeTrial("touch-screen", "touch", "good"))
    assert len(hall.hears(said.NotAllowed)) == 2


@needs_speech
def test_sentence_of_the_language_file_is_heard_in_the_hall(hall, speaker):
    speaker.forget()
    tried = hall.tries(Role.SPEAKER, "speech")
    assert tried.is_passed
    seconds = float(dict(tried.facts)["spoken-seconds"])
    assert speaker.wait_heard(seconds - 0.1, LIMIT_SECONDS)
    assert loudness(speaker.heard()) > 0.02


@needs_speech
def test_loudspeaker_that_is_pulled_out_in_the_sentence_fails_its_trial(hall, speaker):
    assert hall.tries(Role.SPEAKER, "answers").is_passed
    speaker.actions["stick"]()
    hall.says(said.TryDevice(9, "speaker", "speech"))
    speaker.unplug()
    speaker.heal()
    tried = hall.waits_for(said.DeviceTried)
    assert not tried.is_passed
    assert tried.reason in {"player-failed", "sound-card-absent"}


@needs_speech
def test_sentence_that_is_not_to_be_heard_any_more_is_broken_off(hall, speaker):
    assert hall.tries(Role.SPEAKER, "answers").is_passed
    speaker.actions["stick"]()
    hall.says(said.TryDevice(9, "speaker", "speech"))
    hall.says(said.StopTrial())
    assert hall.waits_for(said.DeviceTried).reason == "cancelled"
    speaker.heal()
