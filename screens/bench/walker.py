"""Walks a visit by looking and touching, as a citizen would. Knows screens by what they say.

Owns waiting (with a limit) and the record of every step; must not know journeys: see ``tour``.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from kiosk.clock import Clock
from screens.bench.glass_client import Box, GlassClient, GlassError, Look

LOOK_SECONDS = 0.05
STEP_LIMIT_SECONDS = 60.0


class LostError(Exception):
    """What should be on the screen never came."""


@dataclass(frozen=True, slots=True)
class Step:
    """One stop of the walk: what was done, what it led to, how long the machine took."""

    title: str
    screen: str
    waited_seconds: float
    picture: Path | None


@dataclass
class Walker:
    """One walk over the glass."""

    glass: Path
    pictures: Path
    clock: Clock
    steps: list[Step] = field(default_factory=list)
    _client: GlassClient | None = None

    def look(self) -> Look | None:
        """What is on the glass; None while visits change over."""
        try:
            if self._client is None:
                self._client = GlassClient(self.glass)
            return self._client.look()
        except (OSError, GlassError):
            self.let_go()
            return None

    def wait(
        self, what: str, until: Callable[[Look], bool], limit: float = STEP_LIMIT_SECONDS
    ) -> Look:
        """Look until something is so. Raises LostError after the limit."""
        never = threading.Event()
        give_up = self.clock.monotonic() + limit
        seen: Look | None = None
        while self.clock.monotonic() < give_up:
            now = self.look()
            seen = now or seen
            if now is not None and now.is_idle and until(now):
                return now
            self.clock.wait(never, LOOK_SECONDS)
        raise LostError(f"waited {limit:.0f} s for {what}; on the screen: {_describe(seen)}")

    def wait_screen(self, screen: str, limit: float = STEP_LIMIT_SECONDS) -> Look:
        """Wait for a screen by its view's name."""
        return self.wait(screen, lambda look: look.screen == screen, limit)

    def tap(self, name: str, limit: float = STEP_LIMIT_SECONDS) -> None:
        """Press something by its words, as soon as it can be pressed and stands still."""
        places: list[Box | None] = [None]

        def rests(look: Look) -> bool:
            # A new page settles over some frames: where it was twice in a row is where it is.
            target = look.target(name)
            places.append(None if target is None else target.box)
            return target is not None and places[-1] == places[-2]

        target = self.wait(f"the key {name}", rests, limit).target(name)
        if target is not None:
            self.touch([target.box.centre])

    def tap_all(self, *names: str) -> None:
        """Press several things, one after the other."""
        for name in names:
            self.tap(name)

    def touch(self, points: list[tuple[float, float]]) -> None:
        """One finger: down, over the points, up."""
        if self._client is None:
            raise LostError("nothing is on the glass")
        self._client.draw(points)

    def rest(self, x: float, y: float, seconds: float) -> None:
        """One finger that stays where it is for a while."""
        if self._client is None:
            raise LostError("nothing is on the glass")
        self._client.rest(x, y, seconds)

    def stop_here(self, title: str, since: float) -> None:
        """Record a step: picture, and how long the machine let the citizen wait."""
        waited = self.clock.monotonic() - since
        look = self.look()
        picture = self.pictures / f"{len(self.steps) + 1:02d}.png"
        if self._client is not None:
            # One more look lets the slide to this screen come to its end.
            self.wait("the screen to rest", lambda look: look.is_idle)
            self._client.shot(picture)
        self.steps.append(Step(title, look.screen if look else "", waited, picture))

    def let_go(self) -> None:
        """Hang up; the next look finds the visit that is on the glass then."""
        if self._client is not None:
            self._client.close()
            self._client = None


def _describe(look: Look | None) -> str:
    if look is None:
        return "nothing"
    return f"{look.screen} with {[target.name for target in look.targets]}, {list(look.words)[:12]}"
