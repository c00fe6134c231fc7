"""What every ``ReceiptPrinter`` must do: the suite is in ``devices/conformance``.

Real hardware passes the same list with ``-m hardware``; it needs paper in and the cover closed.
"""

from typing import Any

from devices.conformance.kit import Check
from devices.status import Role
from tests.conformance import hands_of, keep, promises


class ReceiptPrinterConformance:
    """Needs a fixture ``bench``: an open ``printer``, and the ``virtual`` device behind it."""

    @promises(Role.RECEIPT_PRINTER)
    def test_it(self, bench: Any, check: Check) -> None:
        keep(check, bench.printer, hands_of(Role.RECEIPT_PRINTER, bench))
