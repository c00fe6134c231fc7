"""The board of a killed host names a process that may be anybody's: it is not the next host's."""

import json
import random

from kiosk.clock import SystemClock
from kiosk.host.host import Host
from kiosk.host.settings import load_setup
from kiosk.paper.ledger import CustodyLedger
from kiosk.upkeep.running_host import BOARD_FILE, look_for_host
from tests.receipt_samples import ROOT
from tests.terminal_rig import terminal
from tests.test_host_clerk import _visit_that_says_nothing

SOMEBODY = 1


def test_host_that_has_the_books_is_never_seen_with_the_board_of_a_killed_one(tmp_path):
    with terminal(tmp_path) as here:
        here.state.mkdir(parents=True)
        left = {"pid": SOMEBODY, "at": "2026-04-02T13:40:00+00:00", "devices": []}
        (here.state / BOARD_FILE).write_text(json.dumps(left))
        setup = load_setup(here.settings_file, ROOT)
        made = Host(setup, SystemClock(), _visit_that_says_nothing, random.Random(7))
        try:
            found, _ = look_for_host(here.state)
            assert found.is_running
            assert found.pid is None
            assert [one.reason for one in found.troubles] == ["board-missing"]
        finally:
            made.stop()
            made.run()


def test_host_that_ends_frees_the_books_after_its_board_is_down(tmp_path, monkeypatch):
    with terminal(tmp_path) as here:
        setup = load_setup(here.settings_file, ROOT)
        made = Host(setup, SystemClock(), _visit_that_says_nothing, random.Random(7))
        boards_when_free = []
        close = CustodyLedger.close

        def freed(ledger):
            boards_when_free.append((here.state / BOARD_FILE).exists())
            close(ledger)

        monkeypatch.setattr(CustodyLedger, "close", freed)
        (here.state / BOARD_FILE).write_text("{}")
        made.stop()
        made.run()
        assert boards_when_free == [False]
