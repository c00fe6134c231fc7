"""A journey is walked forward and back through all its steps, and nobody lays the card twice."""

import pytest

from devices.status import Role
from kiosk.host.messages import ReadCard, VisitWoken, WatchCard
from kiosk.journey.engine import relevant_steps
from kiosk.visit import events, intents
from kiosk.visit.state import (
    Attract,
    Form,
    Guide,
    Home,
    MaterialList,
    PlatformView,
    Review,
    Submitted,
)
from kiosk.visit.steps import current_step_id
from tests import sample_visit as sample
from tests.session_rig import CASE, PAPERS, SERVICES, WALL, Sitting, reports


def test_touch_on_a_sleeping_screen_only_wakes_it():
    visit = Sitting().do(intents.OpenService(sample.SOCIAL))
    assert isinstance(visit.stage, Attract)
    visit.do(intents.Wake())
    assert isinstance(visit.stage, Home)
    assert len(visit.told(VisitWoken)) == 1


@pytest.mark.parametrize("service", SERVICES)
def test_every_step_that_counts_is_shown_in_order(service):
    visit = Sitting(service).at_reader()
    seen = [current_step_id(visit.state)]
    visit.read()
    seen.append(current_step_id(visit.state))
    for field, value in sample.STORY[service].items():
        visit.do(intents.SetAnswer(field, value))
    visit.do(intents.Continue())
    if PAPERS[service]:
        seen.append(current_step_id(visit.state))
        for code in PAPERS[service]:
            visit.scan(code)
        visit.do(intents.Continue())
    seen.append(current_step_id(visit.state))
    definition, answers = visit.state.service.definition, visit.state.answers
    walked = [step.id for step in relevant_steps(definition, answers)][: len(seen)]
    assert seen == walked
    assert isinstance(visit.stage, Review)


@pytest.mark.parametrize("service", SERVICES)
def test_back_from_the_last_look_leads_to_the_form_with_every_answer(service):
    visit = Sitting(service).at_review()
    answers, materials = visit.state.answers, visit.state.materials
    if PAPERS[service]:
        visit.do(intents.Back())
        assert isinstance(visit.stage, MaterialList)
    visit.do(intents.Back())
    assert isinstance(visit.stage, Form)
    assert (visit.state.answers, visit.state.materials) == (answers, materials)


@pytest.mark.parametrize("service", SERVICES)
def test_back_from_the_first_step_after_the_card_leads_nowhere(service):
    visit = Sitting(service).at_form().do(intents.Back())
    assert isinstance(visit.stage, Form)
    assert not visit.effects


def test_card_is_asked_for_once_in_a_whole_visit():
    visit = Sitting()
    effects = [*visit.at_reader().effects, *visit.read().effects]
    asked = [one.message for one in effects if isinstance(one, events.Tell)]
    assert [type(message) for message in asked] == [ReadCard, WatchCard]


def test_back_from_the_reader_and_home_leaves_nothing_of_the_service():
    visit = Sitting().at_reader().do(intents.Back())
    assert isinstance(visit.stage, Guide)
    visit.do(intents.Back())
    assert isinstance(visit.stage, Home)
    assert visit.state.service is None
    assert visit.state.consents == {}
    other = Sitting(sample.SOCIAL)
    other.state = visit.state
    other.do(intents.OpenService(sample.SOCIAL), intents.Continue()).read()
    assert other.state.service.definition.code == sample.SOCIAL
    assert list(other.state.consents) == ["read-card"]


def test_form_with_gaps_is_not_left_and_says_them_all():
    visit = Sitting().at_form().do(intents.Continue())
    assert isinstance(visit.stage, Form)
    assert len(visit.stage.problems) > 3


def test_keyboard_keeps_a_bad_draft_open_and_says_why():
    visit = Sitting().at_form().do(intents.EditField("mobile"), intents.SetAnswer("mobile", "12"))
    assert visit.stage.draft == "12"
    visit.do(intents.EditField(None))
    assert visit.stage.editing == "mobile"
    assert visit.stage.problems
    visit.do(intents.SetAnswer("mobile", "13800005678"), intents.EditField("capital"))
    assert visit.stage.editing == "capital"
    assert visit.state.answers.value("mobile") == "13800005678"


def test_list_of_papers_is_not_left_while_one_is_undecided():
    visit = Sitting(sample.EATERY).at_materials().do(intents.Continue())
    assert isinstance(visit.stage, MaterialList)
    visit.scan("lease").do(intents.PromiseMaterial("landlord-id"), intents.Continue())
    assert isinstance(visit.stage, Review)


def test_paper_that_cannot_follow_later_is_refused_in_words():
    visit = Sitting(sample.EATERY).at_materials().do(intents.PromiseMaterial("lease"))
    assert visit.stage.refusal.words
    assert not visit.state.materials.decided


@pytest.mark.parametrize("code", ["id-card", "family-proof", "no-such-paper"])
def test_paper_that_is_not_to_be_scanned_opens_no_camera(code):
    visit = Sitting().at_materials().do(intents.ScanMaterial(code))
    assert isinstance(visit.stage, MaterialList)
    assert not visit.effects


def test_service_that_the_platform_never_named_is_not_opened():
    visit = Sitting().do(events.PlatformReported(PlatformView()))
    visit.at_home().do(intents.OpenService(sample.SOLE_TRADER))
    assert isinstance(visit.stage, Home)


def test_service_that_lost_its_reader_on_the_guide_is_not_begun():
    visit = Sitting().at_guide().do(reports(Role.ID_READER), intents.Continue())
    assert isinstance(visit.stage, Guide)


def test_stored_case_leads_from_the_last_look_to_the_rungs():
    visit = Sitting().sealing().do(events.StoredHere(str(CASE), WALL))
    assert isinstance(visit.stage, Submitted)
