"""The loudspeaker's panel: the newest sentence that was heard, and why none is. Real samples."""

import math
import struct
import tempfile
import threading
from contextlib import contextmanager
from pathlib import Path

import pytest

from devices.virtual.speaker import RATE_HZ, VirtualSpeaker
from screens.bench import dock_panels
from tests.fakes.clock import FakeClock
from tests.fakes.speaker_rig import needs_speech, speaker_rig
from tests.window.dock_rig import dock_texts

PATIENCE_SECONDS = 60.0


class Hall:
    """A loudspeaker, the pipe into its card, and a clock that the test moves."""

    def __init__(self, folder):
        self.clock = FakeClock()
        self.virtual = VirtualSpeaker(folder / "asound.conf", "hall", self.clock, is_paced=False)
        self.virtual.start()

    def play(self, seconds, *, volume=9000):
        """A tone of so many seconds runs into the card, as aplay would have it."""
        count = round(seconds * RATE_HZ)
        tone = (round(volume * math.sin(at / 20.0)) for at in range(count))
        with open(self.virtual._pipe_file, "wb", buffering=0) as card:
            for piece in tone_pieces(struct.pack(f"<{count}h", *tone)):
                card.write(piece)

    def told(self):
        panel = dock_panels.speaker(self.virtual.state(), dock_texts())
        return panel.state, panel.tone

    def key(self, name):
        panel = dock_panels.speaker(self.virtual.state(), dock_texts())
        return next(key for key in panel.keys if key.name == name)

    def press(self, name):
        for act in self.key(name).hand.acts:
            self.virtual.actions[act.action](**dict(act.values))


def tone_pieces(raw):
    return (raw[at : at + 1024] for at in range(0, len(raw), 1024))


@contextmanager
def hall_at():
    with tempfile.TemporaryDirectory() as folder:
        made = Hall(Path(folder))
        try:
            yield made
        finally:
            made.virtual.stop()


@pytest.fixture
def hall():
    with hall_at() as made:
        yield made


def test_each_sentence_is_told_by_itself(hall):
    assert hall.told() == ("安静", "good")
    heard = 0.0
    for seconds in (0.5, 1.2):
        hall.play(seconds)
        heard += seconds
        assert hall.virtual.wait_heard(heard, PATIENCE_SECONDS)
        assert hall.told() == ("正在出声", "wait")
        hall.clock.advance(1.0)
        assert hall.told() == (f"刚才说了 {seconds} 秒", "good")


def test_pause_for_breath_belongs_to_the_sentence_and_silence_after_it_does_not(hall):
    for seconds, volume in ((0.5, 9000), (0.3, 0), (0.5, 9000), (0.7, 0)):
        hall.play(seconds, volume=volume)
    assert hall.virtual.wait_heard(2.0, PATIENCE_SECONDS)
    hall.clock.advance(1.0)
    assert hall.virtual.state()["sentence_seconds"] == pytest.approx(1.3, abs=0.2)


def test_card_whose_sound_is_off_takes_everything_and_nothing_is_heard(hall):
    hall.press("mute")
    assert hall.told() == ("没声音", "bad")
    hall.play(0.5)  # more than the pipe holds: it was taken
    assert hall.virtual.state()["sentence_seconds"] == 0.0
    assert hall.virtual.heard().size == 0
    hall.press("unmute")
    assert hall.key("mute").hand is not None


def test_card_that_is_stuck_says_so_and_goes_on_afterwards(hall):
    hall.press("stick")
    assert hall.told() == ("声卡卡住", "bad")
    player = threading.Thread(target=hall.play, args=(0.5,))
    player.start()
    hall.press("unstick")
    player.join(PATIENCE_SECONDS)
    assert hall.virtual.wait_heard(0.5, PATIENCE_SECONDS)
    assert hall.told() == ("正在出声", "wait")


def test_card_without_its_plug_cannot_stick(hall):
    hall.press("unplug")
    assert hall.told() == ("已拔掉", "bad")
    assert hall.key("stick").reason == "已拔掉"
    hall.press("plug")
    assert hall.told() == ("安静", "good")


@needs_speech
def test_sentence_that_the_driver_speaks_is_the_newest_one(tmp_path):
    with speaker_rig(tmp_path) as rig:
        rig.speaker.open()
        spoken = rig.speaker.speak("声音测试。", threading.Event())
        assert rig.virtual.wait_heard(spoken.seconds, PATIENCE_SECONDS)
        heard = rig.virtual.state()["sentence_seconds"]
    # The voice's own silence before and after is not heard.
    assert 0.3 < heard <= spoken.seconds + 0.2
