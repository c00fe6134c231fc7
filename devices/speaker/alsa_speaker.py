"""A loudspeaker behind ALSA: espeak-ng makes the sound, aplay plays it, each a child process.

Owns when the sound card counts as there, and one sentence from first to last sample. Must not
choose what is said, and keeps nothing of it. A sound card tells nothing of a torn cone or a pulled
cable: that a sentence was heard is for a person to say.
"""

import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from devices.inspection import Inspection
from devices.ports import Cancelled
from devices.speaker import voice
from devices.speaker.port import SpeechOutcome, SpeechRefused, Spoken
from devices.speaker.program import Ended, Stopped, is_installed, run_program
from devices.status import Actor, DeviceGoneError, DeviceStatus, Ready, State, Unavailable
from kiosk.clock import Clock

CAPABILITIES = frozenset({"speaks", "answers-probe"})
PLAYER = "aplay"
PROGRAM_MISSING, CARD_ABSENT, CARD_BUSY, PLAYER_FAILED = (
    "speech-program-missing", "sound-card-absent", "sound-card-busy", "player-failed",
)  # fmt: skip
#: Every reason that a loudspeaker can give of itself, for the test of words.
REASONS = frozenset(
    {PROGRAM_MISSING, CARD_ABSENT, CARD_BUSY, PLAYER_FAILED, voice.FAILED, voice.HUNG}
)
#: What aplay says (strerror, always English under LC_ALL=C.UTF-8) when the card is there and taken.
_BUSY_TEXTS = ("Device or resource busy", "Resource temporarily unavailable")
_ABSENT_TEXT = "audio open error"
_PROBE_LIMIT_SECONDS = 5.0
#: Opening a card makes some amplifiers crack: one that was well is not opened every 1.5 s.
_LOOK_AGAIN_SECONDS = 30.0
#: A card plays in real time; one that takes so much longer does not play at all.
_PATIENCE_FACTOR, _PATIENCE_SECONDS = 1.5, 5.0
#: The card inside a PCM's name, as ALSA lists it under /proc/asound.
_CARD_NAME = re.compile(r"\bCARD=([A-Za-z0-9_-]+)")
#: Raw samples as espeak-ng makes them; ALSA's ``plug`` fits them to the card.
_PROBE_FORMAT = ("-t", "raw", "-f", "S16_LE", "-c", "1", "-r", "22050")


@dataclass(frozen=True, slots=True)
class AlsaSpeakerSettings:
    """Which loudspeaker, by a name that stays the same, and how it speaks."""

    #: A name that ``aplay -L`` shows, such as ``plughw:CARD=Device``; never ``hw:1``.
    pcm: str = "default"
    #: A file that is read in place of ALSA's own configuration (virtual hardware).
    asound_config: str = ""
    voice: str = "cmn"
    words_per_minute: int = 170
    #: 0 to 200; 100 is espeak-ng's own.
    volume: int = 100


def mistakes(settings: AlsaSpeakerSettings) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """What single options cannot tell: (path, text)."""
    if not settings.pcm or settings.pcm.startswith("-"):
        yield ("pcm",), "a name that 'aplay -L' shows"
    if not settings.voice or settings.voice.startswith("-"):
        yield ("voice",), "a name that 'espeak-ng --voices' shows"
    if not 80 <= settings.words_per_minute <= 450:
        yield ("words_per_minute",), "80 to 450"
    if not 0 < settings.volume <= 200:
        yield ("volume",), "1 to 200"


