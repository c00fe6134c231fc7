"""The service visit at work: events in, the session's decision, messages out.

Owns the state and the link to the host. Runs on the UI thread. Must not draw, and decides nothing
that ``session`` could decide.
"""

from collections.abc import Callable
from typing import assert_never

from config.terminal import ServiceMode
from kiosk.clock import Clock
from kiosk.host.messages import VisitEnded
from kiosk.host.wire import Frame
from kiosk.upkeep.service.session import advance, beginning
from kiosk.upkeep.service.state import ServiceState
from kiosk.upkeep.service.turn import Context, Effect, End, Say
from kiosk.visit.link import HostLost, Link


class ServiceConductor:
    """One service visit, from the door to signing off."""

    def __init__(
        self,
        *,
        clock: Clock,
        limits: ServiceMode,
        drawing_px: tuple[int, int],
        link: Link,
        on_change: Callable[[ServiceState], None],
        on_end: Callable[[], None],
    ) -> None:
        self._clock, self._limits, self._link = clock, limits, link
        self._drawing_px = drawing_px
        self._on_change, self._on_end = on_change, on_end
        self.state = beginning()

    def context(self) -> Context:
        """What is true around the session now."""
        now, wall = self._clock.monotonic(), self._clock.wall()
        return Context(self._limits, now, wall, self._drawing_px)

    def handle(self, event: object) -> None:
        """Anything that happened: a touch, a frame of the host, a tick."""
        if isinstance(event, HostLost):
            self._on_end()
            return
        heard = event.message if isinstance(event, Frame) else event
        turn = advance(self.state, heard, self.context())
        changed = turn.state != self.state
        self.state = turn.state
        for effect in turn.effects:
            self._perform(effect)
        if changed:
            self._on_change(self.state)

    def _perform(self, effect: Effect) -> None:
        match effect:
            case Say(message=message, typed=typed):
                self._link.send(message, bytearray(typed.encode()) if typed else None)
            case End(reason=reason):
                self._link.send(VisitEnded(reason))
            case _:
                assert_never(effect)
