"""One thread's time at one device: open, probe, obey, and find the way back.

Owns everything that touches the driver. A shift that is stuck cannot be ended, only relieved: it is
told so, and when it wakes up it lets go of its own driver and says nothing more to anybody.
"""

import logging
import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import isinf
from typing import Generic, TypeVar

from devices.ports import Device
from devices.record import Tally
from devices.recovery import OUT_OF_SERVICE, Ladder, Resettable, Severable, WorkerTiming
from devices.status import (
    Actor,
    Attention,
    Busy,
    DeviceGoneError,
    DeviceStatus,
    Ready,
    State,
    Unavailable,
)
from devices.transcript import Transcript
from devices.uses import Use, use_of
from kiosk.clock import Clock
from kiosk.errors import trace_of

log = logging.getLogger(__name__)

D = TypeVar("D", bound=Device)

DRIVER_CRASHED = "driver-crashed"


@dataclass(frozen=True, slots=True)
class DeviceFailed:
    """The command could not be carried out; the device is in this state.

    ``is_open_ended``: it was begun, and nobody can say how far it got (the driver crashed or hung).
    """

    status: DeviceStatus
    is_open_ended: bool = False


@dataclass(slots=True)
class Command(Generic[D]):
    """Something to do, and whom to tell: once, whichever thread comes first."""

    run: Callable[[D], object]
    done: Callable[[object], None]
    deadline_seconds: float
    #: Somebody asked for it: the wire is let go of first, and everything before is forgiven.
    begins_anew: bool = False
    _guard: threading.Lock = field(default_factory=threading.Lock)
    _is_settled: bool = False

    def settle(self, outcome: object) -> bool:
        """Tell; false when it was told before. Raises what ``done`` raises."""
        with self._guard:
            if self._is_settled:
                return False
            self._is_settled = True
        self.done(outcome)
        return True


@dataclass(frozen=True, slots=True)
class Deadline:
    """The moment after which the device counts as stuck, on both clocks."""

    monotonic: float
    wall: datetime


