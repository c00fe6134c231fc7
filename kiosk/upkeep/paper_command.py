"""``run_kiosk.py paper``: the books of official paper, from a shell on the terminal.

Owns the way to the clerk (in this process, or in the running host, which holds the books) and the
words. Exit codes: 0 done, or nothing waits for a person; 1 not.
"""

import argparse
import json
import select
import socket
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import TextIO, assert_never

from kiosk.clock import Clock
from kiosk.errors import BrokenEnvironmentError, ProtocolViolationError
from kiosk.host.clerk_door import short_path
from kiosk.host.settings import Setup
from kiosk.host.wire import Channel, Frame
from kiosk.i18n import Texts, load_texts
from kiosk.paper.ledger import CustodyLedger
from kiosk.upkeep.paper_clerk import (
    CLERK_CODEC,
    Answer,
    Ask,
    BooksShown,
    LoadStack,
    NotWritten,
    PaperClerk,
    SettleSheet,
    ShowBooks,
    SpoilSheet,
    Written,
)
from kiosk.upkeep.running_host import PAPER_BOOKS
from kiosk.upkeep.staff.sign_in import StaffFiles
from kiosk.uplink.database import is_held

DONE, NOT_DONE = 0, 1
#: The host answers between two events; one that is this slow is not well.
_ANSWER_SECONDS = 15.0


def ask_of(options: argparse.Namespace) -> Ask:
    """What the command line means."""
    match options.deed:
        case "show":
            return ShowBooks()
        case "load":
            return LoadStack(options.first_serial, options.sheets, options.counted, options.by)
        case "spoil":
            return SpoilSheet(options.sheet, options.reason, options.by)
        case _:
            is_found = options.fate == "found"
            return SettleSheet(options.sheet, is_found, options.top, options.by)


def run(setup: Setup, clock: Clock, options: argparse.Namespace, out: TextIO) -> int:
    """One command: ask, say, and answer the exit code."""
    settings = setup.settings
    answer = consult(setup.path(settings.folders.state), clock, ask_of(options))
    if isinstance(answer, BooksShown) and options.json:
        json.dump(asdict(answer), out, ensure_ascii=False, indent=2)
        out.write("\n")
    else:
        words = load_texts(setup.path(settings.folders.locale) / settings.language)
        out.writelines(f"{line}\n" for line in lines_of(answer, words))
    return exit_code(answer)


def exit_code(answer: Answer) -> int:
    """What a script may rely on."""
    match answer:
        case BooksShown():
            return DONE if answer.is_well else NOT_DONE
        case Written():
            return DONE
        case NotWritten():
            return NOT_DONE
        case _:
            assert_never(answer)


def consult(state: Path, clock: Clock, ask: Ask) -> Answer:
    """Ask the clerk who has the books: the running host's, or one of our own."""
    books = state / PAPER_BOOKS
    try:
        if not books.exists():
            return NotWritten("no-books")
        if is_held(books):
            return _ask_host(state, ask)
        return _ask_here(books, clock, ask)
    except PermissionError:
        return NotWritten("state-forbidden")
    except BrokenEnvironmentError:
        # A host has just started, or the file is damaged: diagnose tells which.
        return NotWritten("books-not-open")


def _ask_here(books: Path, clock: Clock, ask: Ask) -> Answer:
    staff = StaffFiles.under(books.parent, clock)
    with closing(CustodyLedger(books, clock)) as ledger:
        return PaperClerk(ledger, staff.register, staff.audit).carry_out(ask)


def _ask_host(state: Path, ask: Ask) -> Answer:
    heard: list[Frame] = []
    with socket.socket(socket.AF_UNIX) as caller, short_path(state) as place:
        try:
            caller.settimeout(_ANSWER_SECONDS)
            caller.connect(place)
        except PermissionError:
            raise
        except OSError:
            return NotWritten("host-not-answering")
        channel = Channel(caller, CLERK_CODEC)
        channel.send(ask)
        try:
            while not heard and not channel.is_closed:
                if not select.select([caller], [], [], _ANSWER_SECONDS)[0]:
                    break
                channel.receive(heard.append)
        except ProtocolViolationError:
            return NotWritten("host-not-answering")
    # Whether it was written is not known then: the reader is told to look.
    answer = heard[0].message if heard else NotWritten("host-not-answering")
    return answer if isinstance(answer, Answer) else NotWritten("host-not-answering")


# --- words --------------------------------------------------------------------------------------


def lines_of(answer: Answer, words: Texts) -> list[str]:
    """The answer for whoever stands there."""
    match answer:
        case BooksShown():
            return _book_lines(answer, words)
        case Written(what=what, sheet=sheet, top=top):
            return [words(f"paper.written.{what}", sheet=sheet), _top(top, words)]
        case NotWritten(reason=reason, expected=expected):
            why = words(f"paper.refused.{reason}", top=expected or words("paper.nothing"))
            return [words("paper.not-written", why=why)]
        case _:
            assert_never(answer)


def _book_lines(books: BooksShown, words: Texts) -> list[str]:
    lines = [words("paper.count", **{
        name: getattr(books, name)
        for name in ("loaded", "remaining", "in_flight", "printed", "uncertain", "spoiled")
    })]  # fmt: skip
    lines.append(_top(books.stacks[0].next_serial if books.stacks else "", words))
    for stack in books.stacks:
        lines.append(
            words("paper.stack", first=stack.next_serial, last=stack.last_serial,
                  sheets=stack.remaining)
        )  # fmt: skip
    for sheet in books.waiting:
        lines.append(words("paper.waiting", name=sheet.name, reason=sheet.reason, at=sheet.since))
    if not books.is_balanced:
        lines.append(words("paper.refused.books-unbalanced"))
    if books.broken_line:
        lines.append(words("paper.refused.history-changed"))
    return lines


def _top(serial: str, words: Texts) -> str:
    return words("paper.top", serial=serial) if serial else words("paper.empty")
