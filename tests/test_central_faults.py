"""Bad luck on demand: what a terminal meets, and what the platform kept meanwhile."""

from pathlib import Path

import pytest
import requests

from central.faults import CONTROL_PATH, Fault
from kiosk.uplink import contract as c
from tests.fakes.central_rig import Rig, running_platform


def _switch(rig: Rig, fault: Fault) -> None:
    answer = rig.web.post(rig.url + CONTROL_PATH, json={"fault": fault}, timeout=60)
    assert answer.json() == {"fault": fault}


def test_away_cuts_every_call_and_does_nothing(tmp_path: Path) -> None:
    with running_platform(tmp_path / "state", demo=True) as rig:
        made = rig.query({"period": "all"})
        _switch(rig, Fault.AWAY)
        with pytest.raises(requests.ConnectionError):
            rig.submit(made)
        _switch(rig, Fault.NONE)
        assert rig.get(c.PATH_CASE.format(case_id=made.case_id)).status_code == 404
        assert rig.submit(made).status_code == 201


def test_answer_dropped_after_accepting_leaves_one_case(tmp_path: Path) -> None:
    with running_platform(tmp_path / "state", demo=True) as rig:
        made = rig.query({"period": "all"})
        _switch(rig, Fault.DROP_AFTER_ACCEPT)
        with pytest.raises(requests.ConnectionError):
            rig.submit(made)
        _switch(rig, Fault.NONE)
        again = rig.submit(made)
        assert again.status_code == 200
        assert again.headers[c.HEADER_REPLAYED] == "true"


def test_error_500_does_nothing(tmp_path: Path) -> None:
    with running_platform(tmp_path / "state", demo=True) as rig:
        made = rig.query({"period": "all"})
        _switch(rig, Fault.ERROR_500)
        assert rig.submit(made).status_code == 500
        _switch(rig, Fault.NONE)
        assert rig.submit(made).status_code == 201


def test_switch_does_not_exist_outside_demos(tmp_path: Path) -> None:
    with running_platform(tmp_path / "state") as rig:
        answer = rig.web.post(rig.url + CONTROL_PATH, json={"fault": "away"}, timeout=60)
        assert answer.status_code == 404


def test_unknown_fault_is_refused(tmp_path: Path) -> None:
    with running_platform(tmp_path / "state", demo=True) as rig:
        for body in ({"fault": "fire"}, {}, [], "away"):
            assert rig.web.post(rig.url + CONTROL_PATH, json=body, timeout=60).status_code == 400
