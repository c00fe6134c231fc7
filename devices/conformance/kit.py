"""Checks, their levels, and what held: the frame of every role's suite.

Owns running checks and awarding badges; must not know a role. A check works on a ``Stand`` and
raises ``NotHeldError`` when the device does not do what its port promises. One that needs a deed
that nobody here can do (a garbled wire at a real device) is not tried, and says so.
"""

import hashlib
import os
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

from devices.conformance.hands import Deed, Hands
from devices.ports import Cancelled, Device
from devices.status import DeviceGoneError, is_usable
from devices.transcript import Transcript
from kiosk.clock import Clock

#: A bus tells of a plug a moment later.
_LOOK_SECONDS = 0.1
#: Stress is an operation a second: in an hour as many as a busy hall has in a week.
_STRESS_PACE_SECONDS, _LEAST_ROUNDS = 1.0, 3
#: Of this process only: nobody can turn a fingerprint back into a person.
_KEY = os.urandom(16)


class Level(IntEnum):
    """What a badge says: it works; it survives; it can be left alone."""

    BRONZE = 1
    SILVER = 2
    GOLD = 3


class NotHeldError(Exception):
    """The device does not do what its port promises."""


@dataclass(slots=True)
class Stand:
    """One device, open, with nothing on it, and the hands that serve it.

    ``samples`` are what a role needs and this room does not own (a ready-made receipt).
    """

    device: Any
    hands: Hands
    clock: Clock
    #: For one answer of a device that is well.
    patience_seconds: float = 20.0
    stress_seconds: float = 0.0
    samples: Mapping[str, Callable[..., Any]] = field(default_factory=dict)
    #: What is kept of the wire; ``samples["replay"](transcript)`` says what became of it, "" for
    #: the same outcomes.
    transcript: Transcript | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """One promise. ``name`` completes the sentence "this device ...".

    ``needs`` are deeds; ``senses`` are capabilities without which the check does not apply, and so
    are ``samples``.
    """

    name: str
    level: Level
    run: Callable[[Stand], None]
    needs: frozenset[Deed] = frozenset()
    senses: frozenset[str] = frozenset()
    samples: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Held:
    """The promise was kept."""


@dataclass(frozen=True, slots=True)
class Broken:
    """It was not, and how."""

    how: str


@dataclass(frozen=True, slots=True)
class NotTried:
    """Nobody could do what it takes (``is_lacking`` false: it does not apply to this device)."""

    why: str
    is_lacking: bool = True


Verdict = Held | Broken | NotTried


def expect(holds: bool, otherwise: str) -> None:
    """Raise NotHeldError with ``otherwise`` unless it holds."""
    if not holds:
        raise NotHeldError(otherwise)


def fingerprint(*parts: bytes | bytearray) -> bytes:
    """What tells two readings apart without keeping either."""
    mark = hashlib.blake2b(key=_KEY, digest_size=16)
    for part in parts:
        mark.update(part)
    return mark.digest()


def expect_gone(run: Callable[[], object], otherwise: str) -> None:
    """Raise NotHeldError unless ``run`` finds the wire broken."""
    try:
        outcome = run()
    except DeviceGoneError:
        return
    raise NotHeldError(f"{otherwise} (it said {type(outcome).__name__})")


class During(threading.Event):
    """An event that does something when a waiting driver has looked at it for the n-th time.

    It stands for the rest of the world while the one thread of a check is inside a driver: a hand,
    a pulled plug, a citizen who walks off.
    """

    def __init__(self, act: Callable[["During"], None], at_look: int = 3) -> None:
        super().__init__()
        self._act, self._looks_left = act, at_look

    def is_set(self) -> bool:
        self._looks_left -= 1
        if self._looks_left == 0:
            self._act(self)
        return super().is_set()


def cancelling() -> During:
    """The one who asked goes away after a moment."""
    return During(lambda event: event.set())


def _answers(device: Device) -> bool:
    try:
        device.probe()
    except DeviceGoneError:
        return False
    return True


