"""Keeps exactly one visit on the glass and one warm spare behind it.

Owns the life and death of visit processes; must not know what a citizen does in them. A visit that
finished, crashed or hangs is treated alike: killed, reaped, replaced by the spare.

A service visit (staff) is asked for, never kept warm. It takes the glass only when nobody has
touched the attract screen meanwhile, and the visit that was on the glass ends before it is shown.
"""

import contextlib
import logging
import os
import signal
import socket
import subprocess
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, StrEnum, auto

from kiosk.clock import Clock
from kiosk.host.hub import Hub
from kiosk.host.messages import (
    CODEC,
    ShowVisit,
    VisitBeat,
    VisitEnded,
    VisitReady,
    VisitWoken,
)
from kiosk.host.service_messages import SERVICE_CODEC
from kiosk.host.wire import Channel, Frame

log = logging.getLogger(__name__)

#: A UI thread that is silent this long hangs: 12 s from hang to fresh screen is the promise.
BEAT_LIMIT_SECONDS = 10.0
#: The first frame costs under a second of CPU; a loaded, cold machine may need many times that.
START_LIMIT_SECONDS = 60.0
#: The loop looks a few times a second; what it is later than this, the machine gave it no turn.
TURN_SECONDS = 1.0
#: Pauses between starts after visits that died before they were ready.
START_PAUSES_SECONDS = (0.0, 0.5, 2.0, 5.0, 15.0, 30.0)


class Phase(Enum):
    """Where a visit process stands."""

    STARTING = auto()
    SPARE = auto()
    SHOWN = auto()


class Kind(StrEnum):
    """Whose visit it is. The value is the word on the command line of its process."""

    CITIZEN = "citizen"
    SERVICE = "service"


_CODECS = {Kind.CITIZEN: CODEC, Kind.SERVICE: SERVICE_CODEC}


@dataclass(slots=True, eq=False)
class Visit:
    """One visit process as the host sees it."""

    visit_id: str
    process: subprocess.Popen[bytes]
    channel: Channel
    phase: Phase
    heard_at: float
    kind: Kind = Kind.CITIZEN
    #: Somebody touched the attract screen.
    is_woken: bool = False

    def send(self, message: object, blob: bytearray | None = None) -> None:
        """Queue a message; silently dropped when the visit is gone, as its citizen is."""
        if not self.channel.is_closed:
            self.channel.send(message, blob)


#: Starts a visit process that inherits this end of the socket: (socket fd, visit id) -> process.
Launcher = Callable[[int, str], "subprocess.Popen[bytes]"]


