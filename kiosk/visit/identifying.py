"""While the reader waits for a card. Pure."""

from dataclasses import replace

from devices.status import Role
from kiosk.cases.materials import Materials
from kiosk.host.messages import StopWaiting, WatchCard
from kiosk.identity.documents import Validity, validity
from kiosk.journey.prefill import prefill
from kiosk.visit.events import CardFailed, PersonRead, Tell
from kiosk.visit.intents import Back, Intent
from kiosk.visit.state import CardTrouble, Fault, Guide, Identify, VisitState
from kiosk.visit.steps import forward, service_of, start_reading
from kiosk.visit.turn import Context, Turn, go, mint_request, stay

#: How long the host looks for the card to be taken; a visit is over long before.
WATCH_SECONDS = 3600.0


def on_identify(
    state: VisitState, stage: Identify, event: Intent | PersonRead | CardFailed, context: Context
) -> Turn:
    """A card, a try that failed, or the citizen going back."""
    match event:
        case PersonRead(person=person):
            if validity(person, context.today) is Validity.EXPIRED:
                return start_reading(state, context, CardTrouble.EXPIRED)
            return _known(replace(state, person=person, card_on_reader=True), context)
        case CardFailed(request_id=request, trouble=trouble) if request == stage.request_id:
            if trouble is CardTrouble.READER_GONE:
                return go(state, Fault(Role.ID_READER, "device-gone", stage))
            # Without a trouble the time is simply over: ask again, keep what was said before.
            return start_reading(state, context, trouble or stage.trouble)
        case Back():
            return go(state, Guide(), Tell(StopWaiting(stage.request_id)))
        case _:
            return stay(state)


def _known(state: VisitState, context: Context) -> Turn:
    if state.person is None:
        raise LookupError("nobody was read")
    answers = prefill(service_of(state), state.person)
    materials = Materials(card_read_at=context.wall)
    state, request = mint_request(replace(state, answers=answers, materials=materials))
    return forward(state, context).then(Tell(WatchCard(request, WATCH_SECONDS)))