def plug_in(stand: Stand) -> None:
    """Push the plug in and open; a real bus may take a moment to find the device."""
    stand.hands.do(Deed.PLUG)
    deadline = stand.clock.monotonic() + stand.patience_seconds
    while True:
        try:
            stand.device.open()
            expect(is_usable(stand.device.probe()), "it is plugged in again and not well")
        except DeviceGoneError as gone:
            stand.device.close()
            if stand.clock.monotonic() > deadline:
                raise NotHeldError(f"it does not come back: {gone.reason}") from gone
            stand.clock.wait(threading.Event(), _LOOK_SECONDS)
        else:
            return


def reopen(stand: Stand) -> None:
    """What a worker does after a loss."""
    stand.device.close()
    stand.device.open()


# --- checks of every role -----------------------------------------------------------------------


def says_that_it_is_well(stand: Stand) -> None:
    """It was found, and answers."""
    status = stand.device.probe()
    expect(is_usable(status), f"it says {status}")


def is_missed_when_unplugged_and_found_when_plugged_in(stand: Stand) -> None:
    """Off and on, once."""
    stand.hands.do(Deed.UNPLUG)
    deadline = stand.clock.monotonic() + stand.patience_seconds
    while _answers(stand.device):
        expect(stand.clock.monotonic() < deadline, "it answers although it is unplugged")
        stand.clock.wait(threading.Event(), _LOOK_SECONDS)
    stand.device.close()
    expect_gone(stand.device.open, "it opens although it is unplugged")
    stand.device.close()
    plug_in(stand)


def comes_back_ten_times(stand: Stand) -> None:
    """Replugged again and again, it is the same device."""
    for _ in range(10):
        is_missed_when_unplugged_and_found_when_plugged_in(stand)


def can_be_closed_twice_and_opened_again(stand: Stand) -> None:
    """Closing never raises."""
    stand.device.close()
    stand.device.close()
    stand.device.open()
    says_that_it_is_well(stand)


# --- the same for several roles; ``ask(cancelled)`` is the role's own question --------------------


def is_gone_when_it_is_silent(stand: Stand, *commands: Callable[[], object]) -> None:
    """A device that hears everything and answers nothing is out, and back when it speaks."""
    stand.hands.do(Deed.FALL_SILENT)
    expect_gone(stand.device.probe, "it is silent and probes as well")
    for command in commands:
        expect_gone(command, "it is silent and takes a command")
    stand.device.close()
    stand.hands.do(Deed.SPEAK_AGAIN)
    plug_in(stand)


def does_not_begin_when_cancelled_before(ask: Callable[[threading.Event], object]) -> None:
    """Whoever left before is asked for nothing."""
    before = threading.Event()
    before.set()
    expect(ask(before) == Cancelled(), "it began although it was cancelled before")


def ends_when_it_is_cancelled(ask: Callable[[threading.Event], object]) -> None:
    """Before it begins, and while it waits."""
    does_not_begin_when_cancelled_before(ask)
    outcome = ask(cancelling())
    expect(outcome == Cancelled(), f"cancelled while waiting it said {type(outcome).__name__}")


def notices_a_pulled_plug_while_it_waits(
    stand: Stand, ask: Callable[[threading.Event], object]
) -> None:
    """The wire breaks under a command; pushed in again, the device is well."""
    pulled = During(lambda _: stand.hands.do(Deed.UNPLUG))
    expect_gone(lambda: ask(pulled), "unplugged while waiting it answers")
    stand.device.close()
    plug_in(stand)


def does_nothing_once_it_is_closed(stand: Stand, ask: Callable[[threading.Event], object]) -> None:
    """A driver that is closed has no wire; opened again, it has."""
    stand.device.close()
    expect_gone(lambda: ask(threading.Event()), "closed, it goes on")
    stand.device.open()


