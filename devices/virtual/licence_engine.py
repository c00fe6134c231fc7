"""The paper path of the virtual licence printer: run by ``ippeveprinter -c`` once per job.

Owns the sheets: a picture in ``tray`` is a sheet that came out, one in ``wasted`` a sheet that the
machine destroyed. Must not know who prints or why. Obeys ``control.json`` while it works, so that
a fault can strike between two pages. Speaks to ippeveprinter on standard error (ippeveprinter(1)).
"""

import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any, TextIO

from kiosk.clock import Clock, SystemClock

_POLL_SECONDS = 0.02
#: Fine enough for a machine to read the QR code of a printed page, coarse enough to be quick.
_DOTS_PER_INCH = 110


class Engine:
    """Feeds one job's pages through the machine kept in ``folder``."""

    def __init__(self, folder: Path, clock: Clock, reports: TextIO) -> None:
        self._folder, self._clock, self._reports = folder, clock, reports
        self._shown: set[str] = set()

    def run(self, document: Path) -> int:
        """Print one document; the exit code tells ippeveprinter how it went."""
        kept = self._keep(document)
        pages = _render(kept, self._folder / "rendered")
        self._report(f"ATTR: job-impressions={len(pages)}")
        for number, page in enumerate(pages, start=1):
            self._wait_until_fit()
            if self._control().get("jam_on_page") == number:
                page.rename(self._folder / "wasted" / page.name)
                return self._jam()
            if self._control().get("die_on_page") == number:
                os.kill(os.getpid(), signal.SIGKILL)
            self._pass_time(float(self._control()["page_seconds"]))
            page.rename(self._folder / "tray" / page.name)
            while self._control().get("mute_from_page") == number:
                self._pass_time(_POLL_SECONDS)
            self._report(f"ATTR: job-impressions-completed={number}")
        return 0

    def _jam(self) -> int:
        self._report("STATE: +media-jam")
        self._report("ERROR: Paper jam")
        return 1

    def _keep(self, document: Path) -> Path:
        """Keep the document byte for byte, numbered in the order of arrival."""
        folder = self._folder / "documents"
        kept = folder / f"{len(list(folder.iterdir())) + 1:04d}.pdf"
        kept.write_bytes(document.read_bytes())
        return kept

    def _wait_until_fit(self) -> None:
        while faults := self._faults():
            self._show(faults)
            self._pass_time(_POLL_SECONDS)
        self._show(set())

    def _faults(self) -> set[str]:
        control, faults = self._control(), set[str]()
        if int(control["sheets_loaded"]) <= sheets_used(self._folder):
            faults |= {"media-empty", "media-needed"}
        if control.get("cover_open"):
            faults.add("cover-open")
        if control.get("hang"):
            faults.add("other")
        return faults

    def _show(self, faults: set[str]) -> None:
        for word in sorted(self._shown - faults):
            self._report(f"STATE: -{word}")
        for word in sorted(faults - self._shown):
            self._report(f"STATE: +{word}")
        self._shown = faults

    def _control(self) -> dict[str, Any]:
        return dict(json.loads((self._folder / "control.json").read_text("utf-8")))

    def _pass_time(self, seconds: float) -> None:
        self._clock.wait(threading.Event(), seconds)

    def _report(self, line: str) -> None:
        print(line, file=self._reports, flush=True)


def sheets_used(folder: Path) -> int:
    """Sheets that have left the stack: in the tray or destroyed."""
    return sum(len(list((folder / place).glob("*.png"))) for place in ("tray", "wasted"))


def _render(document: Path, into: Path) -> list[Path]:
    """Draw every page beforehand, so that a sheet comes out in one rename."""
    pdftoppm = ["pdftoppm", "-png", "-r", str(_DOTS_PER_INCH), str(document)]
    subprocess.run([*pdftoppm, str(into / document.stem)], check=True)
    return sorted(into.glob(f"{document.stem}-*.png"))


if __name__ == "__main__":
    sys.exit(Engine(Path(sys.argv[1]), SystemClock(), sys.stderr).run(Path(sys.argv[2])))
