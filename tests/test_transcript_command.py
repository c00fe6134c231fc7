"""``run_kiosk.py transcript`` beside a running host: asked by a signal, fetched, masked."""

import io
import json
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from pathlib import Path

import run_kiosk
from kiosk.clock import SystemClock
from kiosk.upkeep.running_host import look_for_host
from tests.receipt_samples import ROOT
from tests.terminal_rig import Terminal, terminal

LIMIT_SECONDS = 60.0


def wait(what: Callable[[], bool]) -> None:
    clock, never = SystemClock(), threading.Event()
    give_up = clock.monotonic() + LIMIT_SECONDS
    while not what():
        assert clock.monotonic() < give_up
        clock.wait(never, 0.05)


@contextmanager
def host_of(here: Terminal) -> Iterator[None]:
    """The real host, as its own process, until it has found its reader."""
    command = [sys.executable, "-m", "tests.fakes.host_child", str(here.settings_file)]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL) as host:
        try:
            wait(lambda: is_at_work(here.state))
            yield
        finally:
            host.send_signal(signal.SIGTERM)
            assert host.wait(LIMIT_SECONDS) == 0


def is_at_work(state: Path) -> bool:
    if not state.exists():
        return False
    _, devices = look_for_host(state)
    return any(each.trouble is None for each in devices)


def transcript(here: Terminal, device: str, to: Path) -> tuple[int, str]:
    out = io.StringIO()
    settings = str(here.settings_file)
    with redirect_stdout(out):
        code = run_kiosk.main(["transcript", device, "--settings", settings, "--out", str(to)])
    return code, out.getvalue()


def test_frames_of_a_running_host_are_fetched_again_and_again(tmp_path: Path) -> None:
    with terminal(tmp_path) as here:
        here.id_reader()
        with host_of(here):
            for number in range(2):
                to = tmp_path / f"frames-{number}.jsonl"
                code, said = transcript(here, "id-reader", to)
                assert code == 0, said
                header, *frames = map(json.loads, to.read_text("utf-8").splitlines())
                assert (header["device"], header["adapter"]) == ("id-reader", "sam-serial")
                assert str(tmp_path) not in to.read_text("utf-8")
                assert any("11 FF" in frame.get("visible", "") for frame in frames)
            code, said = transcript(here, "oven", tmp_path / "none.jsonl")
            assert code == 1
            assert "id-reader" in said


def test_without_a_host_there_is_nothing_to_fetch_and_it_is_said(tmp_path: Path) -> None:
    with terminal(tmp_path) as here:
        here.id_reader()
        code, said = transcript(here, "id-reader", tmp_path / "frames.jsonl")
    assert code == 1
    assert "no host is running" in said
    assert not (tmp_path / "frames.jsonl").exists()
