"""The port of a loudspeaker. Rules of all ports are in ``devices/ports.py``."""

import threading
from dataclasses import dataclass
from typing import Protocol

from devices.ports import Cancelled, Device
from devices.status import DeviceStatus


@dataclass(frozen=True, slots=True)
class Spoken:
    """The sound card has taken the whole sentence. Whether it was heard only ears can tell."""

    seconds: float


@dataclass(frozen=True, slots=True)
class SpeechRefused:
    """Nothing was said; ``status`` says why."""

    status: DeviceStatus


SpeechOutcome = Spoken | SpeechRefused | Cancelled


class Speaker(Device, Protocol):
    """A loudspeaker in a public hall: a name or a number must never be given to it."""

    def speak(self, sentence: str, cancelled: threading.Event) -> SpeechOutcome:
        """Say a sentence of ``config/locale``. Raises DeviceGoneError when it falls silent."""
        ...
