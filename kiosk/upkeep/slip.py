"""The test slip: a few lines and a code, to see with one's own eyes that the printer is well.

Owns what stands on it: nothing of any person, and nothing that could be taken for a receipt.
"""

from datetime import datetime
from pathlib import Path

from config.terminal import Identity
from kiosk.upkeep.guide import Guide
from printer.document import Align, Cut, Document, Field, Fields, Paragraph, QrCode, Rule, Size
from printer.receipt.encoder import EncoderSettings, ReceiptEncoder

_FONT = "NotoSansCJKsc-Regular.otf"


def trial_slip(terminal: Identity, at: datetime, guide: Guide) -> Document:
    """Large and small Chinese, Latin, digits, a code, the cut."""
    stamp = at.astimezone().strftime("%Y-%m-%d %H:%M:%S")
    rows = (
        Field(guide.label("slip.terminal"), f"{terminal.name} {terminal.id}"),
        Field(guide.label("slip.at"), stamp),
    )
    return Document(
        (
            Paragraph(guide.label("slip.title"), Size.LARGE, Align.CENTRE, bold=True),
            Fields(rows),
            Rule(),
            Paragraph(guide.label("slip.sample")),
            QrCode(slip_code(terminal).decode()),
            Paragraph(guide.label("slip.void"), Size.NORMAL, Align.CENTRE),
            Cut(),
        )
    )


def slip_code(terminal: Identity) -> bytes:
    """What the slip's code says, for the scanner that reads it back."""
    return f"OPENHALL-TEST {terminal.id}".encode()


def encoded_slip(terminal: Identity, at: datetime, guide: Guide, fonts: Path) -> bytearray:
    """The slip as a job for the printer."""
    encoder = ReceiptEncoder(EncoderSettings(fonts / _FONT))
    return encoder.encode(trial_slip(terminal, at, guide))
