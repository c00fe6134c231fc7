"""The host site's people read their own words, whom to call, and nothing else."""

from dataclasses import fields, is_dataclass, replace

import pytest

from devices.ports import CardRefused
from devices.status import Actor, Attention, DeviceReport, Ready, Role, State, Unavailable
from devices.worker import DeviceWorker
from kiosk.clock import SystemClock
from kiosk.host import service_messages as said
from kiosk.host.device_desk import CardNotTaken, DeviceDesk
from kiosk.host.messages import ReadCard
from kiosk.identity.reader_words import Listener, status_words
from kiosk.upkeep.service import intents as wish
from kiosk.upkeep.service.state import ChoreMenu
from kiosk.upkeep.staff.roles import StaffRole
from kiosk.upkeep.trouble_book import TroubleBook, status_word_of
from screens.presenters.technician.present import view_of
from tests.service_desk_rig import Counter, Post
from tests.test_service_presenters import words_of
from tests.window.service_story import NOW, SCENE, STATES, gone, state, stopped

ROLES = [role for role in Role if f"staff.{role}.not-answering" in SCENE.words]
TECHNICIANS = (wish.OpenDevice, wish.StartWalk, wish.StartTrial, wish.JudgeTrial, wish.PauseFrames,
               wish.RepeatItem, wish.NextTrial)  # fmt: skip


def menu(*reports, **statuses):
    made = state(ChoreMenu(), StaffRole.HOST_STAFF, **statuses)
    return replace(made, devices=reports) if reports else made


def of(role, reason, actor=Actor.HOST_STAFF):
    status = Unavailable(State.HARDWARE_ERROR, reason, actor, NOW)
    return DeviceReport(str(role), role, "x", status)


def intents_in(part):
    """Every intent that a view can send."""
    if is_dataclass(part):
        yield part
        for field in fields(part):
            yield from intents_in(getattr(part, field.name))
    elif isinstance(part, tuple):
        for each in part:
            yield from intents_in(each)


@pytest.mark.parametrize("role", ROLES, ids=str)
def test_cable_is_told_in_the_words_for_hands_and_not_in_the_technicians(role):
    view = view_of(menu(of(role, "unplugged", Actor.TECHNICIAN)), SCENE)
    (action,) = view.actions
    assert action.todo == SCENE.words(f"staff.{role}.unplugged")
    guide = f"guide.{role}.unplugged"
    assert guide not in SCENE.words or SCENE.words(guide) not in words_of(view)


def test_what_hands_cannot_cure_is_counted_with_the_number_to_call():
    view = view_of(menu(of(Role.ID_READER, "sam-self-test-failed", Actor.TECHNICIAN)), SCENE)
    assert view.actions == ()
    assert view.note.text == "另有 1 台要技术员来修，请打电话"
    assert view.note.detail == "电话 0000-118"


def test_without_a_number_it_is_said_where_the_number_is():
    scene = replace(SCENE, mode=SCENE.mode.model_copy(update={"technician_line": ""}))
    view = view_of(menu(of(Role.ID_READER, "sam-confused", Actor.TECHNICIAN)), scene)
    assert any("号码贴在机柜门里" in text for text in words_of(view))


def test_reason_that_nobody_wrote_words_for_asks_for_the_technician():
    view = view_of(menu(of(Role.RECEIPT_PRINTER, "flux-inverted", Actor.TECHNICIAN)), SCENE)
    assert view.actions == ()
    assert view.note.kind == "warn"
    assert "flux-inverted" not in " ".join(words_of(view))


def test_what_heals_by_itself_asks_nobody():
    hot = of(Role.RECEIPT_PRINTER, "head-over-temp", Actor.NOBODY)
    view = view_of(menu(hot), SCENE)
    assert (view.actions, view.note.kind) == ((), "ok")


