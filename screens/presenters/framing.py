"""The frame of a screen out of the state: where the citizen is, what comes next, the clock.

Owns what header, stepper and dock say. Must not choose the keys: each presenter gives its own.
"""

from datetime import date, datetime
from unicodedata import east_asian_width

from config.terminal import Identity
from devices.io_board.condition import UPS_LOW, UPS_POWERING, reason_of
from devices.status import Role
from kiosk.catalogue.definition import StepKind
from kiosk.i18n import Texts
from kiosk.journey.engine import progress, step_before
from kiosk.visit.intents import Aid, Back
from kiosk.visit.local_time import local
from kiosk.visit.state import Aids, VisitState
from kiosk.visit.steps import current_step_id, service_of
from kiosk.visit.turn import Context
from screens.presenters.frame import FrameView, KeyView, StepView

#: What fits on the chip beside the way out, in columns of half an ideograph.
_CHIP_COLUMNS = 12


def hall_frame(
    state: VisitState,
    context: Context,
    words: Texts,
    terminal: Identity,
    *,
    secondary: KeyView | None = None,
    primary: KeyView | None = None,
) -> FrameView:
    """The frame while no service has been begun."""
    return FrameView(
        title=words("visit.frame.house", city=terminal.city),
        subtitle=place_text(words, terminal),
        clock=clock_text(context.wall),
        secondary=secondary,
        primary=primary,
        aids_on=aids_on(state.aids),
    )


def case_frame(
    state: VisitState,
    context: Context,
    words: Texts,
    terminal: Identity,
    *,
    title: str = "",
    subtitle: str = "",
    step: StepView | None = None,
    secondary: KeyView | None = None,
    primary: KeyView | None = None,
) -> FrameView:
    """The frame inside a service, with the person as soon as one is known."""
    person = "" if state.person is None else chip_name(state.person.name)
    privacy = words("visit.frame.privacy") if person else place_text(words, terminal)
    return FrameView(
        title=title or service_of(state).name,
        subtitle=_power_text(state, words) or subtitle or privacy,
        clock="" if person else clock_text(context.wall),
        person=person,
        step=step,
        secondary=secondary,
        primary=primary,
        aids_on=aids_on(state.aids),
    )


def _power_text(state: VisitState, words: Texts) -> str:
    """While the mains is away, whoever is in the middle of something has to know."""
    for report in state.devices:
        reason = reason_of(report.status) if report.role is Role.IO_BOARD else ""
        if reason in (UPS_LOW, UPS_POWERING):
            return words(f"visit.frame.{reason}")
    return ""


def step_view(state: VisitState, words: Texts) -> StepView:
    """Where the citizen is in the journey. Large text has room for half of it only."""
    now = progress(service_of(state), state.answers, current_step_id(state))
    position = words("journey.progress", number=now.number, total=now.total)
    after = "" if now.next_title is None else words("journey.next-step", title=now.next_title)
    if state.aids.is_large:
        return StepView(now.number, now.total, position, "")
    return StepView(now.number, now.total, f"{position} · {now.title}", after)


def step_back_key(state: VisitState, words: Texts) -> KeyView | None:
    """Back to the step before. The card was read: nobody goes back to lay it again."""
    step = step_before(service_of(state), state.answers, current_step_id(state))
    if state.person is not None and (step is None or step.kind is StepKind.IDENTIFY):
        return None
    return KeyView(words("visit.key.back-one"), Back(), "sec", icon="back")


def place_text(words: Texts, terminal: Identity) -> str:
    """Which machine this is."""
    return words("visit.frame.place", hall=terminal.hall, name=terminal.name)


def clock_text(at: datetime) -> str:
    """The time as the clock on the wall says it."""
    return f"{local(at):%H:%M}"


def stamp_text(at: datetime | None) -> str:
    """The time to the second; empty for what has not happened."""
    return "" if at is None else f"{local(at):%H:%M:%S}"


def day_text(day: date, words: Texts) -> str:
    """A day as people say it."""
    return words("journey.day", month=day.month, day=day.day)


def aids_on(aids: Aids) -> frozenset[Aid]:
    """The helps that are switched on."""
    switched = {Aid.TEXT_LARGE: aids.is_large, Aid.CONTRAST: aids.is_contrast}
    return frozenset(aid for aid, is_on in switched.items() if is_on)


def chip_name(name: str) -> str:
    """A name short enough for the chip."""
    columns = 0
    for at, character in enumerate(name):
        columns += 2 if east_asian_width(character) in "WF" else 1
        if columns > _CHIP_COLUMNS:
            return name[:at].rstrip() + "…"
    return name


def seconds_until(instant: float, context: Context) -> int:
    """Whole seconds left, never below none; a started second counts."""
    return max(0, -int(-(instant - context.now) // 1))
