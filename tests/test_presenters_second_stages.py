"""Presenters of the whole visit: each state has one view, and none says more than is true."""

import dataclasses
from dataclasses import replace
from datetime import timedelta

import pytest

from devices.status import Role
from kiosk.cases.materials import Materials
from kiosk.uplink.contract import CaseState
from kiosk.visit import intents
from kiosk.visit.events import Ticked
from kiosk.visit.intents import Aid, Back, Continue, PrintLicence, PrintReceipt, Stay, Submit
from kiosk.visit.session import advance
from kiosk.visit.state import (
    Aids,
    Capture,
    Goodbye,
    Review,
    Sheet,
    SheetPhase,
    Submitted,
)
from screens.presenters.frame import KeyView
from screens.presenters.parts import OptionView
from screens.presenters.present import view_of
from screens.presenters.rating import GradeView
from tests import sample_visit as sample
from tests.window import second_story as story

#: Neither under the camera nor by the scanner.
NO_PAPERS_IN = story.devices(document_scanner=story.GONE, page_scanner=story.GONE)


def show(state, **changed):
    return view_of(state, story.context(**changed), story.words(), story.TERMINAL)


def found(thing, kind):
    """Everything of a type inside a view, however deep."""
    if isinstance(thing, kind):
        yield thing
    if isinstance(thing, tuple):
        for part in thing:
            yield from found(part, kind)
    elif dataclasses.is_dataclass(thing):
        for one in dataclasses.fields(thing):
            yield from found(getattr(thing, one.name), kind)


def sentences(thing):
    return " ".join(found(thing, str))


INTENTS = intents.Intent.__args__


@pytest.mark.parametrize("name", story.STATES)
def test_no_key_is_dead(name):
    """Every intent on a view moves the session, or asks it for something."""
    state, context = story.STATES[name], story.context()
    chosen = [one.intent for one in found(show(state), OptionView | GradeView) if one.selected]
    for intent in found(show(state), INTENTS):
        if intent in chosen:
            continue
        turn = advance(state, intent, context)
        quiet = replace(
            turn.state, touched_at=state.touched_at, patience_seconds=state.patience_seconds
        )
        assert turn.effects or quiet != state, intent


@pytest.mark.parametrize("name", story.STATES)
def test_key_without_intent_says_why_or_that_it_works(name):
    quiet = {"现在就拍", "不扫了"}
    for key in found(show(story.STATES[name]), KeyView):
        assert key.intent is not None or key.reason or key.busy or key.label in quiet, key


@pytest.mark.parametrize("name", story.STATES)
def test_number_of_the_person_is_masked_everywhere(name):
    assert sample.RESIDENT.number not in sentences(show(story.STATES[name]))
    assert "13800005678" not in sentences(show(story.STATES[name]))


@pytest.mark.parametrize("name", story.STATES)
def test_no_text_key_reaches_the_glass(name):
    said = sentences(show(story.STATES[name]))
    assert "visit." not in said
    assert "device." not in said
    assert "{" not in said


def test_question_covers_the_person():
    view = show(story.STATES["s16-timeout"])
    assert type(view).__name__ == "TimeoutView"
    said = sentences(view)
    assert not any(part in said for part in ("张三", "1101", "面馆", "滨江路"))
    assert [key.intent for key in view.keys] == [Stay(), Stay(180), intents.Leave()]
    assert view.seconds_left == 23


def test_question_without_a_card_does_not_speak_of_one():
    assert show(replace(story.STATES["s16-timeout"], card_on_reader=False)).card_text == ""


def test_help_covers_the_person_and_closes():
    view = show(story.STATES["s22-help"])
    assert "张三" not in sentences(view)
    assert view.key.intent == intents.UseAid(Aid.HELP)
    assert story.TERMINAL.complaint_line in sentences(view)


def test_goodbye_is_never_covered_by_help():
    state = replace(story.STATES["s16b-goodbye"], aids=Aids(shows_help=True))
    assert type(show(state)).__name__ == "GoodbyeView"


def test_help_that_a_passer_by_opened_closes_by_itself():
    touched = replace(story.STATES["s01-attract"], aids=Aids(is_large=True, shows_help=True))
    now = advance(touched, Ticked(), story.context(now=touched.touched_at + 59)).state
    assert now.aids == touched.aids
    later = advance(touched, Ticked(), story.context(now=touched.touched_at + 60)).state
    assert later.aids == Aids()


# --- rungs ------------------------------------------------------------------------------------


