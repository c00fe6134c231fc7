"""Slips of the technician: the test slip, to see that the printer is well, and the status slip.

Owns what stands on them: nothing of any person, and nothing that could be taken for a receipt.
"""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from config.terminal import Identity
from devices.status import Busy, DeviceReport
from kiosk.upkeep.device_round import trouble_of
from kiosk.upkeep.guide import Guide
from kiosk.upkeep.test_page import WIDTH_PX, chart
from printer.document import (
    Align,
    Cut,
    Document,
    Field,
    Fields,
    Paragraph,
    Picture,
    QrCode,
    Rule,
    Size,
)
from printer.receipt.encoder import EncoderSettings, ReceiptEncoder

_FONT = "NotoSansCJKsc-Regular.otf"


def trial_slip(terminal: Identity, at: datetime, guide: Guide) -> Document:
    """Large and small Chinese, Latin, digits, the chart, a code, the cut."""
    return Document(
        (
            Paragraph(guide.label("slip.title"), Size.LARGE, Align.CENTRE, bold=True),
            Fields(_head(terminal, at, guide)),
            Rule(),
            Paragraph(guide.label("slip.even"), Size.NORMAL, Align.CENTRE),
            Picture(WIDTH_PX, chart().tobytes()),
            Paragraph(guide.label("slip.number", id=terminal.id), Size.NORMAL, Align.CENTRE),
            Paragraph(guide.label("slip.sample")),
            QrCode(slip_code(terminal).decode()),
            Paragraph(guide.label("slip.void"), Size.NORMAL, Align.CENTRE),
            Cut(),
        )
    )


def status_slip(
    terminal: Identity, at: datetime, guide: Guide, reports: Iterable[DeviceReport]
) -> Document:
    """How every device is at this moment, to take along or to leave in the cabinet."""
    rows = tuple(Field(guide.place(one.role), _state(one, guide)) for one in reports)
    return Document(
        (
            Paragraph(guide.label("status-slip.title"), Size.LARGE, Align.CENTRE, bold=True),
            Fields(_head(terminal, at, guide)),
            Rule(),
            Fields(rows),
            Rule(),
            Paragraph(guide.label("status-slip.void"), Size.NORMAL, Align.CENTRE),
            Cut(),
        )
    )


def _head(terminal: Identity, at: datetime, guide: Guide) -> tuple[Field, ...]:
    stamp = at.astimezone().strftime("%Y-%m-%d %H:%M:%S")
    return (
        Field(guide.label("slip.terminal"), f"{terminal.name} {terminal.id}"),
        Field(guide.label("slip.at"), stamp),
    )


def _state(report: DeviceReport, guide: Guide) -> str:
    trouble = trouble_of(report.status)
    if trouble is not None:
        return guide.wrong(trouble.reason)
    busy = isinstance(report.status, Busy)
    return guide.label("status-slip.busy" if busy else "status-slip.well")


def slip_code(terminal: Identity) -> bytes:
    """What the slip's code says, for the scanner that reads it back."""
    return f"OPENHALL-TEST {terminal.id}".encode()


def encoded_slip(terminal: Identity, at: datetime, guide: Guide, fonts: Path) -> bytearray:
    """The test slip as a job for the printer."""
    return _encoded(trial_slip(terminal, at, guide), fonts)


def encoded_status_slip(
    terminal: Identity,
    at: datetime,
    guide: Guide,
    reports: Iterable[DeviceReport],
    fonts: Path,
) -> bytearray:
    """The status slip as a job for the printer."""
    return _encoded(status_slip(terminal, at, guide, reports), fonts)


def _encoded(slip: Document, fonts: Path) -> bytearray:
    return ReceiptEncoder(EncoderSettings(fonts / _FONT)).encode(slip)
