"""The wiring in the settings: read as it is meant, and every mistake in it said with its line."""

from dataclasses import replace
from pathlib import Path

import pytest

from devices.io_board.board_map import (
    Block,
    ContactPlace,
    GaugePlace,
    ModbusBoardSettings,
    Table,
    board_map,
    mistakes,
)
from devices.io_board.modbus_board import ModbusBoard
from devices.ports import Contact
from devices.registry import Plan
from devices.status import Role
from kiosk.clock import SystemClock
from kiosk.errors import DefinitionError
from kiosk.host.settings import load_setup
from tests.fakes.io_board_rig import WIRED

PROJECT = Path(__file__).resolve().parents[1]
DEMO = PROJECT / "config" / "settings" / "demo.yaml"
LOW = "        ups-low: {address: 4}\n"
READER = "        id-reader: 0\n"


def planned(folder: Path, text: str) -> Plan:
    file = folder / "settings.yaml"
    file.write_text(text, "utf-8")
    (plan,) = [plan for plan in load_setup(file, PROJECT).devices if plan.entry.id == "io-board"]
    return plan


def demo(old: str = "", new: str = "") -> str:
    text = DEMO.read_text("utf-8")
    assert text.count(old) == 1 or not old
    return text.replace(old, new) if old else text


def test_board_of_the_demo_is_wired_as_the_tests_are(tmp_path: Path) -> None:
    plan = planned(tmp_path, demo())
    assert plan.options == replace(WIRED, port=str(PROJECT / "run/dev/io-board"), baud=9600)
    assert isinstance(plan.build(SystemClock()), ModbusBoard)


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        (LOW, LOW.replace("4", "3"), "ups-low:", "discrete-input 3 twice"),
        (READER, READER.replace("0", "4"), "licence-printer: 4", "coil 4 twice"),
        (LOW, LOW.replace("4", "70000"), "ups-low:", "0 to 65535"),
        (LOW, LOW.replace("ups-low", "moon-phase"), "moon-phase", "cabinet-door"),
        (LOW, LOW.replace("4}", "4, table: drawer}"), "drawer", "discrete-input"),
        (READER, READER.replace("id-reader", "io-board"), "io-board: 0", "no slot"),
        (READER, READER.replace("0", "left"), "id-reader: left", "integer"),
        ("      unit: 1\n", "      unit: 300\n", "unit: 300", "1 to 247"),
        ("      baud: 9600\n", "      baud: 9601\n", "baud: 9601", "one of"),
        ("counts_per_degree: 10", "counts_per_degree: 0", "temperature:", "greater than 0"),
        ("      unit: 1\n", "      colour: red\n", "colour: red", "unknown option"),
    ],
)  # fmt: skip
def test_slip_in_the_wiring_is_said_with_its_line(
    tmp_path: Path, old: str, new: str, line: str, said: str
) -> None:
    with pytest.raises(DefinitionError) as refused:
        planned(tmp_path, demo(old, new))
    lines = (tmp_path / "settings.yaml").read_text("utf-8").splitlines()
    assert any(
        said in problem.text and line in lines[problem.line - 1]
        for problem in refused.value.problems
    ), [str(problem) for problem in refused.value.problems]


def test_all_mistakes_of_a_wiring_are_said_at_once() -> None:
    wrong = replace(
        WIRED,
        unit=0,
        baud=1,
        contacts={Contact.TAMPER: ContactPlace(5), Contact.CABINET_DOOR: ContactPlace(5)},
        temperature=GaugePlace(-1, counts_per_degree=0.0),
        lights={Role.IO_BOARD: 0, Role.ID_READER: 2500},
    )
    assert {place for place, _ in mistakes(wrong)} == {
        ("unit",),
        ("baud",),
        ("contacts", "cabinet-door", "address"),
        ("temperature", "counts_per_degree"),
        ("temperature", "address"),
        ("lights", "io-board"),
        ("contacts",),  # the lamps lie further apart than one answer reaches
    }


def test_board_with_nothing_wired_to_it_is_a_mistake() -> None:
    assert [place for place, _ in mistakes(ModbusBoardSettings("port"))] == [("contacts",)]


def test_each_table_is_read_with_one_question() -> None:
    contacts = {
        Contact.CABINET_DOOR: ContactPlace(7),
        Contact.TAMPER: ContactPlace(3),
        Contact.PROXIMITY: ContactPlace(40, "coil"),
    }
    gauge = GaugePlace(12, "holding-register")
    wired = board_map(replace(WIRED, contacts=contacts, temperature=gauge))
    assert set(wired.input_blocks) == {
        Block(Table.DISCRETE_INPUT, 3, 5),
        Block(Table.COIL, 40, 1),
        Block(Table.HOLDING_REGISTER, 12, 1),
    }
    assert wired.light_block == Block(Table.COIL, 0, len(WIRED.lights))
