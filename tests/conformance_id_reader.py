"""What every ``IdReader`` must do: the suite is in ``devices/conformance/id_reader.py``.

Subclass it and give the fixture ``bench``: an open ``reader``, and hands by the names of
``tests/conformance.py`` or a ``virtual`` device. For a real one the hands are a person's.
"""

from typing import Any

from devices.conformance.kit import Check
from devices.status import Role
from tests.conformance import hands_of, keep, promises


class IdReaderConformance:
    """Needs a fixture ``bench`` with nothing on it."""

    @promises(Role.ID_READER)
    def test_it(self, bench: Any, check: Check) -> None:
        keep(check, bench.reader, hands_of(Role.ID_READER, bench))
