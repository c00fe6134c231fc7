"""The door of service: a badge, then a PIN. Pure. What was typed is forgotten once it is sent."""

from dataclasses import replace

from kiosk.host import service_messages as said
from kiosk.upkeep.service import intents as wish
from kiosk.upkeep.service.state import (
    Doorstep,
    EnteringPin,
    Member,
    ServiceState,
    TypingBadge,
)
from kiosk.upkeep.service.turn import Context, Say, Turn, go, home, mint, stay
from kiosk.upkeep.staff.pin import LONGEST_DIGITS, SHORTEST_DIGITS

_LONGEST_BADGE = 32


def open_door(state: ServiceState, context: Context, trouble: str = "") -> Turn:
    """Wait for a badge at window and reader."""
    state, request_id = mint(state)
    seconds = context.limits.door_seconds
    ask = said.AwaitBadge(request_id, seconds)
    return go(state, Doorstep(request_id, context.now + seconds, trouble), Say(ask))


def on_door(
    state: ServiceState,
    stage: Doorstep | TypingBadge | EnteringPin,
    event: object,
    context: Context,
) -> Turn:
    """A touch before anybody is known."""
    match stage, event:
        case Doorstep(), wish.TypeInstead():
            return go(state, TypingBadge(), Say(said.StopBadge()))
        case Doorstep(), wish.GoBack():
            return stay(state)
        case _, wish.GoBack():
            return open_door(state, context)
        case TypingBadge(), wish.SetDraft(text=text):
            return go(state, replace(stage, draft=text[:_LONGEST_BADGE].upper(), trouble=""))
        case TypingBadge(draft=draft, request_id=0), wish.Confirm() if draft:
            state, request_id = mint(state)
            asked = TypingBadge(request_id=request_id)
            return go(state, asked, Say(said.TypeBadge(request_id), draft))
        case EnteringPin(), wish.SetDraft(text=text):
            return go(state, _typed(stage, text, context.now))
        case EnteringPin(request_id=0), wish.Confirm() if can_confirm(stage, context.now):
            state, request_id = mint(state)
            asked_pin = replace(stage, digits="", request_id=request_id, trouble="")
            return go(state, asked_pin, Say(said.TryPin(request_id), stage.digits))
        case _:
            return stay(state)


def _typed(stage: EnteringPin, text: str, now: float) -> EnteringPin:
    is_digits = text.isascii() and (text.isdigit() or not text)
    if stage.request_id or not is_digits or len(text) > LONGEST_DIGITS or is_barred(stage, now):
        return stage
    return replace(stage, digits=text, trouble="")


def is_barred(stage: EnteringPin, now: float) -> bool:
    """Whether typing leads nowhere: locked out, or still to wait."""
    return stage.trouble == said.PinResult.LOCKED or now < stage.wait_until


def can_confirm(stage: EnteringPin, now: float) -> bool:
    """Whether this may be a PIN, and may be tried now."""
    return len(stage.digits) >= SHORTEST_DIGITS and not is_barred(stage, now)


def settled(state: ServiceState, event: object, context: Context) -> Turn:
    """What the host found out about badge or PIN."""
    match state.stage, event:
        case (Doorstep() | TypingBadge()) as stage, said.BadgeSettled() as badge:
            if badge.request_id != stage.request_id:
                return stay(state)
            return _badge(replace(state, touched_at=context.now), stage, badge, context)
        case EnteringPin() as stage, said.PinSettled() as pin:
            if pin.request_id != stage.request_id:
                return stay(state)
            return _pin(replace(state, touched_at=context.now), stage, pin, context)
        case _:
            return stay(state)


def _badge(
    state: ServiceState, stage: Doorstep | TypingBadge, badge: said.BadgeSettled, context: Context
) -> Turn:
    if badge.result is said.BadgeResult.KNOWN:
        return go(state, EnteringPin(badge.number))
    if isinstance(stage, TypingBadge):
        return go(state, TypingBadge(trouble=badge.result))
    if badge.result is said.BadgeResult.UNKNOWN:
        return open_door(state, context, badge.result)
    return go(state, replace(stage, trouble=badge.result))


def _pin(state: ServiceState, stage: EnteringPin, pin: said.PinSettled, context: Context) -> Turn:
    if pin.result is said.PinResult.SIGNED_IN:
        who = Member(stage.number, pin.role, frozenset(pin.rights), context.wall)
        return home(replace(state, who=who))
    wait_until = context.now + pin.wait_seconds
    again = replace(
        stage,
        digits="",
        request_id=0,
        trouble=pin.result,
        tries_left=pin.tries_left,
        wait_until=wait_until,
    )
    return go(state, again)
