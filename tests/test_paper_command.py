"""``run_kiosk.py paper``: staff write in the books, with a host and without; what does not balance
is refused, and every deed has a name.
"""

import argparse
import contextlib
import io
import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, redirect_stdout
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

import run_kiosk
from devices.ports import JobTicket
from kiosk.clock import SystemClock
from kiosk.host.clerk_door import make_clerk_door
from kiosk.host.hub import Hub
from kiosk.paper.ledger import CustodyLedger
from kiosk.paper.sheets import Attempt, SheetOrder
from kiosk.upkeep.paper_arguments import add_arguments
from kiosk.upkeep.paper_clerk import BooksShown, ShowBooks
from kiosk.upkeep.paper_command import ask_of, consult, exit_code, lines_of
from kiosk.upkeep.staff.audit import Audit
from tests.receipt_samples import WORDS
from tests.terminal_rig import Terminal, terminal

BY = ("--by", "T-118")
CLOCK = SystemClock()


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Terminal]:
    with terminal(tmp_path) as made:
        made.state.mkdir()
        yield made


@contextmanager
def books(here: Terminal) -> Iterator[CustodyLedger]:
    with closing(CustodyLedger(here.state / "paper.sqlite", CLOCK)) as ledger:
        yield ledger


@pytest.fixture
def stocked(here: Terminal) -> Terminal:
    with books(here) as ledger:
        ledger.load_stock("QH00000431", 40, "settings")
    return here


_PARSER = argparse.ArgumentParser()
add_arguments(_PARSER)


def paper(here: Terminal, *words: str) -> tuple[int, str]:
    """The command without the reading of settings and texts, which takes longer than all else."""
    answer = consult(here.state, CLOCK, ask_of(_PARSER.parse_args(words)))
    return exit_code(answer), "\n".join(lines_of(answer, WORDS))


def at_the_shell(here: Terminal, *words: str) -> tuple[int, str]:
    out = io.StringIO()
    with redirect_stdout(out):
        code = run_kiosk.main(["paper", "--settings", str(here.settings_file), *words])
    return code, out.getvalue()


def shown(here: Terminal) -> dict[str, Any]:
    answer = consult(here.state, CLOCK, ShowBooks())
    assert isinstance(answer, BooksShown)
    return asdict(answer)


def begun(ledger: CustodyLedger, number: str, *, numbered: bool = True) -> Attempt:
    order = SheetOrder(number, 1, "case-1", "result-1", 1, numbered)
    reserved = ledger.reserve(order, "token")
    assert isinstance(reserved, Attempt)
    return ledger.begin(reserved.attempt_id)


def uncertain(here: Terminal, *, numbered: bool = True) -> None:
    with books(here) as ledger:
        ledger.doubt(begun(ledger, "N-1", numbered=numbered).attempt_id, "printer-restarted")


def printed(here: Terminal) -> None:
    with books(here) as ledger:
        attempt = begun(ledger, "N-1")
        ledger.accept(attempt.attempt_id, JobTicket("N-1-1", "urn:uuid:1", 1, 5))
        ledger.confirm(attempt.attempt_id)


def history(here: Terminal) -> list[str]:
    with closing(sqlite3.connect(here.state / "paper.sqlite")) as db:
        return [what for (what,) in db.execute("SELECT what FROM ledger ORDER BY line")]


def audit(here: Terminal) -> list[tuple[str, str, str]]:
    lines = Audit(here.state / "staff" / "audit.log", CLOCK).lines()
    return [(line.number, line.deed, line.detail) for line in lines]


# --- what is done -------------------------------------------------------------------------------


def test_front_door_leads_to_the_books(stocked: Terminal) -> None:
    assert at_the_shell(stocked, "spoil", "QH00000431", *BY)[0] == 0
    code, text = at_the_shell(stocked, "show", "--json")
    assert (code, json.loads(text)["spoiled"]) == (0, 1)
    code, text = at_the_shell(stocked, "load", "QH00000440", "5", *BY)
    assert (code, "这些号已经登记过了" in text) == (1, True)


def test_show_tells_what_should_lie_in_the_tray(stocked: Terminal) -> None:
    code, text = paper(stocked, "show")
    assert code == 0
    assert "还有 40" in text
    assert "纸盒最上面一张应该是 QH00000431" in text
    assert "QH00000431 到 QH00000470，40 张" in text


def test_later_stack_is_booked_behind_the_first(stocked: Terminal) -> None:
    code, text = paper(stocked, "load", "QH00000471", "40", "--counted", "80", *BY)
    assert (code, "装入 QH00000471..QH00000510" in text) == (0, True)
    seen = shown(stocked)
    assert (seen["remaining"], seen["is_balanced"]) == (80, True)
    assert [stack["next_serial"] for stack in seen["stacks"]] == ["QH00000431", "QH00000471"]
    assert audit(stocked) == [("T-118", "sheets-loaded", "QH00000471..QH00000510")]
    assert "loaded QH00000471..QH00000510 by T-118" in history(stocked)


