"""An official sheet: asked for once, taken, refused, waiting, or nobody can say."""

import pytest

from kiosk.host.messages import PaperResult, SheetTaken
from kiosk.visit import events, intents
from kiosk.visit.state import Rating, SheetPhase, Submitted
from tests.session_rig import CASE, RESULT, Sitting

PHASES = {
    PaperResult.STARTED: SheetPhase.PRINTING,
    PaperResult.WAITING: SheetPhase.WAITING,
    PaperResult.PRINTED: SheetPhase.TAKE,
    PaperResult.REFUSED: SheetPhase.REFUSED,
    PaperResult.UNCERTAIN: SheetPhase.UNCERTAIN,
}


def test_sheet_without_a_result_is_not_asked_for():
    visit = Sitting().accepted().do(intents.PrintLicence())
    assert isinstance(visit.stage, Submitted)
    assert not visit.effects


def test_sheet_is_asked_for_once():
    visit = Sitting().granted().do(intents.PrintLicence(), intents.PrintLicence())
    assert len(visit.asked(events.MakeSheet)) == 1


@pytest.mark.parametrize(("result", "phase"), PHASES.items())
def test_sheet_stands_as_the_printer_says(result, phase):
    visit = Sitting().at_sheet().sheet(result, "media-empty", "host-site")
    assert (visit.stage.phase, visit.stage.reason) == (phase, "media-empty")


def test_sheet_that_is_taken_is_told_and_leads_to_the_rating():
    visit = Sitting().at_sheet().sheet(PaperResult.PRINTED).do(intents.PaperTaken())
    assert visit.told(SheetTaken) == [SheetTaken(RESULT)]
    assert isinstance(visit.stage, Rating)


@pytest.mark.parametrize("result", [one for one in PHASES if one is not PaperResult.PRINTED])
def test_sheet_that_is_not_out_cannot_be_taken(result):
    visit = Sitting().at_sheet().sheet(result).do(intents.PaperTaken())
    assert not visit.told(SheetTaken)


@pytest.mark.parametrize("result", [one for one in PHASES if one is not PaperResult.REFUSED])
def test_sheet_that_may_be_out_is_not_printed_again(result):
    visit = Sitting().at_sheet().sheet(result).do(intents.PrintLicence())
    assert not visit.asked(events.MakeSheet)


def test_refused_sheet_can_be_tried_again_under_a_new_number():
    visit = Sitting().at_sheet()
    first = visit.stage.request_id
    visit.sheet(PaperResult.REFUSED, "paper-out").do(intents.PrintLicence())
    assert visit.asked(events.MakeSheet) == [events.MakeSheet(visit.stage.request_id)]
    assert visit.stage.request_id != first
    visit.do(events.PaperMoved(first, PaperResult.PRINTED, "", ""))
    assert visit.stage.phase is SheetPhase.PREPARING


@pytest.mark.parametrize("result", [PaperResult.REFUSED, PaperResult.UNCERTAIN])
def test_sheet_that_does_not_come_lets_the_citizen_go_on(result):
    visit = Sitting().at_sheet().sheet(result).do(intents.Continue())
    assert isinstance(visit.stage, Rating)


@pytest.mark.parametrize("last", [PaperResult.PRINTED, PaperResult.REFUSED, PaperResult.UNCERTAIN])
def test_last_word_about_a_sheet_stands(last):
    visit = Sitting().at_sheet().sheet(last)
    stage = visit.stage
    for echo in PaperResult:
        visit.sheet(echo)
    assert visit.stage == stage


def test_case_shows_the_number_of_its_result():
    visit = Sitting().granted().do(events.ResultReady(str(CASE), RESULT, "990102-0001"))
    assert visit.case.result_number == "990102-0001"
