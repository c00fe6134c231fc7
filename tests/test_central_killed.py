"""The platform killed at any moment: what it acknowledged is there after the next start."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kiosk.uplink import contract as c
from tests.fakes.central_rig import Rig

ROOT = Path(__file__).parents[1]


@contextmanager
def _child(state: Path) -> Iterator[tuple[Rig, subprocess.Popen[bytes]]]:
    arguments = [sys.executable, "-m", "central", "--state", str(state)]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, cwd=ROOT) as child:
        assert child.stdout is not None
        rig = Rig(json.loads(child.stdout.readline())["url"])
        try:
            yield rig, child
        finally:
            rig.web.close()
            child.kill()


def test_acknowledged_case_and_half_a_file_survive_kill_9(tmp_path: Path) -> None:
    with _child(tmp_path / "state") as (rig, child):
        done, half = rig.trader(), rig.trader()
        reply = rig.hand_in(done)
        rig.submit(half)
        scan = half.scans[0]
        rig.announce(half.case_id, scan)
        assert rig.append(scan.upload_id, 0, scan.sealed[:40]).status_code == 200
        child.send_signal(signal.SIGKILL)
        child.wait()
    with _child(tmp_path / "state") as (again, _):
        case = again.get(c.PATH_CASE.format(case_id=done.case_id))
        assert c.CaseReply.model_validate_json(case.content) == reply
        assert again.submit(done).headers[c.HEADER_REPLAYED] == "true"
        assert again.offset(scan.upload_id).headers[c.HEADER_UPLOAD_OFFSET] == "40"
        assert again.append(scan.upload_id, 40, scan.sealed[40:]).json()["complete"]
        state = again.get(c.PATH_CASE.format(case_id=half.case_id)).json()["state"]
        assert state == c.CaseState.RESULT_READY


def test_terminated_child_ends_cleanly(tmp_path: Path) -> None:
    with _child(tmp_path / "state") as (rig, child):
        rig.get(c.PATH_TIME)
        child.terminate()
        assert child.wait() in (0, -signal.SIGTERM)