def test_damaged_blank_on_top_is_written_off(stocked: Terminal) -> None:
    code, text = paper(stocked, "spoil", "QH00000431", "--reason", "creased", *BY)
    assert (code, "纸盒最上面一张应该是 QH00000432" in text) == (0, True)
    assert shown(stocked)["spoiled"] == 1
    assert audit(stocked) == [("T-118", "sheet-spoiled", "QH00000431 creased")]


def test_printed_sheet_that_was_smudged_is_written_off(stocked: Terminal) -> None:
    printed(stocked)
    assert paper(stocked, "spoil", "QH00000431", *BY)[0] == 0
    seen = shown(stocked)
    assert (seen["printed"], seen["spoiled"], seen["is_balanced"]) == (0, 1, True)


@pytest.mark.parametrize(
    ("fate", "printed_count", "spoiled_count"), [("found", 1, 0), ("destroyed", 0, 1)]
)
def test_uncertain_sheet_is_settled_by_the_person_who_looked(
    stocked: Terminal, fate: str, printed_count: int, spoiled_count: int
) -> None:
    uncertain(stocked)
    code, text = paper(stocked, "show")
    assert (code, "要有人去找：QH00000431" in text) == (1, True)
    code, _ = paper(stocked, "settle", "QH00000431", fate, "--top", "QH00000432", *BY)
    assert code == 0
    seen = shown(stocked)
    assert (seen["printed"], seen["spoiled"]) == (printed_count, spoiled_count)
    assert (seen["waiting"], seen["is_balanced"]) == ((), True)
    assert audit(stocked) == [("T-118", "sheet-settled", f"QH00000431 {fate}")]


def test_uncertain_sheet_without_serial_is_settled_by_its_number(stocked: Terminal) -> None:
    uncertain(stocked, numbered=False)
    (waiting,) = shown(stocked)["waiting"]
    assert waiting["name"] == "@1"
    assert paper(stocked, "settle", "@1", "found", *BY)[0] == 0
    assert paper(stocked, "show")[0] == 0


# --- what is refused ----------------------------------------------------------------------------

REFUSALS = [
    (("load", "QH00000470", "5", *BY), "这些号已经登记过了"),
    (("load", "QH00000471", "0", *BY), "张数不对"),
    (("load", "纸", "5", *BY), "起始号不像纸号"),
    (("load", "QH00000471", "40", "--counted", "79", *BY), "数出来的张数和账对不上"),
    (("load", "QH00000471", "40", "--by", "张三"), "工号要像 T-118 这样写"),
    (("spoil", "QH00000435", *BY), "账上最上面一张是 QH00000431"),
    (("spoil", "QH00000431", "--reason", "张三撕的", *BY), "原因写一个英文小写词"),
    (("settle", "QH00000431", "found", *BY), "账上没有这张"),
    (("settle", "@99", "found", *BY), "账上没有这张"),
]


@pytest.mark.parametrize(("words", "why"), REFUSALS, ids=[row[1] for row in REFUSALS])
def test_what_does_not_balance_is_refused_in_words(
    stocked: Terminal, words: tuple[str, ...], why: str
) -> None:
    before = shown(stocked), history(stocked)
    code, text = paper(stocked, *words)
    assert (code, text.startswith("没有记：")) == (1, True)
    assert why in text
    assert (shown(stocked), history(stocked)) == before
    assert audit(stocked) == []


@pytest.mark.parametrize("top", ["QH00000431", "QH00000433", ""])
def test_wrong_serial_on_top_settles_nothing(stocked: Terminal, top: str) -> None:
    uncertain(stocked)
    code, text = paper(stocked, "settle", "QH00000431", "destroyed", "--top", top, *BY)
    assert (code, "账上最上面一张应该是 QH00000432" in text) == (1, True)
    assert shown(stocked)["uncertain"] == 1


def test_uncertain_sheet_cannot_be_written_off_without_looking(stocked: Terminal) -> None:
    uncertain(stocked)
    code, text = paper(stocked, "spoil", "QH00000431", *BY)
    assert (code, "用 settle 记" in text) == (1, True)


def test_sheet_under_way_is_left_to_the_printer(stocked: Terminal) -> None:
    with books(stocked) as ledger:
        begun(ledger, "N-1")
    for sheet in ("QH00000431", "QH00000432"):
        code, text = paper(stocked, "spoil", sheet, *BY)
        assert (code, "正在打一张" in text) == (1, True)


def test_sheet_in_the_citizens_hand_stays_theirs(stocked: Terminal) -> None:
    printed(stocked)
    with books(stocked) as ledger:
        ledger.hand_over(1)
    assert "已经交给办事的人" in paper(stocked, "spoil", "QH00000431", *BY)[1]
    assert "这张不用找" in paper(stocked, "settle", "QH00000431", "found", *BY)[1]


