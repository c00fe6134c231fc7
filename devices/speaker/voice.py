"""From a sentence to sound: espeak-ng in a child process. Owns its command line and its answer.

espeak-ng is under the GPL: it is started as a program and never linked. Its voice is plain and it
needs neither a network nor a model; a site with a better voice writes an adapter of its own.
"""

import struct
import threading
from dataclasses import dataclass

from devices.ports import Cancelled
from devices.speaker.program import Ended, Stopped, run_program
from devices.status import DeviceGoneError
from kiosk.clock import Clock

PROGRAM = "espeak-ng"
FAILED, HUNG = "speech-failed", "speaker-hung"
#: A sentence is spoken in seconds and made in hundredths of one.
_LIMIT_SECONDS = 10.0
#: A minute of sound: no sentence of the language file is as long.
_MOST_BYTES = 60 * 22050 * 2
SAMPLE_BYTES = 2
_RIFF_BYTES, _CHUNK_BYTES = 12, 8


@dataclass(frozen=True, slots=True)
class Sound:
    """One channel of signed 16-bit samples, little endian."""

    samples: bytes
    rate_hz: int

    @property
    def seconds(self) -> float:
        """How long it lasts."""
        return len(self.samples) / SAMPLE_BYTES / self.rate_hz


def voiced(
    sentence: str,
    clock: Clock,
    cancelled: threading.Event,
    *,
    voice: str,
    words_per_minute: int,
    volume: int,
) -> Sound | Cancelled:
    """The sentence as sound. Raises DeviceGoneError when it cannot be made."""
    arguments = [
        PROGRAM, "-v", voice, "-s", str(words_per_minute), "-a", str(volume), "--stdin", "--stdout",
    ]  # fmt: skip
    # By standard input: a command line can be read by everybody on the machine.
    outcome = run_program(
        arguments, {}, sentence.encode(), clock, cancelled,
        limit_seconds=_LIMIT_SECONDS, most_bytes=_MOST_BYTES,
    )  # fmt: skip
    match outcome:
        case Ended(code=0, output=output):
            sound = sound_of(output)
            if sound is None:
                raise DeviceGoneError(FAILED)
            return sound
        case Ended():
            raise DeviceGoneError(FAILED)
        case Stopped(is_late=True):
            raise DeviceGoneError(HUNG)
        case Stopped():
            return Cancelled()


def sound_of(wave: bytes) -> Sound | None:
    """What a WAV file holds; None when it is none, or another kind, or empty.

    Written to a pipe, its sizes say 2 GiB: the data are what follows, to the end.
    """
    if wave[:4] != b"RIFF" or wave[8:12] != b"WAVE":
        return None
    at, rate_hz = _RIFF_BYTES, 0
    while at + _CHUNK_BYTES <= len(wave):
        name = wave[at : at + 4]
        (size,) = struct.unpack_from("<I", wave, at + 4)
        at += _CHUNK_BYTES
        if name == b"fmt ":
            if size < 16 or at + 16 > len(wave):
                return None
            kind, channels, rate_hz, _, _, bits = struct.unpack_from("<HHIIHH", wave, at)
            if (kind, channels, bits) != (1, 1, 8 * SAMPLE_BYTES) or not rate_hz:
                return None
        elif name == b"data":
            samples = wave[at : at + size]
            samples = samples[: len(samples) // SAMPLE_BYTES * SAMPLE_BYTES]
            return Sound(samples, rate_hz) if rate_hz and samples else None
        at += size + size % 2
    return None
