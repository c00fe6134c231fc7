"""What every ``IoBoard`` must do: the suite is in ``devices/conformance/io_board.py``.

Subclass it and give the fixture ``bench``: an open ``board`` in a box that lacks nothing, and hands
by the names of ``tests/conformance.py`` or a ``virtual`` device. For a real one the hands are a
person's.
"""

from typing import Any

from devices.conformance.kit import Check
from devices.status import Role
from tests.conformance import hands_of, keep, promises


class IoBoardConformance:
    """Needs a fixture ``bench`` with every lamp dark and the door closed."""

    @promises(Role.IO_BOARD)
    def test_it(self, bench: Any, check: Check) -> None:
        keep(check, bench.board, hands_of(Role.IO_BOARD, bench))
