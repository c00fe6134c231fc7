"""What every ``QrScanner`` must do: the suite is in ``devices/conformance/qr_scanner.py``.

Subclass it and give the fixture ``bench``: an open ``scanner``, and hands by the names of
``tests/conformance.py`` or a ``virtual`` device. For a real one the hands are a person's.
"""

from typing import Any

from devices.conformance.kit import Check
from devices.status import Role
from tests.conformance import hands_of, keep, promises


class QrScannerConformance:
    """Needs a fixture ``bench`` with nothing on it."""

    @promises(Role.QR_SCANNER)
    def test_it(self, bench: Any, check: Check) -> None:
        keep(check, bench.scanner, hands_of(Role.QR_SCANNER, bench))
