"""Wrong PINs: how long the next try must wait, and when somebody is locked out.

Owns ``staff/tries.json``. A try is written down before it is judged, so that pulling the power
plug in the middle of a check does not give the try back.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kiosk.clock import Clock
from kiosk.upkeep.staff.durable import alone, replace_file

#: Seconds to wait after the n-th wrong PIN in a row. The first two are slips of a finger.
PAUSES_SECONDS = (0, 0, 5, 30, 120, 600, 1800)
#: From this many on only ``staff unlock`` helps.
LOCKED_AFTER_TRIES = 8


class _Tries(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    wrong: int = Field(ge=0)
    last_at: datetime


@dataclass(frozen=True, slots=True)
class MayTry:
    """Go on. ``tries_left`` counts this one."""

    tries_left: int


@dataclass(frozen=True, slots=True)
class MustWait:
    """Not yet."""

    seconds: int


@dataclass(frozen=True, slots=True)
class LockedOut:
    """Not until somebody unlocks."""


Permission = MayTry | MustWait | LockedOut


class BackOff:
    """Counts wrong PINs by staff number, on disk."""

    def __init__(self, file: Path, clock: Clock) -> None:
        self._file, self._clock = file, clock

    def ask(self, number: str) -> Permission:
        """Whether this member may try a PIN now."""
        known = self._read()
        if known is None:
            return LockedOut()
        tries = known.get(number)
        if tries is None:
            return MayTry(LOCKED_AFTER_TRIES)
        if tries.wrong >= LOCKED_AFTER_TRIES:
            return LockedOut()
        now = self._clock.wall()
        pause = timedelta(seconds=_pause_seconds(tries.wrong))
        if now < tries.last_at:
            # The clock was set back: the pause begins anew, and is not days longer.
            self._begin_anew(number, now)
        left = min(tries.last_at, now) + pause - now
        if left > timedelta(0):
            return MustWait(-int(-left.total_seconds() // 1))
        return MayTry(LOCKED_AFTER_TRIES - tries.wrong)

    def count(self, number: str) -> None:
        """A try begins: wrong until proven right. Raises OSError when it cannot be written."""
        with alone(self._file):
            known = self._read() or {}
            before = known.get(number)
            wrong = 1 if before is None else before.wrong + 1
            self._write(known | {number: _Tries(wrong=wrong, last_at=self._clock.wall())})

    def forget(self, number: str) -> None:
        """The PIN was right, or somebody unlocks. Raises OSError."""
        with alone(self._file):
            known = self._read()
            if known is None or known.pop(number, None) is not None:
                self._write(known or {})

    def _begin_anew(self, number: str, now: datetime) -> None:
        with alone(self._file):
            known = self._read() or {}
            if (tries := known.get(number)) is not None:
                self._write(known | {number: _Tries(wrong=tries.wrong, last_at=now)})

    def _read(self) -> dict[str, _Tries] | None:
        """What is known; None for a damaged file: damaging it must not be a way in."""
        try:
            tree = json.loads(self._file.read_text("utf-8"))
            return {str(number): _Tries.model_validate(one) for number, one in tree.items()}
        except FileNotFoundError:
            return {}
        except (ValueError, AttributeError, ValidationError):
            return None

    def _write(self, known: dict[str, _Tries]) -> None:
        tree = {number: tries.model_dump(mode="json") for number, tries in known.items()}
        replace_file(self._file, json.dumps(tree, indent=1) + "\n")


def _pause_seconds(wrong: int) -> int:
    return PAUSES_SECONDS[min(wrong, len(PAUSES_SECONDS)) - 1] if wrong else 0
