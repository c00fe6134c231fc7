"""What every ``Speaker`` must do: the suite is in ``devices/conformance/speaker.py``.

Subclass it and give the fixture ``bench``: an open ``speaker``, and hands by the names of
``tests/conformance.py`` or a ``virtual`` device.
"""

from typing import Any

from devices.conformance.kit import Check
from devices.status import Role
from tests.conformance import hands_of, keep, promises


class SpeakerConformance:
    """Needs a fixture ``bench`` that is plugged in."""

    @promises(Role.SPEAKER)
    def test_it(self, bench: Any, check: Check) -> None:
        keep(check, bench.speaker, hands_of(Role.SPEAKER, bench))
