"""The window of one visit: Kivy's loop around the conductor. Draws states, reports touches.

Owns start-up order, because it decides what a citizen waits for: the window is drawn and the
typesetter is warm before the host hears that this visit is ready.
"""

import gc
import logging
import os
import socket
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kiosk.clock import Clock
from kiosk.host.messages import VisitBeat, VisitReady
from kiosk.visit.conductor import Conductor, Tools
from kiosk.visit.events import Ticked
from kiosk.visit.link import Link
from kiosk.visit.state import Review, VisitState
from screens.pace import HeldFrame, keep_pace
from screens.presenters.present import Presenter
from screens.rehearsal import rehearsal, what_comes_at_once

log = logging.getLogger(__name__)

#: Countdown rings move once a second; a tick four times as often is never late by more than 0.25 s.
TICK_SECONDS = 0.25
BEAT_SECONDS = 1.0
#: A box's height waits for its children's, a dozen boxes deep; Kivy's 20 rounds end a frame early.
LAYOUT_ROUNDS = 100
#: Seldom and little at a time: a collection must fit into a frame.
COLLECT_AFTER = (10_000, 5, 50)
#: The picture under the document camera.
PREVIEW_SECONDS = 1 / 15


@dataclass(frozen=True, slots=True)
class GlassOptions:
    """How this visit shows itself. ``glass`` opens the demo's hands and eyes."""

    is_offscreen: bool
    glass: Path | None
    frame_log: Path | None = None


