"""From the card to the sealed case: what goes over the wire, and what is wiped on the way."""

import hashlib

import pytest

from kiosk.cases.routing import route
from kiosk.cases.statement import statement
from kiosk.host import messages as said
from kiosk.journey.engine import walk
from kiosk.uplink import contract
from kiosk.uplink.packet import PacketRefusedError, new_key_pair, open_packet
from kiosk.visit import intents
from kiosk.visit.state import CardTrouble, Review, Submitted
from tests import sample_visit as sample
from tests.conductor_rig import Conducted, tools
from tests.sample_visit import RESIDENT
from tests.session_rig import STROKES


def test_card_is_wiped_as_soon_as_it_is_understood():
    visit = Conducted(sample.SOCIAL).at_form()
    assert visit.state.person.number == RESIDENT.number
    assert len(visit.card_left) > 1000
    assert not any(visit.card_left)


def test_card_that_nobody_waits_for_is_wiped_unread():
    visit = Conducted(sample.SOCIAL).at_form()
    before = visit.state
    left = visit.hear(said.CardSettled(1, said.CardResult.READ), b"\1" * 1284)
    assert not any(left)
    assert visit.state == before


def test_card_of_garbage_is_not_understood_and_wiped():
    visit = Conducted(sample.SOCIAL).at_reader()
    asked = visit.stage.request_id
    left = visit.hear(said.CardSettled(asked, said.CardResult.READ), b"\xff" * 99)
    assert visit.stage.trouble is CardTrouble.NOT_UNDERSTOOD
    assert not any(left)


@pytest.mark.parametrize("service", [sample.SOLE_TRADER, sample.SOCIAL])
def test_platform_opens_exactly_what_was_answered(service):
    visit = Conducted(service).sealing()
    body, header = visit.body(), visit.header()
    assert sample.STORY[service].keys() <= body.form.keys()
    assert body.applicant.number == RESIDENT.number
    assert body.case_id == header.case_id
    assert body.service.digest == tools().catalogue.services[service].digest
    assert {one.text_key for one in body.consents} == {
        f"{service}.{one.id}" for one in visit.state.service.definition.consents
    }


def test_signature_is_over_the_statement_that_was_on_the_glass():
    visit = Conducted(sample.SOLE_TRADER).sealing()
    state, terminal = visit.state, tools().settings.terminal
    now = walk(state.service.definition, state.answers)
    routed = route(now, terminal.region, terminal.hall)
    shown = statement(state.service, now, state.materials, routed, tools().texts)
    assert visit.body().signature.over == shown.digest
    assert visit.body().signature.strokes == STROKES


def test_query_carries_no_signature():
    assert Conducted(sample.SOCIAL).sealing().body().signature is None


def test_clear_header_names_nobody_and_matches_the_packet():
    visit = Conducted(sample.SOCIAL).sealing()
    (message, packet) = visit.link.of(said.SubmitCase)[-1]
    assert RESIDENT.name not in message.header_json
    assert RESIDENT.number not in message.header_json
    header = visit.header()
    assert header.packet_digest == "sha256:" + hashlib.sha256(packet).hexdigest()
    assert header.packet_size == len(packet)
    assert RESIDENT.number.encode() not in packet


def test_packet_opens_for_nobody_else():
    visit = Conducted(sample.SOCIAL).sealing()
    (_, packet) = visit.link.of(said.SubmitCase)[-1]
    context = contract.case_context(visit.header().case_id)
    with pytest.raises(PacketRefusedError):
        open_packet(packet, new_key_pair().private, context)


def test_case_that_is_handed_in_again_is_the_same_case():
    visit = Conducted(sample.SOCIAL).sealing()
    first = visit.header().case_id
    visit.hear(said.CaseNotStored(1, "disk-full"))
    assert visit.stage == Review(failure="disk-full")
    visit.do(intents.Submit())
    assert visit.header().case_id == first


def test_two_visits_make_two_cases():
    first, second = (Conducted(sample.SOCIAL).sealing().header().case_id for _ in range(2))
    assert first != second


def test_platform_without_a_key_starts_nothing():
    visit = Conducted(sample.SOCIAL).at_home()
    visit.hear(said.PlatformChanged(True, visit.clock.wall(), None, None, ()))
    visit.do(intents.OpenService(sample.SOCIAL))
    assert visit.state.service is None


def test_key_that_is_lost_before_the_submit_is_said_and_loses_nothing():
    visit = Conducted(sample.SOCIAL).agreed()
    visit.hear(said.PlatformChanged(False, visit.clock.wall(), None, None, ()))
    visit.do(intents.Submit())
    assert visit.stage.failure == "platform-unknown"
    assert not visit.link.of(said.SubmitCase)


def test_case_that_lacks_something_is_not_sent():
    visit = Conducted(sample.SOCIAL).agreed().do(intents.SetAnswer("insurance", ""))
    visit.do(intents.Back(), intents.SetAnswer("insurance", ""), intents.Continue())
    assert not isinstance(visit.stage, Submitted)
    assert not visit.link.of(said.SubmitCase)