def rungs(name):
    return [rung.state for rung in show(story.STATES[name]).rungs]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("s10a-submitting", ["done", "trying", "not_yet"]),
        ("s10b-received", ["done", "done", "not_yet"]),
        ("s10c-held-up", ["done", "not_yet", "not_yet"]),
        ("s10d-correction", ["done", "done", "not_yet"]),
        ("s10e-refused", ["done", "done", "not_yet"]),
        ("s10-accepted", ["done", "done", "done"]),
    ],
)
def test_rung_is_solid_only_when_it_happened(name, expected):
    assert rungs(name) == expected


@pytest.mark.parametrize(
    "name", ["s10a-submitting", "s10b-received", "s10c-held-up", "s10d-correction", "s10e-refused"]
)
def test_accepted_is_said_only_after_acceptance(name):
    view = show(story.STATES[name])
    assert view.mood != "accepted"
    assert not view.title.startswith("已受理")
    assert all(rung.name != "已受理" for rung in view.rungs)


def test_case_before_anything_is_durable_claims_no_rung():
    view = show(story.state(Submitted(90.0), case=None))
    assert [rung.state for rung in view.rungs] == ["trying", "not_yet", "not_yet"]
    assert view.frame.primary is None


def test_receipt_of_the_lower_rung_says_the_lower_rung():
    assert "已存储" in show(story.STATES["s10b-received"]).receipt.detail


def test_held_up_case_does_not_promise_to_be_sent():
    assert "接着送" not in sentences(show(story.STATES["s10c-held-up"]))


def test_refusal_of_the_platform_is_quoted():
    assert "已经有人用了" in sentences(show(story.STATES["s10e-refused"]))


def test_wait_for_a_decision_counts_down_and_then_lets_go():
    state = story.STATES["s10f-deciding"]
    assert show(state).seconds_left == 42
    later = show(state, now=82.0 + 61)
    assert later.seconds_total == 0
    assert later.events[1].text == story.words()("visit.submitted.event-later")


def test_case_of_an_officer_is_not_waited_for():
    assert show(story.STATES["s10-accepted"]).seconds_total == 0


def test_licence_key_comes_with_the_result():
    view = show(story.STATES["s10g-granted"])
    assert view.frame.primary.intent == PrintLicence()
    assert view.receipt.key.intent == PrintReceipt()
    assert show(story.STATES["s10f-deciding"]).frame.primary.intent == Continue()


def test_receipt_is_offered_when_none_came_out():
    assert show(story.STATES["s10a-submitting"]).frame.secondary.intent == PrintReceipt()
    assert show(story.STATES["s10b-received"]).frame.secondary is None


# --- review -----------------------------------------------------------------------------------


def test_statement_on_the_glass_has_every_line_that_is_signed():
    from kiosk.cases.routing import route
    from kiosk.cases.statement import statement
    from kiosk.journey.engine import walk

    state = story.STATES["s09b-review-signed"]
    now = walk(state.service.definition, state.answers)
    routed = route(now, story.TERMINAL.region, story.TERMINAL.hall)
    signed = statement(state.service, now, state.materials, routed, story.words())
    shown = show(state).lines
    assert [line.label for line in shown] == [label for label, _ in signed.lines]
    differing = [
        label
        for line, (label, value) in zip(shown, signed.lines, strict=True)
        if line.value != value
    ]
    assert differing == ["身份证号", "手机号"]


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({}, "还有 1 句要您点头"),
        ({"consents": story.ALL}, "还没签名"),
        ({"consents": story.ALL, "stage": Review(story.STROKES)}, ""),
    ],
)
def test_submit_opens_when_all_is_agreed_and_signed(changed, reason):
    state = replace(story.state(Review(), materials=story.scanned(sample.SOLE_TRADER)), **changed)
    key = show(state).frame.primary
    assert key.reason == reason
    assert (key.intent == Submit()) is (reason == "")


def test_consent_to_reading_the_card_is_not_asked_twice():
    assert [one.intent.consent_id for one in show(story.STATES["s09-review"]).consents] == [
        "truth",
        "undertaking",
    ]


def test_query_is_agreed_to_and_not_signed():
    assert show(story.STATES["s09c-review-proof"]).sign_text == ""


@pytest.mark.parametrize(
    "failure",
    ["disk-full", "platform-unknown", "incomplete", "file-missing", "packet-digest", "header"],
)
def test_every_failure_to_store_has_a_sentence(failure):
    notice = show(story.state(Review(failure=failure))).notice
    assert notice.text


# --- papers -----------------------------------------------------------------------------------


def test_page_is_taken_by_hand_only_when_live_and_not_full():
    live = show(story.STATES["s08-capture"]).frame.secondary
    assert live.intent == intents.CaptureNow()
    assert show(story.STATES["s08b-capture-start"]).frame.secondary.intent is None
    pages = tuple(replace(story.PAGES[0], index=at) for at in range(6))
    full = replace(story.STATES["s08-capture"], stage=Capture("lease", True, pages))
    assert show(full).frame.secondary.intent is None
    assert show(full).hint == story.words()("capture.hint.full")


