"""Both page scanners by the suite of their role: SANE's test backend, and eSCL through airscan."""

import pytest

from tests.conformance_page_scanner import PageScannerConformance
from tests.sane_rig import EsclRig, SaneRig


class TestSane(PageScannerConformance):
    @pytest.fixture
    def rig(self, tmp_path):
        made = SaneRig(tmp_path)
        made.sheets = 10  # the test backend's feeder, always
        return made


class TestEscl(PageScannerConformance):
    @pytest.fixture
    def rig(self):
        made = EsclRig()
        made.virtual.lay("property-certificate")
        made.virtual.load("lease")
        made.sheets = 3
        yield made
        made.close()
