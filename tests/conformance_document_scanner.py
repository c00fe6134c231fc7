"""What every ``DocumentScanner`` must do: the suite is in ``devices/conformance``.

``rig`` has ``scanner``, ``unplug()``, ``plug()``, and is torn down by its own fixture.
"""

from typing import Any

from devices.conformance.kit import Check
from devices.status import Role
from tests.conformance import hands_of, keep, promises


class DocumentScannerConformance:
    """Needs a fixture ``rig``."""

    @promises(Role.DOCUMENT_SCANNER)
    def test_it(self, rig: Any, check: Check) -> None:
        rig.scanner.open()
        keep(check, rig.scanner, hands_of(Role.DOCUMENT_SCANNER, rig))
