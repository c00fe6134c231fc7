"""While the reader waits for a card. Pure."""

from dataclasses import replace

from devices.status import Role
from kiosk.cases.materials import Materials
from kiosk.host.messages import StopWaiting, WatchCard
from kiosk.identity.documents import Person, Validity, validity
from kiosk.journey.prefill import prefill
from kiosk.visit.events import CardFailed, PersonRead, Tell
from kiosk.visit.intents import Back, Intent
from kiosk.visit.leaving import noticed
from kiosk.visit.state import CardTrouble, Fault, Guide, Identify, VisitState
from kiosk.visit.steps import forward, service_of, start_reading
from kiosk.visit.turn import Context, Turn, go, mint_request, stay

#: How long the host looks for the card to be taken before it is asked again.
WATCH_SECONDS = 3600.0


def on_identify(
    state: VisitState, stage: Identify, event: Intent | PersonRead | CardFailed, context: Context
) -> Turn:
    """A card, a try that failed, or the citizen going back."""
    match event:
        case PersonRead(request_id=request, person=person) if request == stage.request_id:
            return _read(noticed(state, context), person, context)
        case CardFailed(request_id=request) as failed if request == stage.request_id:
            return _failed(state, stage, failed, context)
        case Back():
            return go(state, Guide(), Tell(StopWaiting(stage.request_id)))
        case _:
            return stay(state)


def _read(state: VisitState, person: Person, context: Context) -> Turn:
    if validity(person, context.today) is Validity.EXPIRED:
        return start_reading(state, context, CardTrouble.EXPIRED)
    known = replace(
        state,
        person=person,
        answers=prefill(service_of(state), person),
        materials=Materials(card_read_at=context.wall),
        card_on_reader=True,
    )
    watched = watch_card(known)
    return forward(watched.state, context).then(*watched.effects)


def _failed(state: VisitState, stage: Identify, failed: CardFailed, context: Context) -> Turn:
    if failed.trouble is CardTrouble.READER_GONE:
        return go(state, reader_gone(stage))
    if failed.trouble is None:
        # The time is simply over: ask again, keep what was said before.
        return start_reading(state, context, stage.trouble, stage.status_word)
    return start_reading(noticed(state, context), context, failed.trouble, failed.status_word)


def watch_card(state: VisitState) -> Turn:
    """Have the host tell when the card is taken."""
    state, request = mint_request(state)
    return Turn(state, (Tell(WatchCard(request, WATCH_SECONDS)),))


def reader_gone(stage: Identify) -> Fault:
    """What is shown until it is back. A card may then have to be laid anew to be found again."""
    back_to = replace(stage, trouble=CardTrouble.NOT_UNDERSTOOD, status_word=0)
    return Fault(Role.ID_READER, "device-gone", back_to)
