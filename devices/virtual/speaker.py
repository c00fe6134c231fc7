"""A virtual loudspeaker at the far end of ALSA's own wire: a card of the configuration, and an ear.

Owns the file that makes ALSA know the card, the pipe into which its samples run, and the thread
that listens. aplay and ALSA are the real ones; nothing here is imported by a driver.
"""

import contextlib
import fcntl
import math
import os
import select
import threading
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np

from kiosk.clock import Clock

RATE_HZ, SAMPLE_BYTES = 22050, 2
#: As little as a pipe can hold, so that a card that stops taking samples is felt at once.
_PIPE_BYTES = 4096
_KEPT_BYTES = 60 * RATE_HZ * SAMPLE_BYTES
_FULL_SCALE = 32768.0
#: Below this an ear takes it for silence; silence as long as this ends a sentence.
_AUDIBLE, _PAUSE_SECONDS = 0.005, 1.0
_OURS = "# A virtual loudspeaker of Openhall. It goes when the loudspeaker is pulled out.\n"
_CONFIG = """\
</usr/share/alsa/alsa.conf>
pcm.!{name} {{
  type plug
  slave {{
    pcm {{
      type file
      slave.pcm {{ type null }}
      file "{pipe}"
      format "raw"
      perm 384
    }}
    format S16_LE
    channels 1
    rate {rate}
  }}
}}
"""


