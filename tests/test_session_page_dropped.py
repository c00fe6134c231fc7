"""A worker takes its time to throw a page away: a quick finger spoils nothing meanwhile."""

from kiosk.visit import events, intents
from kiosk.visit.state import Capture
from screens.presenters.present import view_of
from tests.session_rig import Sitting
from tests.window.second_story import TERMINAL, words

MOST = 6


def dropping(count, index=0):
    """So many pages, and one of them is on its way out."""
    pages = [events.PageAdded(at, str(at).encode()) for at in range(count)]
    return Sitting().at_camera().do(*pages, intents.RetakePage(index))


def jpegs(visit):
    return [page.jpeg for page in visit.stage.pages]


def test_second_touch_on_the_same_place_throws_no_second_page_away():
    visit = dropping(3)
    visit.do(intents.RetakePage(0), intents.RetakePage(1))
    assert not visit.effects
    visit.do(events.PageGone(0))
    assert jpegs(visit) == [b"1", b"2"]
    assert visit.do(intents.RetakePage(0)).asked(events.DropPage) == [events.DropPage(0)]


def test_only_page_on_its_way_out_cannot_be_handed_in():
    """The worker would be asked for a file of no pages, and never answer."""
    visit = dropping(1).do(intents.FinishCapture())
    assert not visit.effects
    assert not visit.stage.is_finishing
    visit.do(events.PageGone(0), intents.FinishCapture())
    assert not visit.stage.is_finishing


def test_pages_that_are_left_can_be_handed_in_once_it_is_gone():
    visit = dropping(2).do(events.PageGone(0), intents.FinishCapture())
    assert visit.asked(events.KeepPages)


def test_page_taken_into_the_room_that_it_leaves_is_kept():
    visit = dropping(MOST).do(events.PageAdded(MOST, b"new"))
    assert not visit.effects
    visit.do(events.PageGone(0))
    assert jpegs(visit) == [b"1", b"2", b"3", b"4", b"5", b"new"]


def test_page_too_many_is_called_by_the_number_that_it_then_has():
    visit = dropping(MOST).do(events.PageAdded(MOST, b"new"), events.PageAdded(MOST + 1, b"much"))
    assert visit.asked(events.DropPage) == [events.DropPage(MOST)]
    visit.do(events.PageGone(0), events.PageGone(MOST))
    assert jpegs(visit) == [b"1", b"2", b"3", b"4", b"5", b"new"]
    assert visit.stage.dropping is None


def test_second_page_too_many_is_called_by_the_number_that_it_then_has_too():
    pages = [events.PageAdded(at, str(at).encode()) for at in range(MOST)]
    visit = Sitting().at_camera().do(*pages)
    visit.do(events.PageAdded(MOST, b"much"), events.PageAdded(MOST + 1, b"more"))
    assert visit.asked(events.DropPage) == [events.DropPage(MOST)] * 2
    visit.do(events.PageGone(MOST), events.PageGone(MOST), events.PageAdded(MOST, b"again"))
    assert visit.asked(events.DropPage) == [events.DropPage(MOST)]
    assert len(visit.stage.pages) == MOST


def test_page_kept_behind_two_too_many_does_not_go_with_them():
    """The worker has it still: it would be in the file, and on no screen."""
    pages = [events.PageAdded(at, str(at).encode()) for at in range(MOST + 2)]
    visit = Sitting().at_camera().do(*pages, intents.RetakePage(0))
    visit.do(events.PageAdded(MOST + 2, b"new"))
    visit.do(events.PageGone(MOST), events.PageGone(MOST), events.PageGone(0))
    assert jpegs(visit) == [b"1", b"2", b"3", b"4", b"5", b"new"]
    assert [page.index for page in visit.stage.pages] == list(range(MOST))


def test_keys_that_have_to_wait_for_it_take_no_touch():
    visit = dropping(2)
    view = view_of(visit.state, visit.context(), words(), TERMINAL)
    assert isinstance(visit.stage, Capture)
    assert [thumb.intent for thumb in view.thumbs] == [None, None]
    assert (view.frame.primary.intent, view.frame.primary.busy) == (None, True)
