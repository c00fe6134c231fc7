"""The loudspeaker passes the suite of its port, through the real espeak-ng, aplay and ALSA."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from devices.speaker.alsa_speaker import AlsaSpeaker, AlsaSpeakerSettings
from kiosk.clock import SystemClock
from tests.conformance_speaker import SpeakerConformance
from tests.fakes.speaker_rig import SpeakerRig, needs_speech, speaker_rig


@needs_speech
class TestVirtual(SpeakerConformance):
    @pytest.fixture
    def bench(self, tmp_path: Path) -> Iterator[SpeakerRig]:
        with speaker_rig(tmp_path) as rig:
            rig.speaker.open()
            yield rig


REAL_PCM = os.environ.get("OPENHALL_SPEAKER")

if REAL_PCM is not None:

    @dataclass(frozen=True)
    class RealBench:
        speaker: AlsaSpeaker

    @pytest.mark.hardware
    class TestReal(SpeakerConformance):
        @pytest.fixture
        def bench(self) -> Iterator[RealBench]:
            speaker = AlsaSpeaker(AlsaSpeakerSettings(REAL_PCM), SystemClock())
            speaker.open()
            yield RealBench(speaker)
            speaker.close()
