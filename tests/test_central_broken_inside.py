"""The platform's own bugs and broken disks: said as transient, logged without what people wrote."""

import logging
from pathlib import Path

import pytest

from kiosk.errors import BrokenEnvironmentError
from kiosk.uplink import contract as c
from tests.fakes.central_rig import CANARY, problem_of, running_platform


def test_file_that_vanished_from_disk_is_a_transient_problem(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with running_platform(tmp_path / "state") as rig:
        made = rig.trader()
        rig.send_files(made)
        for file in (tmp_path / "state" / "files").iterdir():
            file.unlink()
        answer = rig.submit(made)
        assert answer.status_code == 500
        assert problem_of(answer).problem_class is c.ProblemClass.TRANSIENT
        assert rig.get(c.PATH_TIME).status_code == 200
    ours = [record.getMessage() for record in caplog.records if record.name == "central.app"]
    assert len(ours) == 1
    assert ours[0].startswith("POST failed: FileNotFoundError at ")
    assert CANARY not in caplog.text
    assert "张三" not in caplog.text


def test_state_folder_that_cannot_be_used_is_said_at_the_start(tmp_path: Path) -> None:
    (tmp_path / "state").mkdir()
    (tmp_path / "state" / "platform.key").write_bytes(b"short")
    with (
        pytest.raises(BrokenEnvironmentError, match="did not start"),
        running_platform(tmp_path / "state"),
    ):
        pass
