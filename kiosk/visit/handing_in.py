"""From the signature to the paper in the citizen's hand. Pure.

The rungs only climb, and the receipt is asked for with the rung that is true at that moment.
"""

from dataclasses import replace
from datetime import datetime

from kiosk.host.messages import GiveRating, PaperResult, SheetTaken
from kiosk.journey.engine import walk
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


def on_review(state: VisitState, stage: Review, intent: Intent, context: Context) -> Turn:
    """Look once more, sign, hand in."""
    if stage.is_sealing:
        return stay(state)
    match intent:
        case SignatureChanged(strokes=strokes):
            return go(state, replace(stage, strokes=strokes, failure=""))
        case ToggleConsent(consent_id=consent_id):
            return Turn(replace(state, consents=_toggled(state, consent_id, context)))
        case Submit() | Continue() if may_submit(state, stage):
            return go(state, replace(stage, is_sealing=True, failure=""), SubmitCase())
        case Back():
            return back(state, context)
        case _:
            return stay(state)


def is_signed(stage: Review) -> bool:
    """Whether there is a name in the field."""
    return sum(len(stroke) for stroke in stage.strokes) >= FEWEST_SIGNATURE_POINTS


def wants_signature(state: VisitState) -> bool:
    """A filing is signed; a query is agreed to by touch."""
    return service_of(state).mode == "apply"


def open_consents(state: VisitState) -> tuple[str, ...]:
    """Sentences that are not agreed to yet."""
    wanted = [consent.id for consent in service_of(state).consents]
    if state.materials.promised(walk(service_of(state), state.answers)):
        wanted.append(UNDERTAKING)
    return tuple(one for one in wanted if one not in state.consents)


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
        case StoredHere(case_id=case_id, at=at):
            stored = replace(state, case=CaseRecord(case_id, stored_at=at))
            on_review_screen = isinstance(state.stage, Review)
            return forward(stored, context) if on_review_screen else Turn(stored)
        case NotStored(reason=reason):
            return go(state, Review(failure=reason))
        case PaperMoved():
            return _on_paper(state, event)
        case PlatformSaid() | HeldUp() | ResultReady():
            return _on_platform(state, event)


def _on_platform(state: VisitState, event: PlatformSaid | HeldUp | ResultReady) -> Turn:
    case = state.case
    if case is None:
        return stay(state)
    match event:
        case PlatformSaid(reply=reply):
            received = case.received_at or reply.received_at
            climbed = replace(case, reply=reply, received_at=received, held_up="")
            return _receipt_when_accepted(replace(state, case=climbed))
        case HeldUp(code=code):
            return Turn(replace(state, case=replace(case, held_up=code)))
        case ResultReady(result_id=result_id, number=number):
            known = replace(case, result_id=result_id, result_number=number)
            return Turn(replace(state, case=known))


def _receipt_when_accepted(state: VisitState) -> Turn:
    case = state.case
    accepted = case is not None and case.reply is not None and case.reply.accepted_at is not None
    if not accepted or case is None or case.receipt is not ReceiptPhase.NONE:
        return Turn(state)
    return print_receipt(state)


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
    printing = replace(case, receipt=ReceiptPhase.PRINTING, receipt_rung=rung_of(case))
    return Turn(replace(state, case=printing), (MakeReceipt(request),))


def _on_paper(state: VisitState, event: PaperMoved) -> Turn:
    stage, case = state.stage, state.case
    if isinstance(stage, Sheet) and stage.request_id == event.request_id:
        return go(
            state,
            replace(stage, phase=_SHEET[event.result], reason=event.reason, actor=event.actor),
        )
    if case is None or case.receipt is not ReceiptPhase.PRINTING:
        return stay(state)
    is_out = event.result == PaperResult.PRINTED
    phase = ReceiptPhase.PRINTED if is_out else ReceiptPhase.FAILED
    settled = replace(case, receipt=phase, receipt_reason="" if is_out else event.reason)
    turn = Turn(replace(state, case=settled))
    # The platform may have climbed a rung while the paper ran: the citizen gets that too.
    if is_out and rung_of(settled) == "accepted" and settled.receipt_rung != "accepted":
        return print_receipt(turn.state)
    return turn


_SHEET = {
    PaperResult.STARTED: SheetPhase.PRINTING,
    PaperResult.WAITING: SheetPhase.WAITING,
    PaperResult.PRINTED: SheetPhase.TAKE,
    PaperResult.REFUSED: SheetPhase.REFUSED,
    PaperResult.UNCERTAIN: SheetPhase.UNCERTAIN,
}


def on_submitted(state: VisitState, intent: Intent, context: Context) -> Turn:
    """The rungs are on the screen."""
    case = state.case
    if case is None:
        return stay(state)
    match intent:
        case PrintReceipt() if case.receipt is not ReceiptPhase.PRINTING:
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
            return go(state, replace(stage, grade=grade, tags=()))
        case ToggleTag(tag=tag):
            tags = tuple(one for one in stage.tags if one != tag)
            return go(state, replace(stage, tags=tags if tag in stage.tags else (*tags, tag)))
        case Continue() | Submit() if stage.grade and state.case is not None:
            rating = GiveRating(state.case.case_id, service_of(state).code, stage.grade, stage.tags)
            return say_goodbye(state, Ending.FINISHED, context).then(Tell(rating))
        case Skip():
            return say_goodbye(state, Ending.FINISHED, context)
        case _:
            return stay(state)
