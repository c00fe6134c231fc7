"""What the host says, as events of the session. Pure."""

from kiosk.host import messages as said
from kiosk.identity.documents import Person, read_person
from kiosk.uplink.contract import CaseReply, EnvelopeView
from kiosk.visit import events
from kiosk.visit.state import CardTrouble, PlatformView

_CARD_TROUBLE = {
    said.CardResult.MOVED: CardTrouble.MOVED,
    said.CardResult.REFUSED: CardTrouble.REFUSED,
    said.CardResult.FAILED: CardTrouble.READER_GONE,
    said.CardResult.NONE: None,
}


def card_event(settled: said.CardSettled, payload: bytearray) -> events.Event | None:
    """How the reader ended. The payload is read here and wiped by the caller."""
    match settled.result:
        case said.CardResult.READ:
            person = read_person(payload)
            if isinstance(person, Person):
                return events.PersonRead(settled.request_id, person)
            return events.CardFailed(settled.request_id, CardTrouble.NOT_UNDERSTOOD)
        case said.CardResult.TAKEN:
            return events.CardTaken()
        case said.CardResult.STILL_THERE:
            return events.CardStillThere()
        case said.CardResult.CANCELLED:
            return None
        case trouble:
            why = _CARD_TROUBLE[trouble]
            return events.CardFailed(settled.request_id, why, settled.status_word)


def host_event(message: object, blob: bytearray) -> events.Event | None:
    """Everything of the host that needs no work of the shell."""
    match message:
        case said.ShowVisit(is_card_left=is_card_left):
            return events.Shown(is_card_left)
        case said.DevicesChanged(reports=reports):
            return events.DevicesReported(reports)
        case said.PlatformChanged() as changed:
            return events.PlatformReported(_platform(changed))
        case said.CodeSettled(request_id=request_id, result=result):
            return events.CodeNotRead(request_id, result is said.CodeResult.FAILED)
        case said.CaseStored(case_id=case_id, at=at):
            return events.StoredHere(case_id, at)
        case said.CaseNotStored(reason=reason):
            return events.NotStored(reason)
        case said.CaseProgressed(reply_json=reply_json):
            return events.PlatformSaid(CaseReply.model_validate_json(reply_json))
        case said.CaseHeldUp(case_id=case_id, problem_code=code):
            return events.HeldUp(case_id, code)
        case said.PaperProgressed(request_id=request_id, result=paper, reason=why, actor=who):
            return events.PaperMoved(request_id, paper, why, who)
        case said.EnvelopeAnswered(request_id=request_id, is_found=True):
            view = EnvelopeView.model_validate_json(bytes(blob))
            return events.EnvelopeFound(request_id, view)
        case said.EnvelopeAnswered(request_id=request_id, reason=reason):
            return events.CodeRefused(request_id, f"visit.code.{reason}")
        case _:
            return None


def _platform(changed: said.PlatformChanged) -> PlatformView:
    return PlatformView(
        is_online=changed.is_online,
        since=changed.since,
        key=changed.platform_key,
        versions=None if changed.items is None else dict(changed.items),
        suspended=frozenset(changed.suspended),
    )
