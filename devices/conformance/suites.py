"""Which checks belong to which role."""

from collections.abc import Mapping

from devices.conformance import (
    document_scanner,
    id_reader,
    io_board,
    licence_printer,
    page_scanner,
    qr_scanner,
    receipt_printer,
    smart_card_reader,
    speaker,
)
from devices.conformance.kit import Check, common_checks
from devices.status import Role

SUITES: Mapping[Role, tuple[Check, ...]] = {
    Role.ID_READER: id_reader.CHECKS,
    Role.QR_SCANNER: qr_scanner.CHECKS,
    Role.DOCUMENT_SCANNER: document_scanner.CHECKS,
    Role.PAGE_SCANNER: page_scanner.CHECKS,
    Role.RECEIPT_PRINTER: receipt_printer.CHECKS,
    Role.LICENCE_PRINTER: licence_printer.CHECKS,
    Role.SMART_CARD_READER: smart_card_reader.CHECKS,
    Role.IO_BOARD: io_board.CHECKS,
    Role.SPEAKER: speaker.CHECKS,
}


def checks_of(role: Role) -> tuple[Check, ...]:
    """The suite of a role; what every device promises, where a role has none of its own."""
    return SUITES.get(role, common_checks())