def test_paper_that_is_low_is_told_before_it_is_out():
    low = Attention("media-low", Actor.HOST_STAFF, NOW)
    view = view_of(menu(receipt_printer=low), SCENE)
    assert [action.todo for action in view.actions] == [
        SCENE.words("staff.receipt-printer.media-low")
    ]


@pytest.mark.parametrize("status", [0x31, 0x33, 0x40, 0x41, 0x7E])
def test_card_that_was_not_taken_is_told_by_its_status_word_and_not_whose_it_was(status):
    seen = said.CardsSeen((said.TroubleSeen("id-reader", f"card-{status:02X}", NOW, 2),))
    view = view_of(replace(menu(id_reader=Ready()), cards=seen), SCENE)
    (hint,) = view.actions
    assert hint.todo == status_words(SCENE.words, status, Listener.HOST_STAFF)
    assert hint.key is None
    assert view.title == "要做什么？"


@pytest.mark.parametrize("name", [name for name in STATES if name[:2] in ("33", "34", "35", "36")])
def test_no_screen_of_theirs_has_a_key_of_the_technicians(name):
    made = STATES[name]()
    assert made.who.role is StaffRole.HOST_STAFF
    sent = [one for one in intents_in(view_of(made, SCENE)) if isinstance(one, TECHNICIANS)]
    assert sent == []


def test_faults_of_all_devices_still_show_no_wire_and_no_driver():
    everything = {
        "id_reader": gone("unplugged"),
        "qr_scanner": gone("not-answering"),
        "document_scanner": gone("camera-frozen"),
        "receipt_printer": stopped("media-empty"),
        "licence_printer": stopped("cover-open"),
    }
    text = " ".join(words_of(view_of(menu(**everything), SCENE)))
    for technical in ("sam-serial", "unplugged", "USB", "port", "驱动", "串口", "设置"):
        assert technical not in text


# --- where it comes from ----------------------------------------------------------------------


class Refusing:
    """A reader to which somebody has laid a card that it does not take."""

    def open(self):
        pass

    def close(self):
        pass

    def probe(self):
        return Ready()

    def capabilities(self):
        return frozenset()

    def read_card(self, timeout_seconds, cancelled):
        return CardRefused(0x41)


def test_refused_card_is_announced_with_its_status_word_alone():
    post, clock = Post(), SystemClock()
    reader = DeviceWorker(device_id="reader", role=Role.ID_READER, model="x", device=Refusing(),
                          clock=clock, on_change=lambda _: None)  # fmt: skip
    reader.start()
    try:
        DeviceDesk(post, reader, None).read_card("visit", ReadCard(1, 5.0))
        with post.moved:
            assert post.moved.wait_for(lambda: post.letters and post.events, 30.0)
    finally:
        reader.stop()
    assert post.events == [CardNotTaken("reader", 0x41)]


def test_staff_of_the_host_site_are_told_of_refused_cards(tmp_path):
    counter = Counter(tmp_path)
    counter.start()
    try:
        counter.books.card_refused("id-reader", 0x41)
        counter.signs_in(StaffRole.HOST_STAFF)
        (seen,) = counter.hears(said.CardsSeen)[-1].troubles
    finally:
        counter.close()
    assert (seen.device_id, seen.reason, seen.count) == ("id-reader", "card-41", 1)


def test_cards_and_troubles_of_devices_are_kept_apart():
    book = TroubleBook()
    book.look(of(Role.ID_READER, "sam-confused"))
    book.card_refused("id-reader", 0x41, NOW)
    book.card_refused("id-reader", 0x41, NOW)
    assert [one.reason for one in book.latest(9)] == ["sam-confused"]
    assert [(one.reason, one.count) for one in book.cards(9)] == [("card-41", 2)]


@pytest.mark.parametrize("reason", ["card-moved", "card-", "card-4", "card-GG", "media-empty", ""])
def test_other_reasons_are_no_status_words(reason):
    assert status_word_of(reason) is None
