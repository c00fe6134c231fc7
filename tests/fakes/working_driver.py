"""A driver on its worker with the product's ladder in short rungs; what it reports and answers."""

import queue
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from devices.status import DeviceReport, DeviceStatus, Role
from devices.worker import DeviceWorker, WorkerTiming
from kiosk.clock import Clock, SystemClock

#: For what a busy machine does late; nothing waits it out.
PATIENCE_SECONDS = 60.0
QUICK = WorkerTiming(probe_seconds=0.05, reopen_first_seconds=0.02, reopen_cap_seconds=0.1)

D = TypeVar("D")


class WorkingDriver(Generic[D]):
    """One thread asks; every status is looked at once."""

    def __init__(
        self,
        role: Role,
        device: D,
        *,
        clock: Clock | None = None,
        timing: WorkerTiming = QUICK,
        on_report: Callable[[DeviceReport], None] = lambda _: None,
    ) -> None:
        self._reports: queue.SimpleQueue[DeviceReport] = queue.SimpleQueue()
        self._answers: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._on_report = on_report
        self.worker: DeviceWorker[Any] = DeviceWorker(
            device_id=role.value,
            role=role,
            model="under test",
            device=device,
            clock=clock or SystemClock(),
            on_change=self._reports.put,
            timing=timing,
        )

    def start(self) -> None:
        """As the host does."""
        self.worker.start()

    def stop(self) -> None:
        """As the host does."""
        self.worker.stop()

    def wait_for(self, wanted: type | str | Callable[[DeviceStatus], bool]) -> DeviceStatus:
        """The next status of this kind, for this reason, or that fits."""
        while True:
            report = self._reports.get(timeout=PATIENCE_SECONDS)
            self._on_report(report)
            if _fits(report.status, wanted):
                return report.status

    def ask(self, work: Callable[[D], object], limit_seconds: float = PATIENCE_SECONDS) -> None:
        """Begin an operation."""
        self.worker.submit(work, self._answers.put, deadline_seconds=limit_seconds)

    def answer(self) -> Any:
        """How the oldest operation that was begun has ended."""
        return self._answers.get(timeout=PATIENCE_SECONDS)

    def does(self, work: Callable[[D], object]) -> Any:
        """An operation from its beginning to its end."""
        self.ask(work)
        return self.answer()


def _fits(status: DeviceStatus, wanted: type | str | Callable[[DeviceStatus], bool]) -> bool:
    match wanted:
        case type():
            return isinstance(status, wanted)
        case str():
            return getattr(status, "reason", "") == wanted
        case _:
            return wanted(status)
