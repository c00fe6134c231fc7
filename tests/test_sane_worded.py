"""Whatever a page scanner complains of: words for citizen, staff, technician and report."""

import re
from pathlib import Path

import pytest

from devices.document_scanner import sane_escl, sane_scanner
from devices.document_scanner.sane_status import REASONS
from tests.sample_visit import texts

GONE = {
    reason
    for module in (sane_escl, sane_scanner)
    for reason in re.findall(r'"([a-z]+(?:-[a-z]+)+)"', Path(module.__file__).read_text("utf-8"))
    if not reason.startswith("senses-")
}
ALL = sorted(REASONS | GONE)


@pytest.fixture(scope="module")
def words():
    return texts()


def test_the_reasons_are_found_in_the_code():
    assert {"scanner-absent", "media-jam", "not-answering", "not-unique"} <= set(ALL)


@pytest.mark.parametrize("reason", ALL)
def test_each_reason_is_said_to_all_three_and_in_the_report(reason, words):
    assert words(f"device.page-scanner.{reason}")
    assert words(f"guide.page-scanner.{reason}")
    assert words(f"staff.page-scanner.{reason}")
    assert words(f"diagnose.wrong.{reason}")
