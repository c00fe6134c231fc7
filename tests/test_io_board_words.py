"""Everything that a board or its box can complain of has words for all who read of it."""

import pytest

from devices.io_board import condition, line, modbus_board
from devices.transport import transport
from kiosk.i18n import load_texts
from kiosk.upkeep.guide import Guide
from tests.receipt_samples import ROOT

WORDS = load_texts(ROOT / "config" / "locale" / "zh-CN")
OF_THE_BOX = (
    *condition.OUT_OF_SERVICE,
    condition.UPS_POWERING,
    condition.UPS_CHARGING,
    condition.WARM,
)
OF_THE_BOARD = (
    line.NOT_ANSWERING,
    line.GARBLED,
    line.OTHER_UNIT,
    modbus_board.MAP_REFUSED,
    modbus_board.BOARD_FAILED,
    modbus_board.LIGHTS_STUCK,
)
OF_THE_WIRE = (
    transport.NO_SUCH_PORT,
    transport.PORT_BUSY,
    transport.PORT_FORBIDDEN,
    transport.NOT_A_PORT,
    transport.NOT_OPEN,
    transport.UNPLUGGED,
    transport.WRITE_STALLED,
)


@pytest.mark.parametrize("reason", sorted({*OF_THE_BOX, *OF_THE_BOARD, *OF_THE_WIRE}))
def test_reason_is_said_to_citizen_host_staff_and_technician(reason: str) -> None:
    for reader in ("device", "staff", "guide"):
        assert f"{reader}.io-board.{reason}" in WORDS
    assert Guide(WORDS).wrong(reason) != reason


@pytest.mark.parametrize("reason", sorted({*OF_THE_BOARD, *OF_THE_WIRE} - {transport.NOT_OPEN}))
def test_host_staff_are_told_that_a_board_alone_stops_nothing(reason: str) -> None:
    assert WORDS(f"staff.io-board.{reason}").startswith("不影响办事")
