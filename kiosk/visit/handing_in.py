"""From the signature to the paper in the citizen's hand. Pure.

The rungs only climb, and the receipt is asked for with the rung that is true at that moment.
"""

from dataclasses import replace
from datetime import datetime

from kiosk.host.messages import GiveRating, PaperResult, SheetTaken
from kiosk.journey.engine import walk
from kiosk.uplink.contract import CaseReply, CaseState
from kiosk.visit.choosing import READ_CARD
from kiosk.visit.events import (
    HeldUp,
    MakeReceipt,
    MakeSheet,
    NotStored,
    PaperMoved,
    PlatformSaid,
    ResultReady,
    StoredHere,
    SubmitCase,
    Tell,
)
from kiosk.visit.intents import (
    Back,
    Continue,
    Intent,
    PaperTaken,
    PrintLicence,
    PrintReceipt,
    Rate,
    SignatureChanged,
    Skip,
    Submit,
    ToggleConsent,
    ToggleTag,
)
from kiosk.visit.leaving import say_goodbye
from kiosk.visit.state import (
    CaseRecord,
    Ending,
    Goodbye,
    Rating,
    ReceiptPhase,
    Review,
    Sheet,
    SheetPhase,
    VisitState,
)
from kiosk.visit.steps import back, forward, service_of
from kiosk.visit.turn import Context, Turn, go, mint_request, stay

CaseEvent = StoredHere | NotStored | PlatformSaid | HeldUp | ResultReady | PaperMoved
#: Fewer points than this is a slip of the finger, not a name.
FEWEST_SIGNATURE_POINTS = 8
#: The id under which the promise of missing papers is agreed to.
UNDERTAKING = "undertaking"
#: Grades from here on are content; those below say what was wrong.
CONTENT_FROM = 3


def on_review(state: VisitState, stage: Review, intent: Intent, context: Context) -> Turn:
    """Look once more, sign, hand in."""
    if stage.is_sealing:
        return stay(state)
    match intent:
        case SignatureChanged(strokes=strokes) if wants_signature(state):
            return go(state, replace(stage, strokes=strokes, failure=""))
        case ToggleConsent(consent_id=consent_id) if consent_id in asked_consents(state):
            return Turn(replace(state, consents=_toggled(state, consent_id, context)))
        case Submit() | Continue() if may_submit(state, stage):
            return go(state, replace(stage, is_sealing=True, failure=""), SubmitCase())
        case Back():
            # What was agreed to here was this case as it stood: changed, it is agreed to anew.
            kept = {key: at for key, at in state.consents.items() if key == READ_CARD}
            return back(replace(state, consents=kept), context)
        case _:
            return stay(state)


def is_signed(stage: Review) -> bool:
    """Whether there is a name in the field."""
    return sum(len(stroke) for stroke in stage.strokes) >= FEWEST_SIGNATURE_POINTS


def wants_signature(state: VisitState) -> bool:
    """A filing is signed; a query is agreed to by touch."""
    return service_of(state).mode == "apply"


def asked_consents(state: VisitState) -> tuple[str, ...]:
    """Sentences to agree to here; the one about the card was agreed to before it was read."""
    asked = [one.id for one in service_of(state).consents if one.id != READ_CARD]
    if state.materials.promised(walk(service_of(state), state.answers)):
        asked.append(UNDERTAKING)
    return tuple(asked)


def open_consents(state: VisitState) -> tuple[str, ...]:
    """Sentences that are not agreed to yet."""
    return tuple(one for one in asked_consents(state) if one not in state.consents)


def may_submit(state: VisitState, stage: Review) -> bool:
    """Whether everything that only the citizen can do is done."""
    return not open_consents(state) and (is_signed(stage) or not wants_signature(state))


def _toggled(state: VisitState, consent_id: str, context: Context) -> dict[str, datetime]:
    consents = dict(state.consents)
    if consents.pop(consent_id, None) is None:
        consents[consent_id] = context.wall
    return consents


