"""Whatever a scanner complains of: a clause for the citizen, a step for staff and technician."""

import re
from pathlib import Path

import pytest

from devices.document_scanner import camera, http_camera
from devices.qr_scanner import serial_scanner
from devices.transport import hid_reports, transport
from tests.sample_visit import texts

CAMERA_REASONS = [
    reason
    for module in (camera, http_camera)
    for reason in re.findall(r'"(camera-[a-z]+)"', Path(module.__file__).read_text("utf-8"))
]
WIRE_REASONS = [
    value for name, value in vars(transport).items() if name.isupper() and isinstance(value, str)
]
REASONS = sorted({
    serial_scanner.NOT_ANSWERING,
    serial_scanner.TRIGGER_REFUSED,
    serial_scanner.SUFFIX_MISSING,
    serial_scanner.AIM_REFUSED,
    hid_reports.ONLY_A_KEYBOARD,
    *WIRE_REASONS,
    *CAMERA_REASONS,
})  # fmt: skip


@pytest.fixture(scope="module")
def words():  # type: ignore[no-untyped-def]
    return texts()


def test_the_reasons_are_found_in_the_code() -> None:
    assert {"unplugged", "camera-frozen", "camera-silent", "suffix-missing"} <= set(REASONS)


@pytest.mark.parametrize("reason", REASONS)
def test_each_reason_is_said_to_all_three(reason: str, words) -> None:  # type: ignore[no-untyped-def]
    assert words(f"device.qr-scanner.{reason}")
    assert words(f"guide.qr-scanner.{reason}")
    assert words(f"staff.qr-scanner.{reason}")
