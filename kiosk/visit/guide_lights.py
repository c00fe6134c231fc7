"""Which slot of the machine the citizen must use now: the light beside it burns. Pure.

Owns the table from what is on the screen to the slot; what a lamp is wired to is the board's. The
screen points at the machine, and the machine agrees.
"""

from devices.status import Role
from kiosk.visit.state import (
    Capture,
    Goodbye,
    Identify,
    ReceiptPhase,
    Scanning,
    Sheet,
    SheetPhase,
    Submitted,
    VisitState,
)

#: A receipt that is coming out, or lies in its slot.
_RECEIPT = (ReceiptPhase.PRINTING, ReceiptPhase.PRINTED)
#: A sheet that is coming out, or lies in its tray.
_SHEET = (SheetPhase.PRINTING, SheetPhase.TAKE)


def slot_in_use(state: VisitState) -> Role | None:
    """The slot whose light burns now; none on screens that ask nothing of hands at the machine."""
    match state.stage:
        case Identify():
            return Role.ID_READER
        case Scanning():
            return Role.QR_SCANNER
        case Capture(is_finishing=False) as stage:
            is_at_scanner = stage.scanning is not None or stage.is_camera_gone
            return Role.PAGE_SCANNER if is_at_scanner else Role.DOCUMENT_SCANNER
        case Submitted() if state.case is not None and state.case.receipt in _RECEIPT:
            return Role.RECEIPT_PRINTER
        case Sheet(phase=phase) if phase in _SHEET:
            return Role.LICENCE_PRINTER
        case Goodbye() if state.card_on_reader:
            # Whoever goes, or comes after, must see where the card lies.
            return Role.ID_READER
        case _:
            return None