class VisitApp:
    """One window, one visit. ``run`` returns when the visit is over."""

    def __init__(
        self,
        *,
        visit_id: str,
        sock: socket.socket,
        tools: Tools,
        clock: Clock,
        options: GlassOptions,
    ) -> None:
        from screens.dispatcher import UiDispatcher

        self._visit_id, self._tools, self._clock, self._options = visit_id, tools, clock, options
        self._dispatcher: UiDispatcher = UiDispatcher(self._handle)
        self._link = Link(sock, self._dispatcher.post)
        self._conductor = Conductor(
            tools=tools,
            clock=clock,
            link=self._link,
            on_change=self._changed,
            on_end=self._stop,
        )
        self._view: object | None = None
        self._ahead: object | None = None
        self._preview_after = 0
        self._preview_pixels = None
        self._is_warm = self._is_rehearsed = False
        self._glass: Any = None
        self._frame_log: Any = None

    def run(self) -> None:
        """Open the window, serve one citizen."""
        from kivy.base import EventLoop, runTouchApp
        from kivy.clock import Clock as FrameClock

        from screens.citizen.catalogue import SCREENS
        from screens.navigator import Navigator
        from screens.widgets.mount import mounted

        self._presenter = Presenter(self._tools.texts, self._tools.settings)
        self._navigator = Navigator(SCREENS, self._tools.texts, self._conductor.handle)
        self._draw(self._conductor.state)
        self._link.start()
        self._link.errand("warm-up", self._warm_up)
        FrameClock.schedule_interval(lambda _: self._conductor.handle(Ticked()), TICK_SECONDS)
        FrameClock.schedule_interval(lambda _: self._redraw(), TICK_SECONDS)
        FrameClock.schedule_interval(lambda _: self._link.send(VisitBeat()), BEAT_SECONDS)
        FrameClock.schedule_interval(self._show_preview, PREVIEW_SECONDS)
        keep_pace(EventLoop.window)
        self._held_frame = HeldFrame(EventLoop.window, self._clock)
        FrameClock.max_iteration = LAYOUT_ROUNDS
        self._watch_frames()
        self._rehearse_after_first_frame(FrameClock)
        self._loop = EventLoop
        runTouchApp(mounted(self._navigator, is_wide=self._tools.settings.window.is_landscape))
        self._conductor.close()
        self._link.stop()

    # --- on the UI thread ---------------------------------------------------------------------

    def _handle(self, event: object) -> None:
        if isinstance(event, WarmedUp):
            self._is_warm = True
            self._say_ready()
            return
        self._conductor.handle(event)
        if _is_show(event):
            self._appear()

    def _rehearse_after_first_frame(self, frame_clock: Any) -> None:
        """Build one screen a frame, so that the host goes on hearing that this visit lives."""
        # Looking through a million objects that all stay took as long as building them.
        gc.disable()
        context = self._conductor.context()
        states = rehearsal(context.services.values(), context.now, context.wall)

        def build_next(_elapsed_seconds: float) -> bool:
            state = next(states, None)
            if state is None:
                self._is_rehearsed = True
                self._say_ready()
                return False
            self._navigator.warm(self._presenter.view(state, context))
            return True

        frame_clock.schedule_interval(build_next, 0)

    def _say_ready(self) -> None:
        if not (self._is_warm and self._is_rehearsed):
            return
        # What is built now lives as long as the visit: no collection need look at it again.
        gc.freeze()
        gc.set_threshold(*COLLECT_AFTER)
        gc.enable()
        self._link.send(VisitReady(self._visit_id, os.getpid()))

    def _appear(self) -> None:
        from kivy.core.window import Window

        Window.show()
        if self._options.glass is not None:
            from screens.bench.glass import Glass

            self._glass = Glass(self._options.glass, self._navigator, self._clock)
            self._glass.start()
        if self._frame_log is not None:
            self._frame_log.mark("shown")

    def _changed(self, state: VisitState) -> None:
        # "Stored" comes within milliseconds; drawing the wait for it would hold it up by a frame.
        # When it does take longer, the next tick draws the wait.
        if isinstance(state.stage, Review) and state.stage.is_sealing:
            self._held_frame.hold()
        else:
            self._held_frame.let_go()
            self._draw(state)

    def _draw(self, state: VisitState) -> None:
        view = self._presenter.view(state, self._conductor.context())
        if view == self._view:
            return
        from kivy.clock import Clock as FrameClock

        from screens.theme import theme

        theme.large_text, theme.contrast = state.aids.is_large, state.aids.is_contrast
        self._view = view
        self._navigator.show(view)
        # Not in the frame that the citizen waits for.
        FrameClock.schedule_once(lambda _: self._look_ahead(), 0)

    def _look_ahead(self) -> None:
        """Draw beforehand, while the citizen looks at this screen, what must come at once."""
        context = self._conductor.context()
        coming = what_comes_at_once(self._conductor.state, context.now, context.wall)
        view = None if coming is None else self._presenter.view(coming, context)
        if view is not None and view != self._ahead:
            self._ahead = view
            self._navigator.warm(view)

    def _redraw(self) -> None:
        self._draw(self._conductor.state)

    def _show_preview(self, _elapsed_seconds: float) -> None:
        import numpy as np

        ring, screen = self._conductor.preview, self._navigator.current_screen
        if ring is None or not hasattr(screen, "show_frame"):
            self._preview_after = 0
            return
        if self._preview_pixels is None:
            self._preview_pixels = np.empty(ring.slot_bytes, np.uint8)
        stamp = ring.read_newest(self._preview_after, self._preview_pixels)
        if stamp is not None:
            self._preview_after = stamp.sequence
            size = stamp.width_px * stamp.height_px * 3
            screen.show_frame(self._preview_pixels[:size], stamp.width_px, stamp.height_px)

    def _stop(self) -> None:
        from kivy.base import stopTouchApp

        stopTouchApp()

    def _watch_frames(self) -> None:
        if self._options.frame_log is not None:
            from screens.bench.frame_log import FrameLog

            self._frame_log = FrameLog(
                self._options.frame_log,
                self._clock,
                screen=lambda: str(self._navigator.current),
                aside_seconds=lambda: self._glass.spent_seconds if self._glass else 0.0,
            )
            self._frame_log.start()

    # --- on the link's thread -----------------------------------------------------------------

    def _warm_up(self) -> "WarmedUp":
        """Read the fonts that the first sheet would have to wait for."""
        self._tools.composer.warm_up()
        return WarmedUp()


@dataclass(frozen=True, slots=True)
class WarmedUp:
    """Everything slow has been done once."""


def _is_show(event: object) -> bool:
    from kiosk.host.messages import ShowVisit
    from kiosk.host.wire import Frame

    return isinstance(event, Frame) and isinstance(event.message, ShowVisit)
