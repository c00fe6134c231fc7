"""A code is shown at the window: ours, somebody else's, none, or the window is gone."""

from devices.status import Role
from kiosk.host.messages import ScanCode, StopWaiting
from kiosk.visit import events, intents
from kiosk.visit.state import Envelope, Fault, Home, Scanning
from tests.session_rig import LIMITS, VIEW, Sitting, reports


def test_window_is_lit_and_asked_under_one_number():
    visit = Sitting().at_window()
    assert visit.told(ScanCode) == [ScanCode(visit.stage.request_id, LIMITS.identify_seconds)]


def test_refused_code_says_why_and_waits_for_the_next():
    visit = Sitting().at_window()
    before = visit.stage.request_id
    visit.do(events.CodeRefused(before, "visit.code.web"))
    assert visit.stage.trouble == "visit.code.web"
    assert visit.told(ScanCode)[0].request_id == visit.stage.request_id != before


def test_no_code_in_time_keeps_what_was_said():
    visit = Sitting().at_window()
    visit.do(events.CodeRefused(visit.stage.request_id, "visit.code.web"))
    visit.do(events.CodeNotRead(visit.stage.request_id, is_scanner_gone=False))
    assert visit.stage.trouble == "visit.code.web"
    assert len(visit.told(ScanCode)) == 1


def test_answers_to_an_older_request_change_nothing():
    visit = Sitting().at_window()
    old = visit.stage.request_id
    visit.do(intents.Back(), intents.OpenTool(intents.Tool.SCAN))
    now = visit.state
    visit.do(
        events.CodeRefused(old, "visit.code.web"),
        events.CodeNotRead(old, is_scanner_gone=True),
        events.EnvelopeFound(old, VIEW),
    )
    assert visit.state == now
    assert not visit.effects


def test_envelope_is_shown_and_leads_home():
    visit = Sitting().at_window()
    visit.do(events.EnvelopeFound(visit.stage.request_id, VIEW))
    assert visit.stage == Envelope(VIEW)
    assert isinstance(visit.do(intents.Continue()).stage, Home)


def test_going_home_puts_the_window_out():
    visit = Sitting().at_window()
    request = visit.stage.request_id
    visit.do(intents.Back())
    assert visit.told(StopWaiting) == [StopWaiting(request)]
    assert isinstance(visit.stage, Home)


def test_window_that_is_gone_says_so_and_comes_back_by_itself():
    visit = Sitting().at_window()
    visit.do(events.CodeNotRead(visit.stage.request_id, is_scanner_gone=True))
    assert isinstance(visit.stage, Fault)
    visit.do(reports())
    assert isinstance(visit.stage, Scanning)
    assert len(visit.told(ScanCode)) == 1


def test_window_that_is_gone_lets_the_citizen_go_home():
    visit = Sitting().at_window().do(reports(Role.QR_SCANNER))
    assert visit.stage.role == Role.QR_SCANNER
    assert isinstance(visit.do(intents.Back()).stage, Home)


def test_code_shown_while_the_question_stands_answers_it():
    visit = Sitting().at_window().wait(LIMITS.idle_seconds + 1)
    assert visit.state.asked_until is not None
    visit.do(events.CodeRefused(visit.stage.request_id, "visit.code.web"))
    assert visit.state.asked_until is None
