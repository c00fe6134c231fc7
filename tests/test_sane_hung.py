"""A scan that does not end: killed at its deadline, whole group, and when its host is killed."""

import os
import re
import select
import signal
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

from devices.document_scanner.sane_child import ScanChild, ask_program
from devices.ports import Cancelled, PagesScanned, ScanFailed, ScanSource
from kiosk.clock import SystemClock
from tests.sane_rig import Pages, SaneRig

PATIENCE_SECONDS = 60.0
ROOT = Path(__file__).resolve().parents[1]
SLOW = {"read-delay": "true", "read-delay-duration": "200000"}
#: A page of this many pixels takes the test backend minutes at a fifth of a second a read.
FINE = {"resolution_dpi": 300}


def test_a_page_that_is_not_whole_at_its_deadline_is_no_page(tmp_path):
    rig, pages = SaneRig(tmp_path, page_seconds=1.0, **FINE), Pages()
    rig.scanner.open()
    rig.set(**SLOW)
    outcome = rig.scan(ScanSource.FEEDER, pages)
    assert isinstance(outcome, ScanFailed)
    assert (outcome.pages, outcome.status.reason) == (0, "scanner-hung")
    assert pages.numbers == []
    rig.set(**{"read-delay": "false"})
    # A page that comes may take its time: the limit was for the one that does not.
    rig.scanner._form = replace(rig.settings, page_seconds=PATIENCE_SECONDS)
    assert rig.scan(ScanSource.FLATBED) == PagesScanned(1)


def test_cancelled_in_the_middle_of_a_slow_page_it_stops_at_once(tmp_path):
    rig, cancelled = SaneRig(tmp_path, **FINE), threading.Event()
    rig.scanner.open()
    rig.set(**SLOW)
    timer = threading.Timer(0.3, cancelled.set)
    timer.start()
    assert rig.scan(ScanSource.FLATBED, cancelled=cancelled) == Cancelled()
    timer.join()


def test_a_program_that_ignores_every_polite_word_is_killed_with_its_children(
    tmp_path, monkeypatch
):
    stand_in(tmp_path, monkeypatch, "trap '' INT\nsleep 600 &\necho $!\nwait\nsleep 600")
    child = ScanChild([], {})
    select.select([child.hears], [], [], PATIENCE_SECONDS)
    child.listen()
    grandchild = int(child.said)
    child.interrupt()
    assert not child.has_ended()
    assert child.close() == -signal.SIGKILL
    wait_until_gone(grandchild)
    assert not child.folder.exists()


def test_a_question_without_an_answer_is_given_up(tmp_path, monkeypatch):
    stand_in(tmp_path, monkeypatch, "sleep 600")
    assert ask_program(["-L"], {}, SystemClock(), 0.3) == (None, "")


def test_a_question_that_is_answered_without_end_is_given_up(tmp_path, monkeypatch):
    stand_in(tmp_path, monkeypatch, "exec yes scanner")
    assert ask_program(["-L"], {}, SystemClock(), 1.0) == (None, "")


def test_the_scan_ends_with_the_host_however_that_ends(tmp_path):
    rig = SaneRig(tmp_path)
    rig.set(**SLOW)
    code = (
        "import sys\n"
        "from devices.document_scanner.sane_child import ScanChild\n"
        "from devices.document_scanner.sane_settings import SaneSettings\n"
        f"way = SaneSettings(backend='test', config_folder={str(rig.folder)!r}).way()\n"
        "child = ScanChild(['--device-name=test:0', '--format=pnm'], way.config)\n"
        "child.open_next_page()\n"
        "print(child.pid, child.folder, flush=True)\n"
        "sys.stdin.read()\n"
    )
    host = subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    said = host.stdout.readline().split()
    wait_until_started(int(said[0]))
    host.kill()
    host.communicate()
    wait_until_gone(int(said[0]))
    folder = Path(said[1].decode())
    assert folder.exists()
    rig.scanner.open()
    assert not folder.exists()


def test_the_child_may_not_dump_grow_a_file_or_eat_the_memory(tmp_path, monkeypatch):
    stand_in(tmp_path, monkeypatch, "cat /proc/self/limits; env")
    code, said = ask_program([], {"dll.conf": "test\n"}, SystemClock(), PATIENCE_SECONDS)
    assert code == 0
    rows = {line[:26].strip(): line[26:].split()[:2] for line in said.splitlines()}
    assert rows["Max core file size"] == ["0", "0"]
    assert rows["Max file size"] == ["0", "0"]
    assert int(rows["Max address space"][1]) == 1024 * 1024 * 1024
    names = set(re.findall(r"^([A-Z_]+)=", said, re.MULTILINE))
    assert names - {"PWD", "OLDPWD", "SHLVL", "_"} == {"PATH", "LC_ALL", "SANE_CONFIG_DIR"}


def stand_in(folder, monkeypatch, script):
    """A program of this name before the real one."""
    place = folder / "programs"
    place.mkdir()
    program = place / "scanimage"
    program.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
    program.chmod(0o700)
    monkeypatch.setenv("PATH", f"{place}:{os.environ['PATH']}")


def wait_until_started(pid):
    """Until the limits are set and the program itself runs."""
    wait_for(lambda: Path(f"/proc/{pid}/comm").read_text().strip() == "scanimage")


def wait_until_gone(pid):
    def is_gone():
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except (FileNotFoundError, ProcessLookupError):
            return True
        return state in "ZX"  # nobody has asked yet how it ended

    wait_for(is_gone)


def wait_for(condition):
    clock, never = SystemClock(), threading.Event()
    limit = clock.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert clock.monotonic() < limit
        clock.wait(never, 0.02)
