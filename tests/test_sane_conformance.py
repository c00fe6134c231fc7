"""Page scanners by the suite of their role: SANE's test backend, and eSCL through airscan."""

import contextlib
import io

import pytest

import run_kiosk
from devices.status import Role
from tests.conformance import hands_of, keep, promises
from tests.conformance_page_scanner import PageScannerConformance
from tests.sane_rig import EsclRig, SaneRig
from tests.terminal_rig import terminal


class TestSane(PageScannerConformance):
    @pytest.fixture
    def rig(self, tmp_path):
        made = SaneRig(tmp_path)
        made.sheets = 10  # the test backend's feeder, always
        return made


@pytest.fixture
def network_scanner():
    made = EsclRig()
    yield made
    made.close()


@promises(Role.PAGE_SCANNER)
def test_the_network_scanner_keeps_the_promises_of_its_role(network_scanner, check):
    network_scanner.scanner.open()
    keep(check, network_scanner.scanner, hands_of(Role.PAGE_SCANNER, network_scanner))


def test_a_virtual_network_scanner_wins_silver(tmp_path):
    out = io.StringIO()
    with terminal(tmp_path) as here, contextlib.redirect_stdout(out):
        here.add("page-scanner", "escl", url="http://127.0.0.1:9/eSCL", resolution_dpi=75)
        settings = ["--settings", str(here.settings_file)]
        code = run_kiosk.main(["conform", *settings, "page-scanner", "--virtual"])
    assert code == 0, out.getvalue()
    assert "badge: silver" in out.getvalue()
