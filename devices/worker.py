"""One thread per physical device: a queue, a deadline per command, a heartbeat, a way back.

Owns when a device is opened, probed, used and given up; must not know what a command is for. The
ladder after a broken wire is: reopen at once, then with growing pauses up to ``reopen_cap_seconds``
for ever, because plugging out and in at any moment is normal in a hall. A command that outlives its
deadline makes the device ``worker-stuck`` in every report: a dead monitor is worse than a dead
device.
"""

import logging
import queue
import threading
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import isinf
from typing import Generic, TypeVar

from devices.ports import Device
from devices.status import (
    Actor,
    Attention,
    Busy,
    DeviceGoneError,
    DeviceReport,
    DeviceStatus,
    Ready,
    Role,
    State,
    Unavailable,
)
from kiosk.clock import Clock

log = logging.getLogger(__name__)

D = TypeVar("D", bound=Device)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class WorkerTiming:
    """How often the device is asked, and how fast it is found again."""

    #: A device that vanishes while idle is noticed within one probe.
    probe_seconds: float = 1.5
    reopen_first_seconds: float = 0.25
    #: Promise of the product: plugged in again, it is back within 5 s. The cap keeps well below it.
    reopen_cap_seconds: float = 2.0


@dataclass(frozen=True, slots=True)
class DeviceFailed:
    """The command could not be carried out; the device is in this state."""

    status: DeviceStatus


@dataclass(frozen=True, slots=True)
class _Command(Generic[D]):
    run: Callable[[D], object]
    done: Callable[[object], None]
    deadline_seconds: float


@dataclass(frozen=True, slots=True)
class _Deadline:
    """The moment after which a command counts as stuck, on both clocks."""

    monotonic: float
    wall: datetime


class DeviceWorker(Generic[D]):
    """Runs one device. Everything public may be called from any thread."""

    def __init__(
        self,
        *,
        device_id: str,
        role: Role,
        model: str,
        device: D,
        clock: Clock,
        on_change: Callable[[DeviceReport], None],
        timing: WorkerTiming | None = None,
    ) -> None:
        self.device_id, self.role, self.model = device_id, role, model
        self._device, self._clock, self._on_change = device, clock, on_change
        self._timing = timing or WorkerTiming()
        self._commands: queue.SimpleQueue[_Command[D]] = queue.SimpleQueue()
        self._wake, self._stopping = threading.Event(), threading.Event()
        self._status: DeviceStatus = Unavailable(
            State.OFFLINE, "starting", Actor.NOBODY, clock.wall()
        )
        self._capabilities: frozenset[str] = frozenset()
        self._is_open = False
        self._pause_seconds = 0.0
        self._deadline: _Deadline | None = None
        self._thread = threading.Thread(target=self._run, name=f"device-{device_id}", daemon=True)

    def start(self) -> None:
        """Begin; the first probe happens at once."""
        self._thread.start()

    def stop(self, timeout_seconds: float = 5.0) -> None:
        """Finish the command in hand, close the device, end the thread."""
        self._stopping.set()
        self._wake.set()
        self._thread.join(timeout_seconds)

    def submit(
        self,
        run: Callable[[D], T],
        done: Callable[[T | DeviceFailed], None],
        *,
        deadline_seconds: float,
    ) -> None:
        """Queue a command. ``done`` is called on the worker's thread, exactly once."""
        self._commands.put(_Command(run, done, deadline_seconds))  # type: ignore[arg-type]
        self._wake.set()

    def report(self) -> DeviceReport:
        """The device as it stands, a stuck command included."""
        status, deadline = self._status, self._deadline
        if deadline is not None and self._clock.monotonic() > deadline.monotonic:
            status = Unavailable(
                State.HARDWARE_ERROR, "worker-stuck", Actor.TECHNICIAN, deadline.wall
            )
        return DeviceReport(self.device_id, self.role, self.model, status, self._capabilities)

    # --- on the worker's thread ---------------------------------------------------------------

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._wake.clear()
            self._probe()
            self._drain()
            if self._commands.empty():
                self._clock.wait(self._wake, self._next_look_seconds())
        self._device.close()
        self._refuse_all()

    def _next_look_seconds(self) -> float:
        return self._timing.probe_seconds if self._is_open else self._pause_seconds

    def _drain(self) -> None:
        while not self._stopping.is_set():
            try:
                command = self._commands.get_nowait()
            except queue.Empty:
                return
            self._execute(command)

    def _execute(self, command: _Command[D]) -> None:
        if not self._is_open:
            self._probe()
        if not self._is_open:
            command.done(DeviceFailed(self._status))
            return
        self._deadline = self._deadline_in(command.deadline_seconds)
        self._set_status(Busy(self._clock.wall()))
        try:
            outcome: object = command.run(self._device)
        except DeviceGoneError as gone:
            self._lost(gone.reason)
            outcome = DeviceFailed(self._status)
        except Exception as bug:  # noqa: BLE001  (named edge: a driver's bug must not kill the monitor)
            self._log_crash(bug)
            self._lost("driver-crashed")
            outcome = DeviceFailed(self._status)
        finally:
            self._deadline = None
        self._probe()
        command.done(outcome)

    def _deadline_in(self, seconds: float) -> _Deadline | None:
        if isinf(seconds):
            return None  # a stream ends when it is cancelled; its frames are its heartbeat
        wall = self._clock.wall() + timedelta(seconds=seconds)
        return _Deadline(self._clock.monotonic() + seconds, wall)

    def _probe(self) -> None:
        try:
            if not self._is_open:
                self._device.open()
                self._is_open = True
                self._capabilities = self._device.capabilities()
            status = self._device.probe()
        except DeviceGoneError as gone:
            self._lost(gone.reason)
            return
        except Exception as bug:  # noqa: BLE001  (named edge, as above)
            self._log_crash(bug)
            self._lost("driver-crashed")
            return
        self._pause_seconds = 0.0
        self._set_status(status)

    def _lost(self, reason: str) -> None:
        self._device.close()
        self._is_open = False
        timing = self._timing
        self._pause_seconds = min(
            timing.reopen_cap_seconds,
            max(timing.reopen_first_seconds, self._pause_seconds * 2),
        )
        # A cable is the host site's to push back in; only what stays away is the technician's.
        self._set_status(Unavailable(State.NO_DEVICE, reason, Actor.TECHNICIAN, self._clock.wall()))

    def _log_crash(self, bug: Exception) -> None:
        # Where, but never what: an exception's text may quote a card.
        log.error(
            "device_driver_crashed device=%s error=%s at=%s",
            self.device_id,
            type(bug).__name__,
            " < ".join(
                f"{f.name}:{f.lineno}" for f in traceback.extract_tb(bug.__traceback__)[::-1]
            ),
        )

    def _set_status(self, status: DeviceStatus) -> None:
        if _same_but_for_since(status, self._status):
            return
        self._status = status
        self._on_change(self.report())

    def _refuse_all(self) -> None:
        while True:
            try:
                command = self._commands.get_nowait()
            except queue.Empty:
                return
            command.done(DeviceFailed(self._status))


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