def on_case(state: VisitState, event: CaseEvent, context: Context) -> Turn:
    """What host, platform and printers say about the case, on whatever screen."""
    match event:
        case StoredHere() if state.case is None:
            stored = replace(state, case=CaseRecord(event.case_id, stored_at=event.at))
            match state.stage:
                case Review(is_sealing=True):
                    return forward(stored, context)
                case Goodbye():
                    return Turn(stored)
                case _:
                    return stay(state)
        case NotStored(reason=reason) if isinstance(state.stage, Review):
            return go(state, replace(state.stage, is_sealing=False, failure=reason))
        case PaperMoved():
            return _on_paper(state, event)
        case PlatformSaid() | HeldUp() | ResultReady() if state.case is not None:
            return _on_platform(state, state.case, event)
        case _:
            return stay(state)


def _on_platform(
    state: VisitState, case: CaseRecord, event: PlatformSaid | HeldUp | ResultReady
) -> Turn:
    match event:
        case PlatformSaid(reply=reply) if _is_news(case, reply):
            received = case.received_at or reply.received_at
            climbed = replace(case, reply=reply, received_at=received, held_up="")
            return _receipt_when_accepted(replace(state, case=climbed))
        case HeldUp(case_id=case_id, code=code) if case_id == case.case_id:
            held_up = code if rung_of(case) != "accepted" else ""
            return Turn(replace(state, case=replace(case, held_up=held_up)))
        case ResultReady(case_id=case_id) if case_id == case.case_id:
            known = replace(case, result_id=event.result_id, result_number=event.number)
            return Turn(replace(state, case=known))
        case _:
            return stay(state)


_UNDECIDED = (CaseState.AWAITING_MATERIALS, CaseState.RECEIVED, CaseState.PRECHECKED)
_ON_THE_WAY = (
    CaseState.ACCEPTED,
    CaseState.TOLERATED,
    CaseState.CORRECTION_REQUESTED,
    CaseState.IN_REVIEW,
    CaseState.CLOCK_STOPPED,
)


def _is_news(case: CaseRecord, reply: CaseReply) -> bool:
    """Answers and bulletins come over two connections, so an older one may come later."""
    if str(reply.case_id) != case.case_id:
        return False
    known = case.reply
    if known is None:
        return True
    is_fallen = known.accepted_at is not None and reply.accepted_at is None
    return not is_fallen and _height(reply.state) >= _height(known.state)


def _height(state: CaseState) -> int:
    if state in _UNDECIDED:
        return 0
    return 1 if state in _ON_THE_WAY else 2


def _receipt_when_accepted(state: VisitState) -> Turn:
    case = state.case
    if case is None or isinstance(state.stage, Goodbye) or not _owes_receipt(case):
        # A citizen who is going would leave a paper behind with their name on it.
        return Turn(state)
    return print_receipt(state)


def _owes_receipt(case: CaseRecord) -> bool:
    """Once per rung, and not while another one is in the printer."""
    is_new = rung_of(case) == "accepted" and case.receipt_rung != "accepted"
    return is_new and case.receipt is not ReceiptPhase.PRINTING


def rung_of(case: CaseRecord) -> str:
    """The highest rung that is true: stored, received or accepted."""
    if case.reply is not None and case.reply.accepted_at is not None:
        return "accepted"
    return "received" if case.received_at is not None else "stored"


def print_receipt(state: VisitState) -> Turn:
    """Print what is true now."""
    case = state.case
    if case is None or not service_of(state).outputs.receipt:
        return stay(state)
    state, request = mint_request(state)
    printing = replace(
        case,
        receipt=ReceiptPhase.PRINTING,
        receipt_request=request,
        receipt_rung=rung_of(case),
        receipt_reason="",
    )
    return Turn(replace(state, case=printing), (MakeReceipt(request),))


