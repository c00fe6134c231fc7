"""Without the platform's word that nobody else prints it, nothing is sent."""

from pathlib import Path

from kiosk.paper.events import PrintRefused, Refusal, SheetPrinted
from tests.fakes.licence_printer import FakeLicencePrinter
from tests.paper_rig import paper_rig


def test_result_claimed_elsewhere_is_not_printed(tmp_path: Path) -> None:
    printer = FakeLicencePrinter()
    with paper_rig(tmp_path, printer) as rig:
        rig.desk.claimed.add("result-1")
        assert rig.print_once() == PrintRefused(Refusal.ALREADY_CLAIMED)
        assert rig.ledger.unfinished() == ()
    assert printer.submissions == []


def test_platform_away_means_no_paper(tmp_path: Path) -> None:
    printer = FakeLicencePrinter()
    with paper_rig(tmp_path, printer) as rig:
        rig.desk.away = True
        assert rig.print_once() == PrintRefused(Refusal.PLATFORM_AWAY)
    assert printer.submissions == []


def test_claim_token_stays_with_the_sheet(tmp_path: Path) -> None:
    with paper_rig(tmp_path, FakeLicencePrinter()) as rig:
        end = rig.print_once()
        assert isinstance(end, SheetPrinted)
        assert end.attempt.claim_token == "token-1"


def test_second_claim_of_the_same_result_prints_nothing(tmp_path: Path) -> None:
    printer = FakeLicencePrinter()
    with paper_rig(tmp_path, printer) as rig:
        rig.print_once()
        assert rig.print_once() == PrintRefused(Refusal.ALREADY_CLAIMED)
        rig.desk.claimed.clear()
        assert rig.print_once() == PrintRefused(Refusal.ALREADY_ISSUED)
    assert len(printer.sheets) == 1
