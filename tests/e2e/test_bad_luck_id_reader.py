"""The ID reader stumbles: plain words, a way on, the same visit, never half a person."""

import pytest

from tests.e2e.terminal import LIMIT_SECONDS

NOT_READ = "这次没有读全，什么也没留下。请再放一次"
MOVED = "卡移开得早了一点。再放一次，等屏幕变了再拿"
REFUSED = "这张卡没通过核对。再放一次，还不行就换一张证件"
EXPIRED = "这张证件过期了。换好新证再来办这件事"


@pytest.fixture
def waiting(terminal, citizen):
    """A visit that waits for a card; afterwards it must be the same one still."""
    citizen.open()
    visit = terminal.shown()
    yield citizen
    assert terminal.shown() == visit
    assert "device_driver_crashed" not in terminal.host_log()


def reads(citizen):
    """Lay a good card: the form knows the whole person."""
    citizen.act("id-reader", "lift")
    citizen.act("id-reader", "lay")
    citizen.see("FormView", "张三")


@pytest.mark.parametrize(
    "fault", [("garble", {}), ("double", {}), ("delay", {"seconds": 0.4}), ("spoil-checksum", {})]
)
def test_single_bad_answers_are_read_over(waiting, fault):
    action, values = fault
    waiting.act("id-reader", action, times=2, **values)
    waiting.act("id-reader", "lay")
    waiting.see("FormView", "张三")


@pytest.mark.parametrize("cause", ["lift-during-read", "cut"])
def test_card_lifted_or_answer_cut_is_said_and_the_next_try_works(waiting, cause):
    # A reader that says it is well is asked on for a while: so many cuts that none is read over.
    values = {"times": 100} if cause == "cut" else {}
    waiting.act("id-reader", cause, **values)
    waiting.act("id-reader", "lay")
    look = waiting.terminal.walker.wait(
        "words about the card",
        lambda look: look.screen == "IdentifyView" and (look.says(MOVED) or look.says(NOT_READ)),
        LIMIT_SECONDS,
    )
    assert not look.says("张三")
    waiting.act("id-reader", "heal")
    reads(waiting)


def test_card_refused_by_the_module_is_said_and_the_next_one_works(waiting):
    waiting.act("id-reader", "lay", card="damaged")
    look = waiting.terminal.walker.wait(
        "words about the card",
        lambda look: look.says(REFUSED) or look.says(MOVED) or look.says(NOT_READ),
        LIMIT_SECONDS,
    )
    assert look.screen == "IdentifyView"
    reads(waiting)


def test_expired_card_is_said_and_a_valid_one_works(waiting):
    waiting.act("id-reader", "lay", card="resident-expired")
    waiting.see("IdentifyView", EXPIRED)
    reads(waiting)
