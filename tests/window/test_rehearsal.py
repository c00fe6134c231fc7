"""Screens are built before the citizen comes, out of states that hold nobody."""

import pytest

from screens.pace import is_software
from screens.presenters.attract import AttractView
from screens.presenters.present import view_of
from screens.rehearsal import rehearsal, what_comes_at_once
from tests.window.second_story import TERMINAL, context, services, words

#: On the glass anyway.
NOT_REHEARSED = {AttractView}


def states(chosen=None):
    now = context()
    return list(rehearsal(chosen or services().values(), now.now, now.wall))


def test_every_screen_is_rehearsed(pilot):
    from screens.citizen.catalogue import SCREENS  # Kivy: not before the window is prepared

    views = {type(view_of(state, context(), words(), TERMINAL)) for state in states()}

    assert views == SCREENS.keys() - NOT_REHEARSED


@pytest.mark.parametrize("code", sorted(services()))
def test_each_service_alone_can_be_rehearsed(code):
    for state in states([services()[code]]):
        assert view_of(state, context(), words(), TERMINAL) is not None


def test_nobody_is_in_a_rehearsal():
    for state in states():
        assert state.person is None or (state.person.name, set(state.person.number)) == (
            "某某",
            {"0"},
        )
        typed = [state.answers[name] for name in state.answers]
        assert {answer.value for answer in typed if not _is_option(answer.value)} <= {
            "某某",
            "0",
            "1900-01-01",
        }


def _is_option(value):
    fields = [field for one in services().values() for field in one.definition.fields]
    return value in {option.id for field in fields for option in field.options}


def test_stored_is_drawn_beforehand_once_the_citizen_has_signed(pilot):
    from tests.window.second_story import STATES

    now = context()
    unsigned, signed = STATES["s09-review"], STATES["s09b-review-signed"]
    assert what_comes_at_once(unsigned, now.now, now.wall) is None
    coming = what_comes_at_once(signed, now.now, now.wall)
    view = view_of(coming, now, words(), TERMINAL)
    pilot.show(view_of(signed, now, words(), TERMINAL))
    pilot.navigator.warm(view)
    pilot.step(2)
    hidden = pilot.navigator.get_screen(type(view).__name__)
    assert pilot.screen is not hidden
    pilot.navigator.show(view)
    assert pilot.screen is hidden


@pytest.fixture
def drawn(pilot, monkeypatch):
    """Every text that is turned into pixels from now on."""
    from kivy.core.text.text_sdl2 import LabelSDL2

    texts, render = [], LabelSDL2._render_text
    monkeypatch.setattr(
        LabelSDL2,
        "_render_text",
        lambda label, text, *place: texts.append(text) or render(label, text, *place),
    )
    return texts


@pytest.mark.parametrize("is_warmed", [True, False])
def test_words_of_a_rehearsed_screen_are_drawn_before_it_is_shown(pilot, drawn, is_warmed):
    from kivy.clock import Clock as FrameClock

    from screens.app import LAYOUT_ROUNDS
    from tests.window.second_story import SECOND_STORY

    rounds, FrameClock.max_iteration = FrameClock.max_iteration, LAYOUT_ROUNDS
    try:
        pilot.show(SECOND_STORY["s09b-review-signed"]())
        # The rehearsal builds the screen; what is known of the citizen is drawn into it later.
        pilot.navigator.warm(SECOND_STORY["s10b-received"]())
        pilot.step(3)
        stored = SECOND_STORY["s10a-submitting"]()
        if is_warmed:
            pilot.navigator.warm(stored)
            pilot.step(3)
        drawn.clear()
        pilot.show(stored)
    finally:
        FrameClock.max_iteration = rounds
    assert (stored.title in drawn) is not is_warmed


def test_leafing_through_builds_every_page_and_ends_on_the_first(pilot):
    from screens.widgets.field import Field
    from tests.window.second_story import SECOND_STORY

    pilot.show(SECOND_STORY["s02-home"]())
    pilot.navigator.warm(SECOND_STORY["s06-form"]())
    pilot.step(3)
    screen = pilot.navigator.get_screen("FormView")
    assert screen.page == 0
    assert screen._arranged[-1] > 1, "a form of one page would show nothing"
    built = len(screen._fields)
    for page in range(screen._arranged[-1]):
        screen.page = page
        assert len(screen._fields) == built
        assert all(isinstance(field, Field) for field in screen._fields)


@pytest.fixture
def held(pilot):
    from screens.pace import HeldFrame
    from tests.fakes.clock import FakeClock

    held = HeldFrame(pilot.window, FakeClock())
    yield held
    pilot.window.unbind(on_draw=held._is_held, on_flip=held._is_held)


@pytest.fixture
def flips(pilot, monkeypatch):
    """One entry for each picture that reaches the glass."""
    flips = []
    monkeypatch.setattr(pilot.window, "flip", lambda: flips.append(1))
    return flips


def test_held_frame_is_drawn_when_its_time_is_over(pilot, held, flips):
    from screens.pace import HOLD_SECONDS

    held.hold()
    pilot.window.canvas.ask_update()
    pilot.step(3)
    assert flips == []
    held._clock.advance(HOLD_SECONDS)
    pilot.step()
    assert flips == [1]


def test_held_frame_is_drawn_at_once_when_the_answer_is_here(pilot, held, flips):
    held.hold()
    pilot.window.canvas.ask_update()
    pilot.step()
    assert flips == []
    held.let_go()
    pilot.step()
    assert flips == [1]


def test_a_terminal_without_services_rehearses_its_hall():
    assert {type(state.stage).__name__ for state in rehearsal([], 0.0, context().wall)} == {
        "Home",
        "Scanning",
    }


def test_a_warmed_screen_is_kept_and_not_shown(pilot):
    first, *others = [view_of(state, context(), words(), TERMINAL) for state in states()]
    pilot.show(first)
    shown = pilot.screen
    for view in others:
        pilot.navigator.warm(view)
    pilot.step(3)

    assert pilot.screen is shown
    before = {screen.name: screen for screen in pilot.navigator.screens}
    pilot.show(others[-1])
    assert pilot.screen is before[type(others[-1]).__name__]


def test_fields_of_an_earlier_page_are_drawn_again_not_built_again(pilot):
    from screens.widgets.field import Field
    from tests.window.second_story import SECOND_STORY

    def fields():
        return {widget for widget in pilot.screen.walk() if isinstance(widget, Field)}

    pilot.show(SECOND_STORY["s06-form"]())
    first = fields()
    pilot.show(SECOND_STORY["s06c-form-edit"]())
    pilot.show(SECOND_STORY["s06-form"]())

    assert first
    assert fields() == first


@pytest.mark.parametrize(
    ("renderer", "expected"),
    [(b"llvmpipe (LLVM 15.0.6, 256 bits)", True), (b"Mali-G52", False), (None, False)],
)
def test_only_the_processors_own_drawing_is_waited_for(renderer, expected):
    assert is_software(renderer) is expected
