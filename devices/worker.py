"""One thread per physical device: a queue, a deadline per command, a heartbeat, a way back.

Owns the device's thread and its replacement; what happens on it is in ``devices/shift.py``, which
rung comes next in ``devices/recovery.py``. A command that outlives its deadline makes the device
``worker-stuck`` in every report: a dead monitor is worse than a dead device. After a grace time the
stuck thread is left behind with its driver, a new driver takes the role on a new thread, and takes
the port from the one that hangs.
"""

import contextlib
import logging
import queue
import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from devices.ports import Device
from devices.record import Counts, DeviceRecord, Tally
from devices.recovery import WorkerTiming
from devices.shift import Command, DeviceFailed, Shift
from devices.status import Actor, DeviceReport, DeviceStatus, Role, State, Unavailable
from devices.transcript import Transcript
from devices.uses import Use, use_of
from kiosk.clock import Clock

__all__ = ["DeviceFailed", "DeviceWorker", "WorkerTiming"]

log = logging.getLogger(__name__)

D = TypeVar("D", bound=Device)
T = TypeVar("T")


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
        rebuild: Callable[[], D] | None = None,
        transcript: Transcript | None = None,
        use_of: Callable[[object], Use] = use_of,
    ) -> None:
        self.device_id, self.role, self.model = device_id, role, model
        self._clock, self._on_change, self._rebuild = clock, on_change, rebuild
        self._transcript, self._use_of = transcript, use_of
        self._timing = timing or WorkerTiming()
        self._tally = Tally(device_id)
        self._guard = threading.Lock()
        self._stopping = threading.Event()
        self._left_behind: list[threading.Thread] = []
        self._shift = self._new_shift(device)
        self._thread = self._thread_of(self._shift)

    def start(self) -> None:
        """Begin; the first probe happens at once."""
        self._thread.start()

    def stop(self, timeout_seconds: float = 5.0) -> None:
        """Finish the command in hand, close the device, end the thread."""
        with self._guard:
            shift, thread = self._shift, self._thread
            shift.is_over.set()
            self._stopping.set()
        shift.wake.set()
        thread.join(timeout_seconds)

    def submit(
        self,
        run: Callable[[D], T],
        done: Callable[[T | DeviceFailed], None],
        *,
        deadline_seconds: float,
    ) -> None:
        """Queue a command. ``done`` is called exactly once, on a worker's thread or, for a command
        that hung, on the thread of ``look_after``, or here, once the worker has been stopped.
        """  # noqa: D205
        self._put(Command(run, done, deadline_seconds))  # type: ignore[arg-type]

    def begin_anew(
        self, done: Callable[[DeviceStatus | DeviceFailed], None], *, deadline_seconds: float
    ) -> None:
        """Queue the rungs that the ladder climbs by itself after losses: let go of the wire, reset
        where the driver knows how, open again. ``done`` gets how the device then is, as above.
        """  # noqa: D205
        renewal: Command[D] = Command(
            lambda device: device.probe(),
            done,  # type: ignore[arg-type]
            deadline_seconds,
            begins_anew=True,
        )
        self._put(renewal)

    def beat(self) -> None:
        """The command in hand shows that it lives (a frame came): its deadline begins anew."""
        self._shift.beat()

    def report(self) -> DeviceReport:
        """The device as it stands, a stuck command included."""
        shift = self._shift
        status = self._stuck(shift) or shift.status
        return DeviceReport(self.device_id, self.role, self.model, status, shift.capabilities)

    @property
    def answer_limit_seconds(self) -> float:
        """A probe that takes longer counts as stuck."""
        return self._timing.probe_limit_seconds

    @property
    def driver(self) -> D:
        """The driver at work now, to look at what it remembers; commands go through ``submit``."""
        return self._shift.device

    @property
    def transcript(self) -> Transcript | None:
        """The last frames and outcomes, masked; None when nobody listens at the wire."""
        return self._shift.transcript

    def record(self) -> DeviceRecord:
        """The device in numbers."""
        return self._tally.record()

    def counts(self) -> Counts:
        """What of it can be added up over days."""
        return self._tally.counts()

    def look_after(self) -> None:
        """Relieve a thread that is stuck for too long, or dead. The host's loop calls it often."""
        if self._rebuild is None or not self._needs_relief(self._shift):
            return
        self._left_behind = [thread for thread in self._left_behind if thread.is_alive()]
        if len(self._left_behind) >= self._timing.stuck_threads:
            return  # it stays ``worker-stuck``: a person has to look
        fresh = self._rebuild()
        with self._guard:
            stuck = self._shift
            if self._stopping.is_set() or not self._needs_relief(stuck):
                return
            stuck.is_relieved.set()
            stuck.is_over.set()
            stuck.wake.set()
            self._left_behind.append(self._thread)
            shift = self._new_shift(fresh, relieved=stuck.device)
            # Until the new driver has been asked, the last that is known is that it hangs.
            shift.status = self._stuck(stuck) or shift.status
            # The driver may wake up at this moment, and its thread refuse what waits here.
            with contextlib.suppress(queue.Empty):
                while True:
                    shift.commands.put(stuck.commands.get_nowait())
            self._shift, self._thread = shift, self._thread_of(shift)
        self._tally.restarts += 1
        log.error("device_restarted device=%s", self.device_id)
        command = stuck.command
        if command is not None:
            self._tally.ran(0.0, Use.FAILED)
            command.settle(DeviceFailed(shift.status, is_open_ended=True))
        self._thread.start()

    # --- inside -------------------------------------------------------------------------------

    def _put(self, command: Command[D]) -> None:
        with self._guard:
            shift = self._shift
            shift.commands.put(command)
            shift.wake.set()
            is_stopped = self._stopping.is_set()
        if is_stopped:
            # Its thread takes no more, and may have refused what there was already.
            shift.refuse_all()

    def _new_shift(self, device: D, relieved: D | None = None) -> Shift[D]:
        return Shift(
            device,
            self.device_id,
            self._clock,
            self._timing,
            self._tally,
            self._status_changed,
            self._transcript,
            relieved,
            self._use_of,
        )

    def _thread_of(self, shift: Shift[D]) -> threading.Thread:
        return threading.Thread(target=shift.run, name=f"device-{self.device_id}", daemon=True)

    def _status_changed(self, shift: Shift[D], _: DeviceStatus) -> None:
        if shift is self._shift:
            self._on_change(self.report())

    def _needs_relief(self, shift: Shift[D]) -> bool:
        if self._thread.ident is not None and not self._thread.is_alive():
            return not self._stopping.is_set()
        deadline = shift.deadline
        grace = self._timing.restart_grace_seconds
        return deadline is not None and self._clock.monotonic() > deadline.monotonic + grace

    def _stuck(self, shift: Shift[D]) -> Unavailable | None:
        deadline = shift.deadline
        if deadline is None or self._clock.monotonic() <= deadline.monotonic:
            return None
        return Unavailable(State.HARDWARE_ERROR, "worker-stuck", Actor.TECHNICIAN, deadline.wall)
