"""Nothing is handed in before it is agreed to and signed, as it stands at that moment."""

import pytest

from kiosk.visit import events, intents
from kiosk.visit.handing_in import FEWEST_SIGNATURE_POINTS, UNDERTAKING, open_consents
from kiosk.visit.state import MaterialList
from tests import sample_visit as sample
from tests.session_rig import STROKES, Sitting


def points(count):
    return (tuple((0.01 * step, 0.5) for step in range(count)),)


@pytest.mark.parametrize(
    ("count", "is_name"),
    [(0, False), (FEWEST_SIGNATURE_POINTS - 1, False), (FEWEST_SIGNATURE_POINTS, True)],
)
def test_slip_of_the_finger_is_no_signature(count, is_name):
    visit = Sitting().agreed().do(intents.SignatureChanged(points(count)), intents.Submit())
    assert bool(visit.asked(events.SubmitCase)) is is_name


def test_query_is_agreed_to_by_touch():
    visit = Sitting(sample.SOCIAL).at_review().do(intents.ToggleConsent("look-up"))
    assert visit.do(intents.Submit()).asked(events.SubmitCase)


def test_case_without_every_consent_is_not_handed_in():
    visit = Sitting().agreed().do(intents.ToggleConsent("truth"), intents.Submit())
    assert open_consents(visit.state) == ("truth",)
    assert not visit.asked(events.SubmitCase)


def test_promise_of_a_paper_is_agreed_to_by_itself():
    visit = Sitting(sample.EATERY).at_materials().scan("lease")
    visit.do(intents.PromiseMaterial("landlord-id"), intents.Continue())
    visit.do(intents.ToggleConsent("truth"), intents.SignatureChanged(STROKES), intents.Submit())
    assert open_consents(visit.state) == (UNDERTAKING,)
    assert not visit.asked(events.SubmitCase)
    visit.do(intents.ToggleConsent(UNDERTAKING), intents.Submit())
    assert visit.asked(events.SubmitCase)


def test_case_that_is_changed_is_agreed_to_and_signed_anew():
    visit = Sitting().agreed().do(intents.Back())
    assert isinstance(visit.stage, MaterialList)
    visit.do(intents.Continue(), intents.Submit())
    assert open_consents(visit.state) == ("truth",)
    assert visit.stage.strokes == ()
    assert not visit.asked(events.SubmitCase)


@pytest.mark.parametrize("consent", ["read-card", UNDERTAKING, "made-up"])
def test_sentence_that_is_not_asked_here_is_not_agreed_to(consent):
    visit = Sitting().at_review()
    before = visit.state.consents
    assert visit.do(intents.ToggleConsent(consent)).state.consents == before