class Supervisor:
    """Runs inside the hub's loop; ``tick`` is called a few times a second."""

    def __init__(
        self,
        *,
        hub: Hub,
        clock: Clock,
        launch: Launcher,
        on_message: Callable[[Visit, Frame], None],
        on_ready: Callable[[Visit], None],
        on_gone: Callable[[Visit], None],
        on_show: Callable[[], ShowVisit],
        launch_service: Launcher | None = None,
    ) -> None:
        self._hub, self._clock = hub, clock
        self._launchers = {Kind.CITIZEN: launch}
        if launch_service is not None:
            self._launchers[Kind.SERVICE] = launch_service
        self._on_message, self._on_ready, self._on_gone = on_message, on_ready, on_gone
        self._on_show = on_show
        self._visits: list[Visit] = []
        self._early_deaths = 0
        self._start_not_before = self._looked_at = clock.monotonic()
        self._is_closing = False

    @property
    def shown(self) -> Visit | None:
        """The visit on the glass."""
        return next((v for v in self._visits if v.phase is Phase.SHOWN), None)

    @property
    def visits(self) -> tuple[Visit, ...]:
        """All live visits, whatever their phase."""
        return tuple(self._visits)

    def find(self, visit_id: str) -> Visit | None:
        """The live visit of this id; None for one that is over (its events are dropped)."""
        return next((v for v in self._visits if v.visit_id == visit_id), None)

    def tick(self) -> None:
        """Replace what died or hangs, show the spare, start the next one."""
        if self._is_closing:
            return
        now = self._clock.monotonic()
        self._excuse(now)
        for visit in tuple(self._visits):
            limit = START_LIMIT_SECONDS if visit.phase is Phase.STARTING else BEAT_LIMIT_SECONDS
            if visit.process.poll() is not None:
                # It may have said its last words since the loop looked at its socket.
                self._hub.hear_out(visit.channel)
                self.end(visit, f"exited with {visit.process.returncode}")
            elif now - visit.heard_at > limit:
                self.end(visit, "silent")
        if self.shown is None:
            self._show_spare()
        if not any(v.phase is not Phase.SHOWN for v in self._of(Kind.CITIZEN)):
            self._start_spare(now)

    def open_service(self) -> bool:
        """Begin a service visit, if nobody is in the middle of anything; whether it was begun."""
        shown = self.shown
        is_free = shown is not None and not shown.is_woken
        if not is_free or Kind.SERVICE not in self._launchers or self._of(Kind.SERVICE):
            return False
        self._start(Kind.SERVICE, self._clock.monotonic())
        return True

    def end(self, visit: Visit, reason: str) -> None:
        """Kill a visit and forget it; harmless for one that is already gone."""
        if visit not in self._visits:
            return
        self._visits.remove(visit)
        self._hub.detach(visit.channel)
        _kill(visit.process)
        log.info(
            "visit_ended visit=%s phase=%s reason=%s", visit.visit_id, visit.phase.name, reason
        )
        if visit.phase is Phase.STARTING and visit.kind is Kind.CITIZEN:
            self._early_deaths += 1
            pause = START_PAUSES_SECONDS[min(self._early_deaths, len(START_PAUSES_SECONDS) - 1)]
            self._start_not_before = self._clock.monotonic() + pause
        self._on_gone(visit)
        if self.shown is None and not self._is_closing:
            self._show_spare()

    def close(self) -> None:
        """End every visit; none is started again."""
        self._is_closing = True
        for visit in tuple(self._visits):
            self.end(visit, "host stops")

    def _excuse(self, now: float) -> None:
        """While the host itself got no turn, its visits had none either: that is no silence."""
        lost_seconds = now - self._looked_at - TURN_SECONDS
        self._looked_at = now
        if lost_seconds > 0:
            for visit in self._visits:
                visit.heard_at = min(now, visit.heard_at + lost_seconds)

    def _start_spare(self, now: float) -> None:
        if now >= self._start_not_before:
            self._start(Kind.CITIZEN, now)

    def _start(self, kind: Kind, now: float) -> None:
        ours, theirs = socket.socketpair()
        visit_id = uuid.uuid4().hex
        with theirs:
            process = self._launchers[kind](theirs.fileno(), visit_id)
        visit = Visit(visit_id, process, Channel(ours, _CODECS[kind]), Phase.STARTING, now, kind)
        self._visits.append(visit)
        self._hub.attach(
            visit.channel,
            lambda frame: self._heard(visit, frame),
            lambda: self.end(visit, "hung up"),
        )
        log.info("visit_started visit=%s pid=%d kind=%s", visit_id, process.pid, kind)

    def _show_spare(self) -> None:
        spare = next((v for v in self._of(Kind.CITIZEN) if v.phase is Phase.SPARE), None)
        if spare is not None:
            self._show(spare)

    def _show(self, visit: Visit) -> None:
        visit.phase = Phase.SHOWN
        # Before it is so: whoever sees the visit on the glass finds it in the log.
        log.info("visit_shown visit=%s kind=%s", visit.visit_id, visit.kind)
        visit.send(self._on_show())

    def _let_service_in(self, service: Visit) -> None:
        """The handshake: never beside a citizen, and nothing of the visit before stays."""
        if (waiting := self.shown) is not None:
            # A touch may have come since the loop looked at its socket.
            self._hub.hear_out(waiting.channel)
        before = self.shown
        if before is not None and before.is_woken:
            self.end(service, "a citizen came first")
            return
        # Taken out of the way at once: what the glass still shows of it is the attract screen.
        service.phase = Phase.SHOWN
        if before is not None:
            self.end(before, "service")
        self._show(service)

    def _of(self, kind: Kind) -> list[Visit]:
        return [visit for visit in self._visits if visit.kind is kind]

    def _heard(self, visit: Visit, frame: Frame) -> None:
        if visit not in self._visits:
            return
        visit.heard_at = self._clock.monotonic()
        match frame.message:
            case VisitBeat():
                pass
            case VisitReady() if visit.phase is Phase.STARTING and visit.kind is Kind.SERVICE:
                self._on_ready(visit)
                self._let_service_in(visit)
            case VisitReady() if visit.phase is Phase.STARTING:
                visit.phase = Phase.SPARE
                self._early_deaths = 0
                self._on_ready(visit)
                if self.shown is None:
                    self._show_spare()
            case VisitEnded(reason=reason):
                self.end(visit, reason)
            case message:
                visit.is_woken = visit.is_woken or isinstance(message, VisitWoken)
                self._on_message(visit, frame)


def _kill(process: "subprocess.Popen[bytes]") -> None:
    # The visit leads a process group of its own: its page worker must not outlive it.
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
