"""A terminal asks how far a file is while the platform still writes it: what is safe counts."""

import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from kiosk.uplink import contract as c
from tests.fakes.central_rig import Rig, Scan, running_platform

LIMIT_SECONDS = 60.0


class SlowDisk:
    """Every byte of an append has been written; that it would survive a power cut takes longer."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.is_syncing, self.may_end = threading.Event(), threading.Event()
        self._sync = os.fdatasync
        monkeypatch.setattr(os, "fdatasync", self._slowly)

    def _slowly(self, descriptor: int) -> None:
        self.is_syncing.set()
        assert self.may_end.wait(LIMIT_SECONDS)
        self._sync(descriptor)


class Sender:
    """Appends on a thread of its own, over a line of its own."""

    def __init__(self, url: str, scan: Scan) -> None:
        self._rig, self.answers = Rig(url), list[Any]()
        self._thread = threading.Thread(target=self._append, args=(scan,))
        self._thread.start()

    def _append(self, scan: Scan) -> None:
        self.answers.append(self._rig.append(scan.upload_id, 0, scan.sealed).json())

    def join(self) -> None:
        self._thread.join()
        self._rig.web.close()


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    with running_platform(tmp_path / "state") as running:
        yield running


def said(rig: Rig, scan: Scan) -> tuple[str, str]:
    """Offset and whether it is the whole file."""
    headers = rig.offset(scan.upload_id).headers
    return headers[c.HEADER_UPLOAD_OFFSET], headers[c.HEADER_UPLOAD_COMPLETE]


def test_no_byte_is_said_to_be_kept_before_it_survived_its_sync(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_id = uuid4()
    scan = rig.scan(case_id)
    assert rig.announce(case_id, scan).status_code == 201
    disk = SlowDisk(monkeypatch)
    sender = Sender(rig.url, scan)
    try:
        assert disk.is_syncing.wait(LIMIT_SECONDS)
        meanwhile = said(rig, scan)
        again = rig.announce(case_id, scan).status_code
        second = rig.append(scan.upload_id, 0, scan.sealed).status_code
    finally:
        disk.may_end.set()
        sender.join()
    assert meanwhile == ("0", "?0")
    assert (again, second) == (503, 503)
    assert sender.answers[0]["complete"]
    assert said(rig, scan) == (str(len(scan.sealed)), "?1")
