"""The window of a service visit: Kivy around its conductor. Draws states, reports touches."""

import os
import socket
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config.terminal import TerminalSettings
from kiosk.clock import Clock
from kiosk.host.messages import ShowVisit, VisitBeat, VisitReady
from kiosk.host.service_messages import SERVICE_CODEC
from kiosk.host.wire import Frame
from kiosk.i18n import Texts
from kiosk.upkeep.service.conductor import ServiceConductor
from kiosk.upkeep.service.session import Ticked
from kiosk.upkeep.service.state import ServiceState
from kiosk.visit.link import Link
from screens.pace import keep_pace
from screens.presenters.technician.present import view_of
from screens.presenters.technician.wording import Scene

TICK_SECONDS = 0.25
BEAT_SECONDS = 1.0
#: As in a citizen's window: a box's height waits for its children's.
LAYOUT_ROUNDS = 100


@dataclass(frozen=True, slots=True)
class ServiceTools:
    """What a service visit is given at birth. ``glass`` opens the demo's hands and eyes."""

    settings: TerminalSettings
    texts: Texts
    glass: Path | None


class ServiceApp:
    """One window, one service visit. ``run`` returns when it is over."""

    def __init__(
        self, *, visit_id: str, sock: socket.socket, tools: ServiceTools, clock: Clock
    ) -> None:
        from screens.dispatcher import UiDispatcher

        self._visit_id, self._tools, self._clock = visit_id, tools, clock
        self._dispatcher: UiDispatcher = UiDispatcher(self._handle)
        self._link = Link(sock, self._dispatcher.post, SERVICE_CODEC)
        self._conductor = ServiceConductor(
            clock=clock,
            limits=tools.settings.service,
            drawing_px=tools.settings.window.drawing_px,
            link=self._link,
            on_change=self._draw,
            on_end=self._stop,
        )
        self._view: object | None = None
        self._glass: Any = None

    def run(self) -> None:
        """Open the window, serve one member of staff."""
        from kivy.base import EventLoop, runTouchApp
        from kivy.clock import Clock as FrameClock

        from screens.navigator import Navigator
        from screens.technician.catalogue import SERVICE_SCREENS

        self._navigator = Navigator(SERVICE_SCREENS, self._tools.texts, self._conductor.handle)
        self._draw(self._conductor.state)
        self._link.start()
        FrameClock.schedule_interval(lambda _: self._tick(), TICK_SECONDS)
        FrameClock.schedule_interval(lambda _: self._link.send(VisitBeat()), BEAT_SECONDS)
        FrameClock.schedule_once(lambda _: self._say_ready(), 0)
        keep_pace(EventLoop.window)
        FrameClock.max_iteration = LAYOUT_ROUNDS
        runTouchApp(self._navigator)
        self._link.stop()

    def _tick(self) -> None:
        self._conductor.handle(Ticked())
        self._draw(self._conductor.state)

    def _handle(self, event: object) -> None:
        self._conductor.handle(event)
        if isinstance(event, Frame) and isinstance(event.message, ShowVisit):
            self._appear()

    def _say_ready(self) -> None:
        self._link.send(VisitReady(self._visit_id, os.getpid()))

    def _appear(self) -> None:
        from kivy.core.window import Window

        Window.show()
        if self._tools.glass is not None:
            from screens.bench.glass import Glass

            self._glass = Glass(self._tools.glass, self._navigator, self._clock)
            self._glass.start()

    def _draw(self, state: ServiceState) -> None:
        settings = self._tools.settings
        now, wall = self._clock.monotonic(), self._clock.wall()
        is_wide = settings.window.is_landscape
        scene = Scene(self._tools.texts, settings.terminal, settings.service, now, wall, is_wide)
        view = view_of(state, scene)
        if view != self._view:
            self._view = view
            self._navigator.show(view)

    def _stop(self) -> None:
        from kivy.base import stopTouchApp

        stopTouchApp()
