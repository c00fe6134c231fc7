"""What every ``SmartCardReader`` must do: the suite is in ``devices/conformance``.

Subclass it and give the fixture ``bench``: an open ``reader``, and hands by the names of
``tests/conformance.py`` or a ``virtual`` device. For a real one the hands are a person's. Cards of
real people are not for tests: a test card of the issuing office, or none.
"""

from typing import Any

from devices.conformance.kit import Check
from devices.status import Role
from tests.conformance import hands_of, keep, promises


class SmartCardReaderConformance:
    """Needs a fixture ``bench`` with nothing in it."""

    @promises(Role.SMART_CARD_READER)
    def test_it(self, bench: Any, check: Check) -> None:
        keep(check, bench.reader, hands_of(Role.SMART_CARD_READER, bench))
