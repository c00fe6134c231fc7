"""The Modbus board passes the suite of its port, in each wiring.

A real one: ``run_kiosk.py conform io-board``.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from devices.conformance.hands import Deed
from devices.conformance.kit import Check, Level
from devices.conformance.suites import checks_of
from devices.io_board import line
from devices.io_board.board_map import ContactPlace, ModbusBoardSettings
from devices.ports import Contact
from devices.status import Role
from tests.conformance import hands_of, keep
from tests.conformance_io_board import IoBoardConformance
from tests.fakes.io_board_rig import WIRED, PtyRig, pty_rig
from tests.patience import LIMIT_SECONDS


@pytest.fixture(autouse=True)
def _patient_line(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a loaded machine the board's thread answers when it gets its turn."""
    call = getattr(request.node, "callspec", None)
    check = call.params.get("check") if call is not None else None
    if check is None or Deed.FALL_SILENT not in check.needs:
        monkeypatch.setattr(line, "ANSWER_LIMIT_SECONDS", LIMIT_SECONDS)


class TestAtFullSpeed(IoBoardConformance):
    @pytest.fixture
    def bench(self, tmp_path: Path) -> Iterator[PtyRig]:
        with pty_rig(tmp_path) as rig:
            yield rig


def factory_wiring() -> ModbusBoardSettings:
    """9600 baud, lamps between which other relays are, a door wired to a relay's own input."""
    lights = {Role.ID_READER: 3, Role.RECEIPT_PRINTER: 7}
    contacts = {Contact.CABINET_DOOR: ContactPlace(12, "coil")}
    return replace(WIRED, baud=9600, unit=17, lights=lights, contacts=contacts)


WORKS = [check for check in checks_of(Role.IO_BOARD) if check.level is Level.BRONZE]


@pytest.mark.parametrize("check", WORKS, ids=[check.name for check in WORKS])
@pytest.mark.parametrize("knows_many", [True, False], ids=["all-at-once", "one-at-a-time"])
def test_board_as_it_leaves_the_factory(tmp_path: Path, check: Check, knows_many: bool) -> None:
    settings = factory_wiring() if knows_many else replace(WIRED, baud=9600)
    with pty_rig(tmp_path, settings) as rig:
        if not knows_many:
            rig.virtual.tables.unknown_functions.add(15)
        keep(check, rig.board, hands_of(Role.IO_BOARD, rig))


def test_lamps_go_out_with_the_driver_and_burn_again_with_it(tmp_path: Path) -> None:
    """What the suite cannot see: the lamps themselves."""
    with pty_rig(tmp_path) as rig:
        rig.board.set_lights(frozenset({Role.ID_READER}))
        assert rig.virtual.lit() == {"id-reader"}
        rig.board.close()
        assert rig.virtual.lit() == set()
        rig.board.open()
        assert rig.virtual.lit() == {"id-reader"}