def test_checks_are_unknown_without_a_page():
    assert {check.state for check in show(story.STATES["s08b-capture-start"]).checks} == {"unknown"}


def test_hand_over_the_page_is_said_instead_of_glare():
    stage = replace(story.STATES["s08-capture"].stage, checks={**story.CHECKS, "uncovered": False})
    checks = show(replace(story.STATES["s08-capture"], stage=stage)).checks
    assert [check.state for check in checks] == ["good", "good", "good", "bad"]
    assert checks[-1].text == story.words()("capture.check.covered")


def test_paper_that_may_follow_offers_both_ways():
    cards = {card.name: card for card in show(story.STATES["s07-materials"]).materials}
    keys = [key.intent for key in cards["房东身份证明"].keys]
    assert keys == [intents.ScanMaterial("landlord-id"), intents.PromiseMaterial("landlord-id")]
    assert show(story.STATES["s07-materials"]).frame.primary.intent is None
    assert show(story.STATES["s07b-materials-done"]).frame.primary.intent == Continue()


def test_refused_promise_gives_the_reason_of_the_package():
    state = story.state(story.MaterialList(), materials=Materials(card_read_at=story.NOW))
    ask = intents.PromiseMaterial("premises-proof")
    refused = advance(state, ask, story.context()).state
    assert "执照上要写这个地址" in show(refused).notice.text


# --- the official sheet -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("phase", "keys"),
    [
        (SheetPhase.PREPARING, []),
        (SheetPhase.PRINTING, []),
        (SheetPhase.WAITING, []),
        (SheetPhase.TAKE, [intents.PaperTaken()]),
        (SheetPhase.REFUSED, [Continue(), PrintLicence()]),
        (SheetPhase.UNCERTAIN, [Continue()]),
    ],
)
def test_sheet_is_tried_again_only_when_nothing_was_sent(phase, keys):
    view = show(story.STATES[f"s12-sheet-{phase}"])
    assert [one.intent for one in found(view.frame, KeyView) if one.intent] == keys


def test_waiting_sheet_says_who_must_act_and_why():
    banner = show(story.STATES["s12-sheet-waiting"]).banner
    assert "工作人员" in banner.text
    assert banner.detail == "卡纸了"


@pytest.mark.parametrize("phase", SheetPhase)
@pytest.mark.parametrize("actor", ["", "citizen", "host-staff", "technician", "nobody"])
def test_unknown_reason_still_has_a_sentence(phase, actor):
    stage = Sheet(phase, 7, "never-heard-of", actor)
    assert show(replace(story.STATES["s12-sheet-take"], stage=stage)).banner.text


def test_picture_of_a_licence_stands_only_where_one_comes_out():
    shown = {phase for phase in SheetPhase if show(story.STATES[f"s12-sheet-{phase}"]).art}
    assert shown == {SheetPhase.PRINTING, SheetPhase.TAKE}


# --- rating, goodbye, fault -------------------------------------------------------------------


def test_bad_grade_needs_a_word():
    assert show(story.STATES["s13c-rate-bad"]).frame.primary.intent is None
    state = replace(story.STATES["s13c-rate-bad"], stage=story.Rating(1, ("太慢",)))
    assert show(state).frame.primary.intent == Continue()
    assert show(story.STATES["s13b-rate-good"]).frame.primary.intent == Continue()


def test_goodbye_names_nobody_and_claims_nothing_before_it_is_done():
    for name in ("s16b-goodbye", "s16c-goodbye-card"):
        said = sentences(show(story.STATES[name]))
        assert "张三" not in said
        assert "清干净了" not in said
        assert "已清除" not in said


def test_goodbye_keeps_the_place_of_the_case_true():
    at_platform = show(story.STATES["s16b-goodbye"])
    assert "平台收好了" in sentences(at_platform)
    stored = replace(story.STATES["s16b-goodbye"], case=story.case())
    assert "等着送平台" in sentences(show(stored))
    assert "平台收好了" not in sentences(show(stored))


def test_card_on_the_reader_is_said_first():
    view = show(story.STATES["s16c-goodbye-card"])
    assert view.is_warning
    assert view.belongings[0].state == "here"


@pytest.mark.parametrize("ending", story.Ending)
def test_every_ending_has_its_words(ending):
    assert show(story.state(Goodbye(ending, 110.0))).title


def test_fault_says_since_when_why_and_who():
    view = show(story.STATES["s17-fault"])
    assert view.lead == "21:46 起连不上。不是您弄的。\n要维修的人来。"
    assert [row.intent for row in view.ways] == [
        intents.PromiseMaterial("landlord-id"),
        Back(),
        intents.Leave(),
    ]