class Shift(Generic[D]):
    """``run`` is the thread; everything else may be called from any thread."""

    def __init__(
        self,
        device: D,
        device_id: str,
        clock: Clock,
        timing: WorkerTiming,
        tally: Tally,
        on_status: Callable[["Shift[D]", DeviceStatus], None],
        transcript: Transcript | None = None,
        relieved: D | None = None,
        use_of: Callable[[object], Use] = use_of,
    ) -> None:
        #: For looking at only: it is driven on this shift's thread.
        self.device = self._device = device
        self._device_id, self._clock = device_id, clock
        self._timing, self._tally, self._on_status = timing, tally, on_status
        self._use_of = use_of
        #: The driver that hangs, and may hold the port that this one needs.
        self._relieved = relieved
        self.commands: queue.SimpleQueue[Command[D]] = queue.SimpleQueue()
        self.wake, self.is_over = threading.Event(), threading.Event()
        #: Another shift has taken the role: whatever still comes is nobody's.
        self.is_relieved = threading.Event()
        self.status: DeviceStatus = Unavailable(
            State.OFFLINE, "starting", Actor.NOBODY, clock.wall()
        )
        self.capabilities: frozenset[str] = frozenset()
        self.deadline: Deadline | None = None
        self.command: Command[D] | None = None
        #: A driver that knows whole frames keeps a memory of its own; else the wire's is it.
        self.transcript = getattr(getattr(device, "transcript", None), "memory", transcript)
        self._ladder = Ladder(timing)
        self._is_open = self._is_reset_asked = False

    def beat(self) -> None:
        """A long command shows that it lives: its deadline begins anew."""
        command = self.command
        if command is not None:
            self.deadline = self._deadline_in(command.deadline_seconds)

    # --- on the shift's thread ----------------------------------------------------------------

    def run(self) -> None:
        """Work until ``is_over``."""
        self._take_over()
        while not self.is_over.is_set():
            self.wake.clear()
            self._tally.alive_at = self._clock.wall()
            self._probe()
            self._drain()
            # Whoever ended the shift before ``wake`` was cleared will not ring again.
            if self.commands.empty() and not self.is_over.is_set():
                self._clock.wait(self.wake, self._next_look_seconds())
        self._close()
        self.refuse_all()

    def _take_over(self) -> None:
        relieved, self._relieved = self._relieved, None
        if not isinstance(relieved, Severable):
            return
        # Here, where it may hang as well: then this shift is relieved in its turn.
        self.deadline = self._deadline_in(self._timing.probe_limit_seconds)
        try:
            relieved.sever()
        except Exception as bug:  # noqa: BLE001  (named edge: a driver's bug must not kill the monitor)
            self._log_crash(bug)
        finally:
            self.deadline = None

    def refuse_all(self) -> None:
        """Nobody will carry these out any more."""
        while True:
            try:
                command = self.commands.get_nowait()
            except queue.Empty:
                return
            self._tell(command, DeviceFailed(self.status))

    def _next_look_seconds(self) -> float:
        return self._timing.probe_seconds if self._is_open else self._ladder.pause_seconds

    def _drain(self) -> None:
        while not self.is_over.is_set():
            try:
                command = self.commands.get_nowait()
            except queue.Empty:
                return
            self._execute(command)

    def _execute(self, command: Command[D]) -> None:
        if command.begins_anew:
            self._close()
            self._ladder.forgive()
            self._is_reset_asked = True
        if not self._is_open:
            self._probe()
        started_at = self._clock.monotonic()
        if not self._is_open or self._ladder.is_out(started_at):
            self._tally.ran(0.0, Use.FAILED)
            self._tell(command, DeviceFailed(self.status))
            return
        self.command = command
        self.deadline = self._deadline_in(command.deadline_seconds)
        self._set_status(Busy(self._clock.wall()))
        frames = self.transcript.frames if self.transcript is not None else 0
        outcome = self._outcome_of(command)
        if self.is_relieved.is_set():
            # The command stays in hand: whoever relieves may not yet have looked what to answer.
            _wipe(outcome)
            return
        self.command = self.deadline = None
        took_seconds = self._clock.monotonic() - started_at
        is_failed = isinstance(outcome, DeviceFailed)
        self._tally.ran(took_seconds, Use.FAILED if is_failed else self._use_of(outcome))
        if self.transcript is not None:
            self.transcript.ended(*_in_words(outcome, took_seconds), frames, _reason_of(outcome))
        self._probe()
        self._tell(command, outcome)

    def _outcome_of(self, command: Command[D]) -> object:
        try:
            outcome: object = command.run(self._device)
        except DeviceGoneError as gone:
            self._ladder.failed(gone.reason, self._clock.monotonic())
            self._lost(gone.reason)
            return DeviceFailed(self.status)
        except Exception as bug:  # noqa: BLE001  (named edge: a driver's bug must not kill the monitor)
            self._log_crash(bug)
            self._ladder.failed(DRIVER_CRASHED, self._clock.monotonic())
            self._lost(DRIVER_CRASHED)
            return DeviceFailed(self.status, is_open_ended=True)
        self._ladder.did()
        return outcome

    def _tell(self, command: Command[D], outcome: object) -> None:
        try:
            if not command.settle(outcome):
                _wipe(outcome)
        except Exception as bug:  # noqa: BLE001  (named edge: an outcome that no port knows)
            self._log_crash(bug)
            command.done(DeviceFailed(self.status, is_open_ended=True))

    def _deadline_in(self, seconds: float) -> Deadline | None:
        if isinf(seconds):
            return None  # somebody else watches over it (the sheet's own wait, a test)
        wall = self._clock.wall() + timedelta(seconds=seconds)
        return Deadline(self._clock.monotonic() + seconds, wall)

    def _probe(self) -> None:
        self.deadline = self._deadline_in(self._timing.probe_limit_seconds)
        try:
            self._open()
            frames = self.transcript.frames if self.transcript is not None else 0
            asked_at = self._clock.monotonic()
            status = _checked(self._device.probe())
        except DeviceGoneError as gone:
            self._lost(gone.reason)
            return
        except Exception as bug:  # noqa: BLE001  (named edge, as above)
            self._log_crash(bug)
            self._lost(DRIVER_CRASHED)
            return
        finally:
            self.deadline = None
        self._ladder.found()
        now = self._clock.monotonic()
        self._tally.probed(now - asked_at)
        if self.transcript is not None:
            self.transcript.probed(frames)
        if self._ladder.is_out(now):
            status = Unavailable(
                State.HARDWARE_ERROR, OUT_OF_SERVICE, Actor.TECHNICIAN, self._clock.wall()
            )
        self._set_status(status)

    def _open(self) -> None:
        if self._is_open:
            return
        wants_reset = self._is_reset_asked or self._ladder.wants_reset()
        self._is_reset_asked = False
        if wants_reset and isinstance(self._device, Resettable):
            self._tally.resets += 1
            self._device.reset()
        self._device.open()
        self._is_open = True
        self._tally.opens += 1
        self.capabilities = frozenset(self._device.capabilities())

    def _lost(self, reason: str) -> None:
        self._close()
        self._ladder.lost()
        self._tally.lost(reason, self._clock.wall())
        # It has answered at last: told as stuck now, it would stay so until its next change.
        self.deadline = None
        # A cable is the host site's to push back in; only what stays away is the technician's.
        self._set_status(Unavailable(State.NO_DEVICE, reason, Actor.TECHNICIAN, self._clock.wall()))

    def _close(self) -> None:
        self._is_open = False
        try:
            self._device.close()
        except Exception as bug:  # noqa: BLE001  (named edge: closing never raises, says the port)
            self._log_crash(bug)

    def _log_crash(self, bug: Exception) -> None:
        # Where, but never what: an exception's text may quote a card.
        log.error(
            "device_driver_crashed device=%s error=%s at=%s",
            self._device_id,
            type(bug).__name__,
            trace_of(bug.__traceback__),
        )

    def _set_status(self, status: DeviceStatus) -> None:
        if _same_but_for_since(status, self.status):
            return
        self.status = status
        self._on_status(self, status)


def _in_words(outcome: object, seconds: float) -> tuple[str, float]:
    """An outcome by its name; what it carries is nobody's business here."""
    return (str(outcome) if isinstance(outcome, bool) else type(outcome).__name__), seconds


def _reason_of(outcome: object) -> str:
    status = getattr(outcome, "status", None)
    return status.reason if isinstance(status, Unavailable | Attention) else ""


def _checked(status: DeviceStatus) -> DeviceStatus:
    """Another maker's driver may answer anything; the rest of the house relies on the union."""
    if not isinstance(status, Ready | Busy | Attention | Unavailable):
        raise TypeError(type(status).__name__)
    return status


def _wipe(outcome: object) -> None:
    payload = getattr(outcome, "payload", None)
    if isinstance(payload, bytearray):
        payload[:] = bytes(len(payload))


def _same_but_for_since(one: DeviceStatus, other: DeviceStatus) -> bool:
    match one, other:
        case (Ready(), Ready()) | (Busy(), Busy()):
            return True
        case Attention(reason=a), Attention(reason=b):
            return a == b
        case Unavailable(state=a, reason=c), Unavailable(state=b, reason=d):
            return (a, c) == (b, d)
        case _:
            return False