def test_second_word_about_a_sheet_changes_nothing(stocked: Terminal) -> None:
    uncertain(stocked)
    settle = ("settle", "QH00000431", "destroyed", "--top", "QH00000432", *BY)
    assert paper(stocked, *settle)[0] == 0
    assert "账上清楚" in paper(stocked, *settle)[1]
    assert "早就作废" in paper(stocked, "spoil", "QH00000431", *BY)[1]


def test_changed_history_takes_no_more_lines(stocked: Terminal) -> None:
    with closing(sqlite3.connect(stocked.state / "paper.sqlite")) as db, db:
        db.execute("DROP TRIGGER ledger_never_changes")
        db.execute("UPDATE ledger SET what = 'nothing happened' WHERE line = 1")
    code, text = paper(stocked, "show")
    assert (code, "账被人改过" in text) == (1, True)
    assert "账被人改过" in paper(stocked, "load", "QH00000471", "5", *BY)[1]


def test_books_that_do_not_balance_take_no_more_lines(stocked: Terminal) -> None:
    with closing(sqlite3.connect(stocked.state / "paper.sqlite")) as db, db:
        db.execute("UPDATE stock SET used = used + 1")
    assert "账不平" in paper(stocked, "show")[1]
    assert "账不平" in paper(stocked, "load", "QH00000471", "5", *BY)[1]


def test_terminal_that_was_never_started_has_no_books(here: Terminal) -> None:
    code, text = paper(here, "load", "QH00000471", "5", *BY)
    assert (code, "还没有账本" in text) == (1, True)
    assert not (here.state / "paper.sqlite").exists()


def test_stranger_to_the_staff_register_writes_nothing(stocked: Terminal) -> None:
    folder = stocked.state / "staff"
    folder.mkdir(parents=True)
    member = {"number": "T-7", "role": "technician", "tokens": ["x"], "pin_hash": "h" * 20}
    (folder / "register.json").write_text(json.dumps({"version": 1, "members": [member]}))
    assert "名册里没有这个工号" in paper(stocked, "load", "QH00000471", "5", *BY)[1]
    assert paper(stocked, "load", "QH00000471", "5", "--by", "T-7")[0] == 0


# --- beside a running host ----------------------------------------------------------------------


@contextmanager
def host_at(here: Terminal) -> Iterator[list[str]]:
    """The part of a host that has the books: its ledger, its loop, its door."""
    told: list[str] = []
    with books(here) as ledger:
        hub = Hub()
        door = make_clerk_door(hub, ledger, here.state, CLOCK, lambda: told.append("report"))
        door.open()
        loop = threading.Thread(target=hub.run, args=(_no_event, lambda: None), name="host-loop")
        loop.start()
        try:
            yield told
        finally:
            hub.stop()
            loop.join()
            door.close()
            hub.close()


def _no_event(_: object) -> None:
    """Nobody posts here."""


def test_beside_a_host_it_is_the_host_that_writes(stocked: Terminal) -> None:
    uncertain(stocked)
    with host_at(stocked) as told:
        assert paper(stocked, "load", "QH00000471", "40", *BY)[0] == 0
        settle = ("settle", "QH00000431", "found", "--top", "QH00000432", *BY)
        assert paper(stocked, *settle)[0] == 0
        assert told == ["report", "report"], "the platform is to hear of it"
        assert paper(stocked, *settle)[0] == 1
        seen = shown(stocked)
    assert (seen["remaining"], seen["printed"], seen["is_balanced"]) == (79, 1, True)
    assert [deed for _, deed, _ in audit(stocked)] == ["sheets-loaded", "sheet-settled"]
    assert not (stocked.state / "paper.socket").exists()


def test_host_that_holds_the_books_and_has_no_door_is_said(stocked: Terminal) -> None:
    with books(stocked):
        code, text = paper(stocked, "load", "QH00000471", "40", *BY)
    assert (code, "主机拿着账本，没有回答" in text) == (1, True)


def test_door_of_a_killed_host_is_replaced_by_the_next(stocked: Terminal) -> None:
    (stocked.state / "paper.socket").touch()
    with host_at(stocked):
        assert paper(stocked, "show")[0] == 0


def test_noise_at_the_door_ends_only_that_caller(stocked: Terminal) -> None:
    import socket

    from kiosk.host.clerk_door import short_path
    from kiosk.host.wire import Channel
    from kiosk.upkeep.paper_clerk import CLERK_CODEC, NotWritten

    with host_at(stocked):
        for noise in (b"\0" * 8, b"\0\0\0\2\0\0\0\0{}", b"\xff" * 64):
            with short_path(stocked.state) as place, socket.socket(socket.AF_UNIX) as caller:
                caller.settimeout(30)
                caller.connect(place)
                caller.sendall(noise)
                with contextlib.suppress(ConnectionResetError):
                    assert caller.recv(16) == b""
        with short_path(stocked.state) as place, socket.socket(socket.AF_UNIX) as caller:
            caller.connect(place)
            Channel(caller, CLERK_CODEC).send(NotWritten("an answer, not an ask"))
        assert paper(stocked, "show")[0] == 0