def rounds_of_stress(stand: Stand) -> Iterator[int]:
    """The number of each operation, from 1, for as long as was asked (one hour for the badge)."""
    number, never = 0, threading.Event()
    due_at = stand.clock.monotonic()
    until = due_at + stand.stress_seconds
    while number < _LEAST_ROUNDS or due_at < until:
        stand.clock.wait(never, max(0.0, min(due_at, until) - stand.clock.monotonic()))
        number += 1
        yield number
        due_at = max(due_at + _STRESS_PACE_SECONDS, stand.clock.monotonic())


def replays(stand: Stand, command: Callable[[Stand], object]) -> None:
    """What was heard during one command, played back to the same driver, ends in the same way."""
    kept = stand.transcript
    if kept is None:
        raise NotHeldError("nobody keeps its frames")
    frames, started_at = kept.frames, stand.clock.monotonic()
    outcome = command(stand)
    took_seconds = stand.clock.monotonic() - started_at
    payload = getattr(outcome, "payload", None)
    if isinstance(payload, bytearray):
        payload[:] = bytes(len(payload))
    kept.ended(type(outcome).__name__, took_seconds, frames)
    different = str(stand.samples["replay"](kept))
    expect(not different, f"played back it ends in another way: {different}")


#: What a replay needs beside the deeds of its command.
REPLAY = frozenset({"replay"})


def common_checks() -> tuple[Check, ...]:
    """What every role promises."""
    plugging = frozenset({Deed.UNPLUG, Deed.PLUG})
    return (
        Check("is found and says that it is well", Level.BRONZE, says_that_it_is_well),
        Check(
            "is missed once when unplugged, found once when plugged in",
            Level.BRONZE,
            is_missed_when_unplugged_and_found_when_plugged_in,
            plugging,
        ),
        Check(
            "can be closed twice and opened again",
            Level.SILVER,
            can_be_closed_twice_and_opened_again,
        ),
        Check("comes back ten times", Level.SILVER, comes_back_ten_times, plugging),
    )


# --- running ------------------------------------------------------------------------------------


def why_not(check: Check, stand: Stand) -> NotTried | None:
    """What keeps a check from being tried; None when nothing does."""
    device: Device = stand.device
    unfelt = check.senses - device.capabilities()
    if unfelt:
        return NotTried(f"does not apply: no {', '.join(sorted(unfelt))}", is_lacking=False)
    if absent := check.samples - stand.samples.keys():
        return NotTried(f"does not apply here: no {', '.join(sorted(absent))}", is_lacking=False)
    missing = check.needs - stand.hands.deeds()
    if missing:
        return NotTried(f"nobody here can {', '.join(sorted(missing))}")
    return None


def run_check(check: Check, stand: Stand) -> Verdict:
    """Try one promise. A wire that breaks where it should hold is a broken promise, too."""
    reason = why_not(check, stand)
    if reason is not None:
        return reason
    try:
        check.run(stand)
    except NotHeldError as broken:
        return Broken(str(broken))
    except DeviceGoneError as gone:
        return Broken(f"the device was gone: {gone.reason}")
    return Held()


def run_checks(
    checks: Iterable[Check], stand: Stand, highest: Level = Level.GOLD
) -> Iterator[tuple[Check, Verdict]]:
    """All promises up to a level, in their order; after each, everything is put back."""
    for check in checks:
        if check.level > highest:
            continue
        verdict = run_check(check, stand)
        stand.hands.tidy()
        yield check, verdict
        if not isinstance(verdict, Held):
            _start_over(stand)


def _start_over(stand: Stand) -> None:
    try:
        reopen(stand)
    except DeviceGoneError:
        return  # the next check says so


def badge(results: Iterable[tuple[Check, Verdict]]) -> Level | None:
    """The highest level up to which nothing is broken and nothing was left untried."""
    won: Level | None = None
    given = tuple(results)
    for level in Level:
        of_level = [verdict for check, verdict in given if check.level == level]
        kept = all(
            isinstance(one, Held) or (isinstance(one, NotTried) and not one.is_lacking)
            for one in of_level
        )
        if not of_level or not kept or not any(isinstance(one, Held) for one in of_level):
            return won
        won = level
    return won