class AlsaSpeaker:
    """Implements ``port.Speaker``. Used by one worker thread only."""

    def __init__(self, settings: AlsaSpeakerSettings, clock: Clock) -> None:
        self._settings, self._clock = settings, clock
        self._is_open = False
        self._look_at = 0.0

    # --- Device -------------------------------------------------------------------------------

    def open(self) -> None:
        self._require_programs()
        self._status_now()
        self._is_open = True

    def close(self) -> None:
        self._is_open = False

    def capabilities(self) -> frozenset[str]:
        return CAPABILITIES

    def probe(self) -> DeviceStatus:
        """Whether programs and card are there; the card itself is opened twice a minute."""
        self._require_open()
        self._require_programs()
        if self._clock.monotonic() < self._look_at and self._is_listed():
            return Ready()
        return self._status_now()

    def inspect(self) -> Inspection:
        """For the technician: which card, which voice, and whether the card opens now."""
        self._require_open()
        self._require_programs()
        facts = {"pcm": self._settings.pcm, "voice": self._settings.voice}
        match self._status_now():
            case Unavailable(reason=reason):
                return Inspection(facts, reason)
            case Ready():
                return Inspection(facts)

    # --- Speaker ------------------------------------------------------------------------------

    def speak(self, sentence: str, cancelled: threading.Event) -> SpeechOutcome:
        """Make it, then play it whole; cancelled in the middle it stops at once."""
        self._require_open()
        if cancelled.is_set():
            return Cancelled()
        self._require_programs()
        # A card that hangs may keep us here already; who asked may be gone by then.
        match self._ask_card(cancelled):
            case Cancelled() as ended:
                return ended
            case Unavailable() as status:
                return SpeechRefused(status)
            case Ready():
                return self._say(sentence, cancelled)

    def _say(self, sentence: str, cancelled: threading.Event) -> SpeechOutcome:
        one = self._settings
        made = voice.voiced(
            sentence, self._clock, cancelled,
            voice=one.voice, words_per_minute=one.words_per_minute, volume=one.volume,
        )  # fmt: skip
        match made:
            case Cancelled():
                return made
            case voice.Sound():
                return self._play(made, cancelled)

    def _play(self, sound: voice.Sound, cancelled: threading.Event) -> SpeechOutcome:
        limit = sound.seconds * _PATIENCE_FACTOR + _PATIENCE_SECONDS
        form = (*_PROBE_FORMAT[:-1], str(sound.rate_hz))
        match self._aplay((*form, "-"), sound.samples, cancelled, limit):
            case Ended(code=0):
                return Spoken(sound.seconds)
            case Stopped(is_late=False):
                return Cancelled()
            case Stopped():
                raise self._lost(voice.HUNG)
            case Ended(said=said):
                raise self._lost(CARD_ABSENT if _ABSENT_TEXT in said else PLAYER_FAILED)

    def _status_now(self) -> Ready | Unavailable:
        """What the card answers to a question that nobody takes back. Raises DeviceGoneError."""
        match self._ask_card(threading.Event()):
            case Cancelled():
                raise AssertionError("nobody could cancel it")
            case status:
                return status

    def _ask_card(self, cancelled: threading.Event) -> Ready | Unavailable | Cancelled:
        """Open the card; aplay fills one period with silence. Raises DeviceGoneError."""
        arguments = ("--nonblock", *_PROBE_FORMAT, "/dev/null")
        match self._aplay(arguments, b"", cancelled, _PROBE_LIMIT_SECONDS):
            case Ended(code=0):
                self._look_at = self._clock.monotonic() + _LOOK_AGAIN_SECONDS
                return Ready()
            case Ended(said=said) if any(text in said for text in _BUSY_TEXTS):
                self._look_at = 0.0
                now = self._clock.wall()
                return Unavailable(State.DEVICE_BUSY, CARD_BUSY, Actor.TECHNICIAN, now)
            case Ended(said=said):
                raise self._lost(CARD_ABSENT if _ABSENT_TEXT in said else PLAYER_FAILED)
            case Stopped(is_late=False):
                return Cancelled()
            case Stopped():
                raise self._lost(voice.HUNG)

    def _is_listed(self) -> bool:
        """Whether the system still knows the card, without opening it."""
        config, card = self._settings.asound_config, _CARD_NAME.search(self._settings.pcm)
        is_configured = not config or Path(config).exists()
        return is_configured and (card is None or Path("/proc/asound", card[1]).exists())

    def _aplay(
        self,
        arguments: tuple[str, ...],
        food: bytes,
        cancelled: threading.Event,
        limit_seconds: float,
    ) -> Ended | Stopped:
        one = self._settings
        surroundings = {"ALSA_CONFIG_PATH": one.asound_config} if one.asound_config else {}
        return run_program(
            [PLAYER, "-q", "-D", one.pcm, *arguments], surroundings, food, self._clock, cancelled,
            limit_seconds=limit_seconds,
        )  # fmt: skip

    def _require_open(self) -> None:
        if not self._is_open:
            raise DeviceGoneError("not-open")

    def _require_programs(self) -> None:
        if not (is_installed(voice.PROGRAM) and is_installed(PLAYER)):
            raise self._lost(PROGRAM_MISSING)

    def _lost(self, reason: str) -> DeviceGoneError:
        self._look_at = 0.0
        return DeviceGoneError(reason)
