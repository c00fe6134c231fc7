"""What the terminal keeps: cases that wait, sheets that are lost, room, fonts."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from devices.status import Actor
from kiosk.clock import SystemClock
from kiosk.paper.ledger import CustodyLedger
from kiosk.upkeep.findings import Trouble
from kiosk.upkeep.surroundings import judge_disk
from kiosk.uplink.database import DurableDatabase
from kiosk.uplink.disk_guard import DiskLimits, DiskUse
from kiosk.uplink.items import Stored
from kiosk.uplink.outbox import Outbox, open_outbox
from kiosk.uplink.packet import new_key_pair
from kiosk.uplink.uplink import SCHEMA
from tests.fakes.case_maker import sealed_case
from tests.licence_samples import order
from tests.terminal_rig import Diagnosis, Terminal, terminal


class YesterdaysClock(SystemClock):
    """Five hours behind."""

    def wall(self) -> datetime:
        return super().wall() - timedelta(hours=5)


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Terminal]:
    with terminal(tmp_path) as terminal_:
        (terminal_.state / "outbox").mkdir(parents=True)
        yield terminal_


@contextmanager
def outbox_of(here: Terminal, clock: SystemClock | None = None) -> Iterator[Outbox]:
    folder = here.state / "outbox"
    with closing(DurableDatabase(folder / "outbox.sqlite", SCHEMA)) as database:
        limits = DiskLimits(ballast_bytes=4096)
        yield open_outbox(folder, clock or SystemClock(), database, limits)


@contextmanager
def ledger_of(here: Terminal, sheets: int = 40) -> Iterator[CustodyLedger]:
    with closing(CustodyLedger(here.state / "paper.sqlite", SystemClock())) as ledger:
        ledger.load_stock("QH00000431", sheets, "settings")
        yield ledger


def put_case(outbox: Outbox) -> Stored:
    case = sealed_case(new_key_pair().public)
    stored = outbox.put_case(case.header, case.packet)
    assert isinstance(stored, Stored)
    return stored


def lose_a_sheet(ledger: CustodyLedger) -> None:
    attempt = ledger.reserve(order(), "token")
    ledger.begin(attempt.attempt_id)  # type: ignore[union-attr]
    ledger.doubt(attempt.attempt_id, "power-cut")  # type: ignore[union-attr]


def troubles_at(found: Diagnosis, where: str) -> set[tuple[str, str]]:
    assert found.code != 0
    return found.troubles_at(where)


def test_a_case_that_waits_a_while_is_counted_and_nobodys_trouble(here: Terminal) -> None:
    with outbox_of(here) as outbox:
        put_case(outbox)
        put_case(outbox)
    found = here.diagnose()
    assert found.document["outbox"]["unsent"] == 2
    assert found.document["outbox"]["oldest_at"] is not None
    assert found.troubles_at("outbox") == set()


def test_a_case_in_the_senders_hand_still_waits(here: Terminal) -> None:
    with outbox_of(here) as outbox:
        assert outbox.lease(put_case(outbox).item_id) is not None
    assert here.diagnose().document["outbox"]["unsent"] == 1


def test_a_case_older_than_four_hours_needs_somebody(here: Terminal) -> None:
    with outbox_of(here, YesterdaysClock()) as outbox:
        put_case(outbox)
    assert troubles_at(here.diagnose(), "outbox") == {("cases-unsent-too-long", "technician")}


def test_a_parked_case_needs_somebody_at_once(here: Terminal) -> None:
    with outbox_of(here) as outbox:
        outbox.park(put_case(outbox).item_id, "fix-request")
    found = here.diagnose()
    assert (found.document["outbox"]["unsent"], found.document["outbox"]["parked"]) == (0, 1)
    assert troubles_at(found, "outbox") == {("cases-parked", "technician")}


def test_an_uncertain_sheet_is_named_by_its_blank_and_never_by_its_licence(here: Terminal) -> None:
    with ledger_of(here) as ledger:
        lose_a_sheet(ledger)
    found = here.diagnose()
    assert troubles_at(found, "paper") == {("sheets-uncertain", "host-staff")}
    assert found.document["paper"]["uncertain"] == 1
    (sheet,) = found.document["paper"]["lost_sheets"]
    assert (sheet["serial"], sheet["reason"]) == ("QH00000431", "power-cut")
    _, text = here.run()
    assert "QH00000431" in text
    assert order().number not in text + str(found.document)


@pytest.mark.parametrize(
    ("sheets", "troubles"),
    [(11, set()), (10, {("stock-low", "host-staff")}), (1, {("stock-low", "host-staff")})],
)
def test_a_thin_stack_is_told_before_it_is_empty(
    here: Terminal, sheets: int, troubles: set[tuple[str, str]]
) -> None:
    with ledger_of(here, sheets):
        pass
    found = here.diagnose()
    assert found.troubles_at("paper") == troubles
    assert found.document["paper"]["remaining"] == sheets


def test_an_empty_stack_is_the_staffs(here: Terminal) -> None:
    with ledger_of(here, 1) as ledger:
        ledger.spoil_blank("torn", "staff-7")
    assert troubles_at(here.diagnose(), "paper") == {("stock-empty", "host-staff")}


@pytest.mark.parametrize(
    ("name", "where"), [("outbox/outbox.sqlite", "outbox"), ("paper.sqlite", "paper")]
)
def test_a_damaged_book_is_told_and_not_touched(here: Terminal, name: str, where: str) -> None:
    (here.state / name).write_bytes(b"this is no database" * 100)
    assert troubles_at(here.diagnose(), where) == {("books-unreadable", "technician")}
    assert (here.state / name).read_bytes() == b"this is no database" * 100


def test_a_history_that_somebody_changed_is_found(here: Terminal) -> None:
    with ledger_of(here):
        pass
    with closing(sqlite3.connect(here.state / "paper.sqlite")) as db:
        db.execute("DROP TRIGGER ledger_never_changes")
        db.execute("UPDATE ledger SET what = 'loaded 4000 sheets'")
        db.commit()
    assert troubles_at(here.diagnose(), "paper") == {("history-changed", "technician")}


def test_looking_changes_nothing_in_the_books(here: Terminal) -> None:
    with outbox_of(here) as outbox:
        put_case(outbox)
    with ledger_of(here):
        pass
    files = [here.state / "paper.sqlite", here.state / "outbox" / "outbox.sqlite"]
    before = [file.read_bytes() for file in files]
    here.diagnose()
    assert [file.read_bytes() for file in files] == before
    with outbox_of(here) as outbox:
        assert outbox.backlog().unsent == 1


def test_missing_and_empty_fonts_are_named(here: Terminal, tmp_path: Path) -> None:
    here.fonts = tmp_path / "fonts"
    here.fonts.mkdir()
    (here.fonts / "NotoSansCJKsc-Regular.otf").touch()
    found = here.diagnose("--print")
    assert troubles_at(found, "fonts") == {("fonts-missing", "technician")}
    assert "NotoSansCJKsc-Regular.otf" in found.document["fonts"]["missing"]


@pytest.mark.parametrize(("free_bytes", "is_full"), [(16, False), (15, False), (14, True)])
def test_a_disk_is_full_where_the_outbox_takes_no_case(free_bytes: int, is_full: bool) -> None:
    found = judge_disk(DiskUse(100, free_bytes))
    assert found.troubles == ((Trouble("disk-full", Actor.TECHNICIAN),) if is_full else ())