class _Ear:
    """Tells sentences apart: sound, and silence between them. Guarded by its owner."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._sounded_at = -math.inf
        self._sound_bytes = self._silent_bytes = 0

    def hear(self, piece: bytes) -> None:
        """Samples come out of the loudspeaker."""
        if loudness(_samples(piece)) < _AUDIBLE:
            self._silent_bytes += len(piece)
            return
        before = self._sound_bytes + self._silent_bytes if self.is_sounding else 0
        self._sound_bytes, self._silent_bytes = before + len(piece), 0
        self._sounded_at = self._clock.monotonic()

    @property
    def is_sounding(self) -> bool:
        """Whether a sentence is being said now."""
        return self._clock.monotonic() - self._sounded_at < _PAUSE_SECONDS

    @property
    def newest_seconds(self) -> float:
        """How long the newest sentence was, from its first sound to its last; 0 for none."""
        return self._sound_bytes / SAMPLE_BYTES / RATE_HZ

    def forget(self) -> None:
        """Nothing was said."""
        self._sounded_at, self._sound_bytes, self._silent_bytes = -math.inf, 0, 0


class VirtualSpeaker:
    """Everything public may be called from any thread."""

    def __init__(self, config: Path, pcm: str, clock: Clock, *, is_paced: bool = True) -> None:
        """``config`` is the settings' ``asound_config``; ``is_paced`` plays in real time."""
        self._config, self._pcm, self._clock, self._is_paced = config, pcm, clock, is_paced
        self._pipe_file = config.with_name(f"{config.name}.pcm")
        self._heard, self._ear = bytearray(), _Ear(clock)
        self._moved = threading.Condition()
        self._stopping, self._is_stuck = threading.Event(), threading.Event()
        self._is_muted = threading.Event()
        #: One hand at the plug at a time.
        self._hand = threading.Lock()
        self._pipe: int | None = None
        #: The card's thread waits on the pipe.
        self._is_watched = False
        self._wake_read, self._wake_write = os.pipe()
        self._thread = threading.Thread(target=self._listen, name="virtual-speaker", daemon=True)

    def start(self) -> None:
        """Plug in and listen."""
        self._config.parent.mkdir(parents=True, exist_ok=True)
        self.plug()
        self._thread.start()

    def stop(self) -> None:
        """Vanish, and leave nothing behind."""
        self._stopping.set()
        self.unplug()
        if self._thread.is_alive():
            self._thread.join()
        for end in (self._wake_read, self._wake_write):
            os.close(end)

    # --- what a hand can do -------------------------------------------------------------------

    @property
    def actions(self) -> Mapping[str, Callable[..., None]]:
        """What the dock offers, by name."""
        return {
            "plug": self.plug,
            "unplug": self.unplug,
            "stick": self.stick,
            "mute": self._is_muted.set,
            "unmute": self._is_muted.clear,
            "heal": self.heal,
            "forget": self.forget,
        }

    def plug(self) -> None:
        """The card appears."""
        with self._hand, self._moved:
            if self._pipe is not None:
                return
            self._pipe_file.unlink(missing_ok=True)
            os.mkfifo(self._pipe_file, 0o600)
            # Both ends: a player that opens it never waits for an ear, and its end is no end.
            self._pipe = os.open(self._pipe_file, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)
            with contextlib.suppress(OSError):
                fcntl.fcntl(self._pipe, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)
            text = _OURS + _CONFIG.format(name=self._pcm, pipe=self._pipe_file, rate=RATE_HZ)
            # Whoever looks finds the whole card or none.
            draft = self._config.with_name(f"{self._config.name}.draft")
            draft.write_text(text, "utf-8")
            draft.replace(self._config)
        self._wake()

    def unplug(self) -> None:
        """The card is gone; who plays into it hears a broken pipe."""
        with self._hand:
            with self._moved:
                self._config.unlink(missing_ok=True)
                self._pipe_file.unlink(missing_ok=True)
                pipe, self._pipe = self._pipe, None
            self._wake()
            if pipe is None:
                return
            # A descriptor closed under a ``select`` stays open until that returns.
            with self._moved:
                self._moved.wait_for(lambda: not self._is_watched)
                os.close(pipe)

    def stick(self) -> None:
        """Take no more samples."""
        with self._moved:
            self._is_stuck.set()
        self._wake()

    def heal(self) -> None:
        """Take samples again, and let them be heard."""
        self._is_stuck.clear()
        self._is_muted.clear()
        self._wake()

    def forget(self) -> None:
        """Nothing was heard."""
        with self._moved:
            self._heard.clear()
            self._ear.forget()

    # --- what an ear can hear -----------------------------------------------------------------

    def state(self) -> dict[str, object]:
        """For the dock and for tests."""
        heard = self.heard()
        with self._moved:
            is_sounding, sentence_seconds = self._ear.is_sounding, self._ear.newest_seconds
        return {
            "plugged": self._pipe is not None,
            "stuck": self._is_stuck.is_set(),
            "muted": self._is_muted.is_set(),
            "sounding": is_sounding,
            "sentence_seconds": round(sentence_seconds, 1),
            "heard_seconds": round(len(heard) / RATE_HZ, 2),
            "loudness": round(loudness(heard), 3),
        }

    def heard(self) -> np.ndarray:
        """The samples of everything since ``forget``, -1 to 1."""
        with self._moved:
            return _samples(self._heard)

    def wait_heard(self, seconds: float, timeout_seconds: float) -> bool:
        """Wait until so much was heard."""
        wanted = int(seconds * RATE_HZ) * SAMPLE_BYTES
        with self._moved:
            return self._moved.wait_for(lambda: len(self._heard) >= wanted, timeout_seconds)

    # --- the card's own thread ----------------------------------------------------------------

    def _wake(self) -> None:
        os.write(self._wake_write, b".")

    def _listen(self) -> None:
        while not self._stopping.is_set():
            with self._moved:
                pipe = None if self._is_stuck.is_set() else self._pipe
                self._is_watched = pipe is not None
            try:
                awaited = [self._wake_read] if pipe is None else [self._wake_read, pipe]
                ready = select.select(awaited, [], [])[0]
            finally:
                with self._moved:
                    self._is_watched = False
                    self._moved.notify_all()
            if self._wake_read in ready:
                os.read(self._wake_read, _PIPE_BYTES)
            elif pipe is not None:
                self._take(pipe)

    def _take(self, pipe: int) -> None:
        with self._moved:
            if self._pipe != pipe or self._is_stuck.is_set():
                return
            try:
                piece = os.read(pipe, _PIPE_BYTES)
            except BlockingIOError:
                return
            # A card takes samples whether or not its amplifier is on.
            if not self._is_muted.is_set():
                self._heard += piece
                del self._heard[:-_KEPT_BYTES]
                self._ear.hear(piece)
            self._moved.notify_all()
        if self._is_paced:
            self._clock.wait(self._stopping, len(piece) / SAMPLE_BYTES / RATE_HZ)


def is_somebody_elses(config: Path) -> bool:
    """Whether there is something that no virtual loudspeaker wrote, not even a dead one."""
    try:
        with config.open("rb") as file:
            return file.read(len(_OURS.encode())) != _OURS.encode()
    except FileNotFoundError:
        return False
    except OSError:  # what cannot be read was not written here
        return True


def _samples(raw: bytes | bytearray) -> np.ndarray:
    whole = len(raw) // SAMPLE_BYTES * SAMPLE_BYTES
    return np.frombuffer(bytes(raw[:whole]), "<i2") / _FULL_SCALE


def loudness(samples: np.ndarray) -> float:
    """Root of the mean square, 0 for silence, 1 for the loudest there is."""
    return float(np.sqrt(np.mean(np.square(samples)))) if samples.size else 0.0
