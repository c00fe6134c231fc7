"""A device on its worker whose frames are kept, saved to a file, and played back by the command."""

import contextlib
import io
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import run_kiosk
from devices.registry import Plan
from devices.status import DeviceReport, Ready
from devices.transcript import Transcript
from devices.worker import DeviceWorker
from kiosk.clock import SystemClock
from kiosk.host.transcripts import header_of

LIMIT_SECONDS = 60.0


class KeptWorker:
    """``build`` makes the driver; what it hears goes into the transcript that it is given."""

    def __init__(self, plan: Plan, folder: Path, build: Callable[[Transcript], Any]) -> None:
        clock = SystemClock()
        self.plan, self.file = plan, folder / "frames.jsonl"
        transcript = Transcript(clock, policy=plan.adapter.wire)
        self._ready = threading.Event()
        self.worker: DeviceWorker[Any] = DeviceWorker(
            device_id=plan.entry.id,
            role=plan.adapter.role,
            model=plan.entry.adapter,
            device=build(transcript),
            clock=clock,
            on_change=self._note,
            transcript=transcript,
        )

    def _note(self, report: DeviceReport) -> None:
        if isinstance(report.status, Ready):
            self._ready.set()

    def run(self, command: Callable[[Any], object]) -> object:
        """The outcome of one command, once the device is well."""
        assert self._ready.wait(LIMIT_SECONDS)
        done, outcomes = threading.Event(), []
        self.worker.submit(
            command,
            lambda outcome: (outcomes.append(outcome), done.set()),
            deadline_seconds=LIMIT_SECONDS,
        )
        assert done.wait(LIMIT_SECONDS)
        return outcomes[0]

    def save(self) -> str:
        """What was kept, as the file has it."""
        kept = self.worker.transcript
        assert kept is not None
        text = "".join(f"{line}\n" for line in kept.lines(header_of(self.plan)))
        self.file.write_text(text, "utf-8")
        return text

    def replay(self) -> tuple[int, str]:
        """Exit code and words of ``run_kiosk.py replay``."""
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            code = run_kiosk.main(["replay", str(self.file)])
        return code, out.getvalue()
