"""A card lies on the reader, a code is held up, cases wait: none of it is told."""

import base64
import threading
from contextlib import closing
from pathlib import Path

import pytest

from devices.ports import CodeOutcome, CodeRead
from devices.qr_scanner.serial_scanner import SerialQrScanner, SerialScannerSettings
from devices.status import Role
from kiosk.clock import SystemClock
from kiosk.upkeep import self_test
from kiosk.upkeep.findings import Passed
from kiosk.upkeep.self_test import SelfTest
from kiosk.uplink.database import DurableDatabase
from kiosk.uplink.disk_guard import DiskLimits
from kiosk.uplink.items import Stored
from kiosk.uplink.outbox import open_outbox
from kiosk.uplink.packet import new_key_pair
from kiosk.uplink.uplink import SCHEMA
from tests.fakes.case_maker import CANARY, sealed_case
from tests.patience import LIMIT_SECONDS
from tests.terminal_rig import Terminal, terminal


def leave_a_case(here: Terminal) -> str:
    """The id of a case that waits."""
    folder = here.state / "outbox"
    folder.mkdir(parents=True)
    case = sealed_case(new_key_pair().public)
    with closing(DurableDatabase(folder / "outbox.sqlite", SCHEMA)) as database:
        outbox = open_outbox(folder, SystemClock(), database, DiskLimits(ballast_bytes=4096))
        assert isinstance(outbox.put_case(case.header, case.packet), Stored)
    return str(case.header.case_id)


def test_what_lies_before_the_devices_is_not_in_the_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with terminal(tmp_path) as here:
        here.id_reader().lay()
        here.qr_scanner().show(f"{CANARY} 张三")
        case_id = leave_a_case(here)
        with monkeypatch.context() as patient:
            patient.setattr(self_test, "SCAN_SECONDS", LIMIT_SECONDS)
            found = here.diagnose()
        _, text = here.run()
        # The code was really read: without that the search below could not fail.
        assert found.device("qr-scanner")["test"]["facts"]["code"] != "none"
        told = text + str(found.document)
        secrets = (CANARY, CANARY[-6:], "张三", base64.b64encode(CANARY.encode()).decode(), case_id)
        assert [secret for secret in secrets if secret in told] == []


class HeldCode(SerialQrScanner):
    """The real driver; remembers the memory that it handed out."""

    def scan(self, timeout_seconds: float, cancelled: threading.Event) -> CodeOutcome:
        self.handed_out = super().scan(timeout_seconds, cancelled)
        return self.handed_out


def test_a_code_that_was_held_up_is_wiped_from_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(self_test, "SCAN_SECONDS", LIMIT_SECONDS)
    with terminal(tmp_path) as here:
        here.qr_scanner().show(CANARY)
        driver = HeldCode(SerialScannerSettings(str(tmp_path / "qr-scanner")), SystemClock())
        driver.open()
        try:
            result = SelfTest(SystemClock()).run(Role.QR_SCANNER, driver)
        finally:
            driver.close()
        assert isinstance(result, Passed)
        assert isinstance(driver.handed_out, CodeRead)
        assert driver.handed_out.payload == bytes(len(CANARY))
