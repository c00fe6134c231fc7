"""The tour as a developer starts it: one command, and a report that has everything in it."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
LIMIT_SECONDS = 560


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    out = tmp_path_factory.mktemp("tour")
    told = subprocess.run(
        [sys.executable, "run_kiosk.py", "demo", "--headless", "--out", str(out)],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        timeout=LIMIT_SECONDS,
        check=False,
    )
    assert told.returncode == 0, told.stderr[-2000:]
    return out


def test_report_shows_every_step_the_papers_the_case_and_the_waiting(report):
    page = (report / "index.html").read_text("utf-8")
    shown = re.findall(r"<img [^>]*src='([^']+)'", page)
    steps = [name for name in shown if name.startswith("steps/")]
    assert len(steps) == len(set(steps)) == page.count("<figcaption>") >= 15
    for name in (*shown, *re.findall(r"href='([^']+)'", page)):
        assert (report / name).stat().st_size > 0, name
    assert "receipt-1.png" in shown
    assert "licence-sheet-1.png" in shown
    assert (report / "licence-1.pdf").read_bytes().startswith(b"%PDF")
    waits = re.findall(r"<td>(\d+\.\d\d)</td>", page)
    assert len(waits) == len(steps)
    case = (report / "case.html").read_text("utf-8")
    assert "张三面馆" in case
    assert "<style>" in case
    for name in re.findall(r'href="(case-scan-\d+\.pdf)"', case):
        assert (report / name).read_bytes().startswith(b"%PDF")
    assert "Traceback" not in "".join(log.read_text("utf-8") for log in report.glob("*.log"))
