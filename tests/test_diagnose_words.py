"""Every reason that a technician can meet has words and a way on; columns stay in line."""

import ast
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from devices.status import Actor, Role
from kiosk.host.adapters import ADAPTERS
from kiosk.i18n import load_texts
from kiosk.upkeep.columns import aligned, width
from kiosk.upkeep.findings import SECTIONS, Trouble
from kiosk.upkeep.guide import Guide
from kiosk.upkeep.plan import PLAN, Trial
from printer.licence import reasons as licence_reasons
from tests.patience import unhurried
from tests.receipt_samples import ROOT
from tests.terminal_rig import terminal

__all__ = ["unhurried"]

GUIDE = Guide(load_texts(ROOT / "config" / "locale" / "zh-CN"))
UPKEEP = ROOT / "kiosk" / "upkeep"


def named_troubles(file: str) -> set[str]:
    """First arguments of ``Trouble(...)``, ``Failed(...)`` and ``Skipped(...)`` in a module."""
    names = set()
    for node in ast.walk(ast.parse((UPKEEP / file).read_text("utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            first = node.args[0] if node.args else None
            if node.func.id in ("Trouble", "Failed", "Skipped") and isinstance(first, ast.Constant):
                names.add(str(first.value))
    return names


OWN_REASONS = sorted(
    named_troubles("surroundings.py")
    | named_troubles("self_test.py")
    | named_troubles("device_round.py")
    | named_troubles("running_host.py")
    | {"platform-away", "platform-refuses", "picture-too-dark", "picture-too-bright"}
)
PRINTER_REASONS = sorted(licence_reasons._STOPPING | licence_reasons._WARNING)


def test_the_collection_of_reasons_is_not_empty() -> None:
    assert {"sheets-uncertain", "disk-full", "test-unfinished", "board-missing"} <= set(OWN_REASONS)
    assert len(PRINTER_REASONS) > 20


@pytest.mark.parametrize("reason", [*OWN_REASONS, *PRINTER_REASONS])
def test_a_reason_has_words(reason: str) -> None:
    assert GUIDE.wrong(reason) != reason


@pytest.mark.parametrize("reason", PRINTER_REASONS)
def test_a_printers_reason_has_a_way_on_of_its_own(reason: str) -> None:
    trouble = Trouble(reason, Actor.TECHNICIAN)
    assert GUIDE.todo(Role.LICENCE_PRINTER, trouble) != GUIDE.label("then.technician")


@pytest.mark.parametrize("where", [*SECTIONS, *{each.role for each in ADAPTERS.values()}])
def test_a_place_has_a_name(where: str) -> None:
    assert GUIDE.place(where) != where


@pytest.mark.parametrize("trial", [trial for trials in PLAN.values() for trial in trials])
def test_a_trial_has_a_name_and_what_a_person_does(trial: Trial) -> None:
    assert GUIDE.label(f"trial.{trial.name}")
    assert not trial.is_attended or GUIDE.label(f"ask.{trial.name}")


@pytest.mark.parametrize("actor", list(Actor))
def test_an_actor_has_a_name_and_something_to_do(actor: Actor) -> None:
    assert GUIDE.actor(actor) != actor
    assert GUIDE.todo("id-reader", Trouble("never-heard-of", actor))


def test_a_reason_that_nobody_has_words_for_is_shown_as_it_is() -> None:
    assert GUIDE.wrong("never-heard-of") == "never-heard-of"


def test_chinese_columns_begin_below_each_other() -> None:
    rows = [("设备", "问题", "x"), ("id-reader", "-", "y"), ("机", "找不到端口", "z")]
    lines = list(aligned(rows))
    for (_, _, mark), (_, _, other), (line, below) in zip(
        rows[:-1], rows[1:], pairwise(lines), strict=True
    ):
        assert width(line[: line.rindex(mark)]) == width(below[: below.rindex(other)])


def test_all_words_of_the_report_are_used(tmp_path: Path) -> None:
    """A label that no module asks for is a leftover."""
    sources = "".join(file.read_text("utf-8") for file in UPKEEP.glob("*.py"))
    known = GUIDE.texts.keys()
    free = {key for key in known if key.startswith("diagnose.") and key.count(".") == 1}
    assert free
    assert {key for key in free if f'"{key.removeprefix("diagnose.")}"' not in sources} == set()


@pytest.mark.usefixtures("unhurried")
def test_every_key_of_the_document_is_in_the_technicians_handbook(tmp_path: Path) -> None:
    handbook = (ROOT / "docs" / "technician.md").read_text("utf-8")
    with terminal(tmp_path) as here:
        here.receipt_printer().actions["paper_out"]()
        document = here.diagnose().document
    missing = {key for key in keys_of(document) if f"`{key}`" not in handbook}
    assert missing == set()


def keys_of(value: object) -> Iterator[str]:
    """Keys at any depth; facts belong to the device and are listed apart."""
    match value:
        case dict():
            for key, inner in value.items():
                yield key
                yield from keys_of({} if key == "facts" else inner)
        case list():
            for inner in value:
                yield from keys_of(inner)
