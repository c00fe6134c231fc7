"""The status slip: every device and how it is, on real paper; nothing of any person."""

from datetime import UTC, datetime

from devices.status import Actor, Attention, Busy, DeviceReport, Ready, Role, State, Unavailable
from kiosk.i18n import load_texts
from kiosk.upkeep.guide import Guide
from kiosk.upkeep.slip import encoded_status_slip, status_slip
from printer.document import Field, Fields, Paragraph
from printer.receipt.commands import COMPLETION_BARRIER
from tests.receipt_samples import ROOT
from tests.window.service_story import IDENTITY

AT = datetime(2026, 4, 2, 14, 26, 8, tzinfo=UTC)
GUIDE = Guide(load_texts(ROOT / "config" / "locale" / "zh-CN"))
STATES = (
    (Role.ID_READER, Unavailable(State.NO_DEVICE, "unplugged", Actor.TECHNICIAN, AT), "线被拔掉了"),
    (Role.RECEIPT_PRINTER, Attention("media-low", Actor.HOST_STAFF, AT), "纸快用完"),
    (Role.QR_SCANNER, Busy(AT), "正在工作"),
    (Role.IO_BOARD, Ready(), "正常"),
)
REPORTS = tuple(DeviceReport(role.value, role, "x", status) for role, status, _ in STATES)


def rows():
    blocks = status_slip(IDENTITY, AT, GUIDE, REPORTS).elements
    return [row for block in blocks if isinstance(block, Fields) for row in block.rows]


def test_every_device_is_on_it_with_its_state():
    told = {row.label: row.value for row in rows()}
    for role, _, words in STATES:
        assert told[GUIDE.place(role)] == words


def test_it_says_which_terminal_and_that_it_is_no_receipt():
    assert rows()[0] == Field("终端", f"{IDENTITY.name} {IDENTITY.id}")
    texts = [b.text for b in status_slip(IDENTITY, AT, GUIDE, REPORTS).elements
             if isinstance(b, Paragraph)]  # fmt: skip
    assert texts == ["设备状态", "状态条，不作任何凭证"]


def test_job_ends_with_the_barrier_that_proves_it_came_out():
    job = encoded_status_slip(IDENTITY, AT, GUIDE, REPORTS, ROOT / "config" / "fonts")
    assert job.endswith(COMPLETION_BARRIER)
    assert "线被拔掉了".encode("gb18030") in job
