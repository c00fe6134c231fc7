"""A driver of a loudspeaker, ALSA as it is installed, and an ear at the far end."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from devices.speaker.alsa_speaker import AlsaSpeaker, AlsaSpeakerSettings
from devices.virtual.speaker import VirtualSpeaker
from kiosk.clock import SystemClock
from tests.fakes.clock import FakeClock

PCM = "hall"


def can_speak() -> bool:
    """Whether the programs are installed."""
    return bool(shutil.which("espeak-ng") and shutil.which("aplay"))


needs_speech = pytest.mark.skipif(
    not can_speak(),
    reason="espeak-ng and alsa-utils are not installed (deploy/debian-packages.txt)",
)


@dataclass
class SpeakerRig:
    """``speaker`` is not yet open; ``virtual`` is plugged in and plays faster than time."""

    folder: Path
    virtual: VirtualSpeaker = field(init=False)
    speaker: AlsaSpeaker = field(init=False)

    def __post_init__(self) -> None:
        clock, config = SystemClock(), self.folder / "asound.conf"
        # For its ear no time passes: a player that gets no turn makes no pause between words.
        self.virtual = VirtualSpeaker(config, PCM, FakeClock(), is_paced=False)
        self.speaker = AlsaSpeaker(AlsaSpeakerSettings(PCM, str(config)), clock)


@contextmanager
def speaker_rig(folder: Path) -> Iterator[SpeakerRig]:
    rig = SpeakerRig(folder)
    rig.virtual.start()
    try:
        yield rig
    finally:
        rig.speaker.close()
        rig.virtual.stop()