def _on_paper(state: VisitState, event: PaperMoved) -> Turn:
    stage, case = state.stage, state.case
    if isinstance(stage, Sheet) and stage.request_id == event.request_id:
        if stage.phase in _SETTLED:
            return stay(state)
        phase = _SHEET[event.result]
        return go(state, replace(stage, phase=phase, reason=event.reason, actor=event.actor))
    is_receipt = case is not None and case.receipt_request == event.request_id
    if case is None or not is_receipt or case.receipt is not ReceiptPhase.PRINTING:
        return stay(state)
    if event.result in (PaperResult.STARTED, PaperResult.WAITING):
        return stay(state)
    return _receipt_settled(state, case, event)


def _receipt_settled(state: VisitState, case: CaseRecord, event: PaperMoved) -> Turn:
    is_out = event.result is PaperResult.PRINTED
    settled = replace(
        case,
        receipt=ReceiptPhase.PRINTED if is_out else ReceiptPhase.FAILED,
        receipt_reason="" if is_out else event.reason,
    )
    # The platform may have climbed a rung while the paper ran: the citizen gets that too.
    return _receipt_when_accepted(replace(state, case=settled))


_SHEET = {
    PaperResult.STARTED: SheetPhase.PRINTING,
    PaperResult.WAITING: SheetPhase.WAITING,
    PaperResult.PRINTED: SheetPhase.TAKE,
    PaperResult.REFUSED: SheetPhase.REFUSED,
    PaperResult.UNCERTAIN: SheetPhase.UNCERTAIN,
}
#: The last word about a sheet; what still comes after it is an echo.
_SETTLED = (SheetPhase.TAKE, SheetPhase.REFUSED, SheetPhase.UNCERTAIN)


def on_submitted(state: VisitState, intent: Intent, context: Context) -> Turn:
    """The rungs are on the screen."""
    case = state.case
    if case is None:
        return stay(state)
    match intent:
        case PrintReceipt() if case.receipt in (ReceiptPhase.NONE, ReceiptPhase.FAILED):
            return print_receipt(state)
        case PrintLicence() if case.result_id:
            return _print_sheet(state)
        case Continue():
            return go(state, Rating())
        case _:
            return stay(state)


def _print_sheet(state: VisitState) -> Turn:
    state, request = mint_request(state)
    return go(state, Sheet(SheetPhase.PREPARING, request), MakeSheet(request))


def on_sheet(state: VisitState, stage: Sheet, intent: Intent, context: Context) -> Turn:
    """An official sheet is on its way, or is not."""
    case = state.case
    match intent:
        case PaperTaken() if stage.phase is SheetPhase.TAKE and case is not None:
            return go(state, Rating(), Tell(SheetTaken(case.result_id)))
        # Refused means that nothing was sent: trying again cannot make a second sheet.
        case PrintLicence() if stage.phase is SheetPhase.REFUSED:
            return _print_sheet(state)
        case Continue() if stage.phase in (SheetPhase.REFUSED, SheetPhase.UNCERTAIN):
            return go(state, Rating())
        case _:
            return stay(state)


def on_rating(state: VisitState, stage: Rating, intent: Intent, context: Context) -> Turn:
    """How was it? Two taps at most, and it can be skipped."""
    match intent:
        case Rate(grade=grade) if 1 <= grade <= 5:
            return go(state, Rating(grade))
        case ToggleTag(tag=tag) if stage.grade:
            tags = tuple(one for one in stage.tags if one != tag)
            return go(state, replace(stage, tags=tags if tag in stage.tags else (*tags, tag)))
        case Continue() if may_rate(stage) and state.case is not None:
            rating = GiveRating(state.case.case_id, service_of(state).code, stage.grade, stage.tags)
            return say_goodbye(state, Ending.FINISHED, context).then(Tell(rating))
        case Skip():
            return say_goodbye(state, Ending.FINISHED, context)
        case _:
            return stay(state)


def may_rate(stage: Rating) -> bool:
    """A grade is enough; a bad one says at least one thing that was bad."""
    return stage.grade >= CONTENT_FROM or bool(stage.grade and stage.tags)
