"""What devices did, day by day and since they were installed. Pure: no file, no clock, no thread.

Owns which day a count belongs to and which days are kept. Tallies only; nothing of any person.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date, timedelta

from devices.record import Counts, seconds_of

#: As many days as the screens tell of; today is one of them.
KEPT_DAYS = 30


@dataclass(frozen=True, slots=True)
class DayKey:
    """One device on one day of the terminal's civil time."""

    device_id: str
    day: date


@dataclass(frozen=True, slots=True)
class Lifetime:
    """Since the first day that was ever counted; outlives the days that are deleted."""

    since: date
    done: int = 0
    tried: int = 0


@dataclass(frozen=True, slots=True)
class Spell:
    """Some days together. ``tried`` is what was done, refused or failed."""

    done: int = 0
    tried: int = 0
    reopens: int = 0


@dataclass(frozen=True, slots=True)
class DeviceFigures:
    """One device in figures. Medians are of the month, in seconds; None when nothing was timed."""

    device_id: str
    #: ISO date of the first day that was counted.
    since: str
    today: Spell = field(default_factory=Spell)
    month: Spell = field(default_factory=Spell)
    ever: Spell = field(default_factory=Spell)
    answer_seconds: float | None = None
    use_seconds: float | None = None


class DeviceDays:
    """``look`` takes what devices have counted since their start; differences go to days.

    What was counted since the last look belongs to the day of that look: a clock that was set
    meanwhile, forward or back, carries nothing into another day.
    """

    def __init__(
        self,
        days: Mapping[DayKey, Counts] | None = None,
        lifetimes: Mapping[str, Lifetime] | None = None,
    ) -> None:
        self.days: dict[DayKey, Counts] = dict(days or {})
        self.lifetimes: dict[str, Lifetime] = dict(lifetimes or {})
        self._last: dict[str, Counts] = {}
        self._last_day: date | None = None

    def look(self, counts: Mapping[str, Counts], today: date) -> frozenset[DayKey]:
        """Book what is new; the days that have changed."""
        day = self._last_day or today
        self._last_day = today
        return frozenset(
            self._book(DayKey(device_id, day), new)
            for device_id, now in counts.items()
            if (new := self._new(device_id, now)) != _NONE
        )

    def drop_old(self, today: date) -> frozenset[DayKey]:
        """Forget the days that are more than are kept; which they were.

        By their number, not by their age: a clock that jumps ahead for an hour would make every day
        an old one. Days that lie ahead are counted apart, for the same clock's sake.
        """
        dropped = frozenset(
            key
            for device_id in {key.device_id for key in self.days}
            for key in _too_many((one for one in self.days if one.device_id == device_id), today)
        )
        for key in dropped:
            del self.days[key]
        return dropped

    def figures(self, device_id: str, today: date) -> DeviceFigures | None:
        """One device; None for one that nothing was ever booked of."""
        lifetime = self.lifetimes.get(device_id)
        if lifetime is None:
            return None
        first = today - timedelta(days=KEPT_DAYS - 1)
        month = [
            counts
            for key, counts in self.days.items()
            if key.device_id == device_id and first <= key.day <= today
        ]
        return DeviceFigures(
            device_id=device_id,
            since=lifetime.since.isoformat(),
            today=_spell([self.days.get(DayKey(device_id, today), _NONE)]),
            month=_spell(month),
            ever=Spell(lifetime.done, lifetime.tried),
            answer_seconds=_median([counts.answer_steps for counts in month]),
            use_seconds=_median([counts.use_steps for counts in month]),
        )

    def _new(self, device_id: str, now: Counts) -> Counts:
        before = self._last.get(device_id, _NONE)
        self._last[device_id] = now
        # A driver or worker that was replaced has begun at nothing: all of it is new.
        return now if _went_back(before, now) else _with(before, now, sign=-1)

    def _book(self, key: DayKey, new: Counts) -> DayKey:
        self.days[key] = _with(new, self.days.get(key, _NONE), sign=1)
        life = self.lifetimes.get(key.device_id, Lifetime(key.day))
        tried = new.done + new.refused + new.failed
        self.lifetimes[key.device_id] = Lifetime(
            life.since, life.done + new.done, life.tried + tried
        )
        return key


_NONE = Counts()
_NUMBERS = tuple(one.name for one in fields(Counts) if not one.name.endswith("_steps"))


def _too_many(keys: Iterable[DayKey], today: date) -> list[DayKey]:
    newest_first = sorted(keys, key=lambda key: key.day, reverse=True)
    behind = [key for key in newest_first if key.day <= today]
    ahead = [key for key in newest_first if key.day > today]
    return [*behind[KEPT_DAYS:], *ahead[KEPT_DAYS:]]


def _went_back(before: Counts, now: Counts) -> bool:
    return any(getattr(now, name) < getattr(before, name) for name in _NUMBERS) or any(
        steps.get(step, 0) < count
        for was, steps in (
            (before.answer_steps, now.answer_steps),
            (before.use_steps, now.use_steps),
        )
        for step, count in was.items()
    )


def _with(one: Counts, other: Counts, sign: int) -> Counts:
    """``other`` plus or minus ``one``."""
    numbers = {name: getattr(other, name) + sign * getattr(one, name) for name in _NUMBERS}
    return Counts(
        **numbers,
        answer_steps=_steps_with(one.answer_steps, other.answer_steps, sign),
        use_steps=_steps_with(one.use_steps, other.use_steps, sign),
    )


def _steps_with(one: Mapping[int, int], other: Mapping[int, int], sign: int) -> dict[int, int]:
    both = {
        step: other.get(step, 0) + sign * one.get(step, 0) for step in one.keys() | other.keys()
    }
    return {step: count for step, count in both.items() if count}


def _spell(days: Iterable[Counts]) -> Spell:
    days = list(days)
    done = sum(one.done for one in days)
    tried = done + sum(one.refused + one.failed for one in days)
    return Spell(done, tried, sum(one.reopens for one in days))


def _median(days: Iterable[Mapping[int, int]]) -> float | None:
    steps: dict[int, int] = {}
    for day in days:
        for step, count in day.items():
            steps[step] = steps.get(step, 0) + count
    left = (sum(steps.values()) + 1) // 2
    for step in sorted(steps):
        left -= steps[step]
        if left <= 0:
            return seconds_of(step)
    return None