def test_device_that_answers_again_is_not_accused():
    state = replace(story.STATES["s17-fault"], devices=story.devices())
    assert "21:46" not in show(state).lead


# --- the first half ---------------------------------------------------------------------------


def test_home_opens_only_doors_that_lead_somewhere():
    view = show(story.STATES["s02b-home-broken"])
    doors = {tile.icon: tile for tile in view.tools}
    assert doors["apply"].intent is None
    assert doors["apply"].unavailable
    assert doors["proof"].intent is not None
    assert doors["scan"].intent is not None
    assert view.notice.text == "这台机器的高拍仪现在用不了"


def test_scan_door_is_shut_without_a_scanner():
    state = replace(story.STATES["s02-home"], devices=story.devices(qr_scanner=story.GONE))
    scan = next(tile for tile in show(state).tools if tile.icon == "scan")
    assert scan.intent is None
    assert scan.unavailable


def test_idle_scene_counts_what_works_now():
    state = replace(story.STATES["s01-attract"], devices=NO_PAPERS_IN)
    view = show(state)
    assert view.can_text == "现在能办 1 项"
    assert view.state_text == "有的事办不了"
    nothing = replace(state, devices=())
    assert show(nothing).working is False


def test_guide_shows_the_consent_that_going_on_gives():
    view = show(story.STATES["s04-guide"])
    assert "只读身份证上的文字" in sentences(view.notices)


def test_guide_says_first_what_will_be_missing():
    assert "连上就送" in sentences(show(story.STATES["s04b-guide-degraded"]).notices)


def test_guide_of_a_service_that_cannot_be_finished_does_not_begin():
    state = replace(story.STATES["s04-guide"], devices=NO_PAPERS_IN)
    key = show(state).frame.primary
    assert key.intent is None
    assert "高拍仪" in key.reason


def test_field_of_the_card_is_locked_and_masked():
    fields = {one.field_id: one for one in show(story.STATES["s06-form"]).fields}
    assert fields["operator-number"].state == "read_only"
    assert fields["operator-number"].value == "1101**********0014"
    assert fields["mobile"].value == "138****5678"
    assert fields["mobile"].key.intent == intents.EditField("mobile")


def test_edited_field_shows_the_draft_and_its_keyboard():
    view = show(story.STATES["s06c-form-edit"])
    assert view.edited.value == "1380000"
    assert view.edited.keyboard == "digits"
    assert view.frame.primary.intent == intents.EditField(None)


def test_choice_that_hangs_on_another_waits_for_it():
    fields = {one.field_id: one for one in show(story.STATES["s06b-form-empty"]).fields}
    assert fields["trade-name"].options == ()
    assert fields["street"].note.text == story.words()("visit.form.first")
    assert len(fields["trade"].options) == 6


def test_bad_answer_is_named_in_words():
    state = story.STATES["s06c-form-edit"]
    tried = advance(state, intents.EditField(None), story.context()).state
    assert show(tried).edited.note.text == "手机号是 11 位，1 开头"


def test_view_is_the_same_while_nothing_changes():
    state = story.STATES["s10a-submitting"]
    ticked = advance(state, Ticked(), story.context()).state
    assert show(state) == show(ticked)


def test_last_trouble_at_the_reader_is_said():
    assert show(story.STATES["s05b-identify-trouble"]).trouble.text.startswith("卡移开得早")
    assert show(story.STATES["s05-identify"]).trouble is None


def test_every_reason_that_a_device_can_give_has_words():
    words = story.words()
    common = ("starting", "worker-stuck", "unplugged", "no-such-port", "device-gone")
    for role in Role:
        assert f"device.{role}.name" in words
        for reason in common:
            assert f"device.{role}.{reason}" in words


def test_late_envelope_says_so():
    state = story.STATES["s21-envelope"]
    late = show(state, wall=story.NOW + timedelta(days=30))
    assert late.title == story.words()("visit.envelope.title-late")


@pytest.mark.parametrize("state", CaseState)
@pytest.mark.parametrize("accepted_at", [None, story.NOW])
def test_third_rung_is_solid_only_with_an_acceptance(state, accepted_at):
    answer = story.reply(state, accepted_at=accepted_at)
    view = show(story.state(Submitted(82.0), case=story.case(answer)))
    is_back = state in (CaseState.NOT_ACCEPTED, CaseState.CORRECTION_REQUESTED)
    assert (view.rungs[2].state == "done") is (accepted_at is not None and not is_back)
    assert view.frame.primary.intent == Continue()


def test_first_step_after_the_card_has_no_way_back_to_the_card():
    assert show(story.STATES["s06-form"]).frame.secondary is None
    assert show(story.STATES["s07-materials"]).frame.secondary.intent == Back()
