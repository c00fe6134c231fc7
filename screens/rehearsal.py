"""The visit that nobody sees yet: every screen and each of its faces once, drawn beforehand.

Building a widget costs ten times what drawing it again does, and a citizen should wait for none of
it. So each list is as full, and each banner as present, as a real visit will want it; the words in
them stand for nobody. What comes within milliseconds of a touch is drawn beforehand with the
citizen's own words. Pure: it only names states. Must not be shown.
"""

import base64
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from devices.ports import ScanSource
from devices.status import Role
from kiosk.cases.materials import MaterialRefused, Materials, Scanned
from kiosk.catalogue.definition import Field, FieldKind, Keyboard, StepKind
from kiosk.catalogue.loader import Service
from kiosk.host.scan_messages import ScanResult
from kiosk.identity.documents import DocumentKind, Person
from kiosk.identity.person_numbers import Sex
from kiosk.journey.answers import Answers, Source
from kiosk.journey.engine import relevant_steps
from kiosk.uplink.contract import CaseReply, CaseState, EnvelopeView, MissingMaterial
from kiosk.visit.intents import Tool
from kiosk.visit.state import (
    Aids,
    Capture,
    CardTrouble,
    CaseRecord,
    Ending,
    Envelope,
    Fault,
    Form,
    Goodbye,
    Guide,
    Home,
    Identify,
    MaterialList,
    PageThumb,
    Rating,
    ReceiptPhase,
    Review,
    Scanning,
    ScanNote,
    Sheet,
    SheetPhase,
    Stage,
    Submitted,
    VisitState,
)

_NOBODYS_CASE = "00000000-0000-0000-0000-000000000000"
_NOBODY = Person(
    kind=DocumentKind.RESIDENT,
    name="某某",
    number="000000000000000000",
    sex=Sex.FEMALE,
    ethnic="",
    birth=None,
    address="某地",
    issuer="某处",
    valid_from=None,
    valid_to=None,
)
#: One grey point; where a page's picture will stand.
_NO_PAGE = base64.b64decode(
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDABALDA4MChAODQ4SERATGCgaGBYWGDEjJR0oOjM9PDkzODdASFxOQERXRTc4"
    "UG1RV19iZ2hnPk1xeXBkeFxlZ2P/wAALCAABAAEBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAAAP/EABQQAQAAAAAAAAAA"
    "AAAAAAAAAAD/2gAIAQEAAD8AP//Z"
)
_STAND_INS = {FieldKind.DATE: "1900-01-01", FieldKind.TEXT: "某某"}
_STROKE = ((0.4, 0.4), (0.6, 0.6))


def rehearsal(services: Iterable[Service], now: float, wall: datetime) -> Iterator[VisitState]:
    """States that lead over every screen; the longest journey stands for all."""
    for hall in (Home(), Home(tool=Tool.APPLY), Scanning(0, now), Scanning(0, now, "visit.code")):
        yield VisitState(stage=hall)
    longest = max(services, key=_length, default=None)
    if longest is None:
        return
    nobody = VisitState(
        service=longest,
        person=_NOBODY,
        answers=_answers(longest),
        materials=_materials(longest, wall),
    )
    for stage in (*_before_submit(longest, now), _envelope(longest, wall)):
        yield replace(nobody, stage=stage)
        if isinstance(stage, Form):
            # What the card does not say looks different while nobody has answered it.
            yield replace(nobody, stage=stage, answers=_answers(longest, Source.CARD))
    yield from _after_submit(nobody, now, wall)
    yield replace(nobody, stage=Guide(), aids=Aids(shows_help=True))
    yield replace(nobody, stage=Guide(), asked_until=now)


def what_comes_at_once(state: VisitState, now: float, wall: datetime) -> VisitState | None:
    """The state that the next touch may lead to within milliseconds: "stored", after Submit."""
    if not isinstance(state.stage, Review) or not state.stage.strokes:
        return None
    return replace(
        state,
        stage=Submitted(now),
        case=CaseRecord(_NOBODYS_CASE, stored_at=wall),
        asked_until=None,
    )


def _length(service: Service) -> int:
    definition = service.definition
    return len(definition.steps) + len(definition.materials)


def _answers(service: Service, *given: Source) -> Answers:
    """Answers of nobody; only those of the sources ``given``, if any."""
    answers = Answers()
    for field in service.definition.fields:
        source = Source.CITIZEN if field.source == "citizen" else Source.CARD
        if not given or source in given:
            answers = answers.with_answer(field.id, _stand_in(field), source)
    return answers


def _stand_in(field: Field) -> str:
    return field.options[0].id if field.options else _STAND_INS.get(field.kind, "0")


def _materials(service: Service, wall: datetime) -> Materials:
    scanned = Scanned(UUID(_NOBODYS_CASE), "", 1, wall)
    wanted = [one.code for one in service.definition.materials if one.source == "scan"]
    return Materials(card_read_at=wall, decided=dict.fromkeys(wanted, scanned))


def _before_submit(service: Service, now: float) -> Iterator[Stage]:
    yield Guide()
    yield from (Identify(0, now), Identify(0, now, CardTrouble.MOVED))
    definition = service.definition
    for step in relevant_steps(definition, Answers()):
        match step.kind:
            case StepKind.FORM:
                yield from _form(service, step.id)
            case StepKind.MATERIALS:
                yield MaterialList()
                yield MaterialList(MaterialRefused(words="某某"))
                yield from _capture(definition.materials[0].code)
                yield Fault(Role.DOCUMENT_SCANNER, "device-gone", MaterialList())
            case StepKind.REVIEW:
                yield from (Review(), Review((_STROKE,)))
            case _:
                pass  # the way in is above, what follows Submit is the same for all


def _form(service: Service, step_id: str) -> Iterator[Form]:
    """The fields, and each kind of keyboard."""
    asked = [field for field in service.definition.fields if field.step == step_id]
    boards = {field.keyboard: field.id for field in asked if field.keyboard is not Keyboard.NONE}
    yield from (Form(step_id, editing=field_id) for field_id in boards.values())
    yield Form(step_id)


def _capture(material: str) -> Iterator[Capture]:
    """Waiting for the first page, and under way with some."""
    yield Capture(material)
    quad = ((0.2, 0.2), (0.8, 0.2), (0.8, 0.8), (0.2, 0.8))
    pages = tuple(PageThumb(index, _NO_PAGE) for index in range(3))
    checks = dict.fromkeys(("sharp", "whole", "lit", "glare", "uncovered"), True)
    for taken in (pages[:1], pages):
        yield Capture(material, True, taken, quad, "capture.hint.hold", checks)
    yield Capture(material, True, pages, is_finishing=True)
    yield Capture(material, pages=pages, scanning=ScanSource.FEEDER)
    jammed = ScanNote(ScanResult.FAILED, len(pages), "media-jam")
    yield Capture(material, True, pages, scanned=jammed)


def _envelope(service: Service, wall: datetime) -> Envelope:
    definition = service.definition
    missing = tuple(MissingMaterial(code=one.code, name="某某") for one in definition.materials[:1])
    return Envelope(
        EnvelopeView(
            case_id=UUID(_NOBODYS_CASE),
            case_no="0",
            service_code=definition.code,
            missing=missing,
            due_by=wall.date(),
            complete=False,
        )
    )


def _after_submit(nobody: VisitState, now: float, wall: datetime) -> Iterator[VisitState]:
    stored = CaseRecord(_NOBODYS_CASE, stored_at=wall, receipt=ReceiptPhase.PRINTING)
    received = replace(stored, received_at=wall, reply=_reply(CaseState.RECEIVED, wall))
    accepted = replace(received, reply=_reply(CaseState.ACCEPTED, wall))
    granted = replace(
        accepted,
        reply=_reply(CaseState.RESULT_READY, wall),
        result_id=_NOBODYS_CASE,
        result_number="0",
    )
    for case in (stored, received, accepted, granted, replace(granted, receipt_reason="gone")):
        yield replace(nobody, stage=Submitted(now), case=case)
    for phase in SheetPhase:
        yield replace(nobody, stage=Sheet(phase), case=granted)
    for rating in (Rating(), Rating(5), Rating(1)):
        yield replace(nobody, stage=rating, case=granted)
    for ending in Ending:
        yield replace(nobody, stage=Goodbye(ending, now), case=granted)


def _reply(state: CaseState, wall: datetime) -> CaseReply:
    is_accepted = state is not CaseState.RECEIVED
    return CaseReply(
        case_id=UUID(_NOBODYS_CASE),
        state=state,
        case_no="0",
        query_code="0",
        received_at=wall,
        accepted_at=wall if is_accepted else None,
        follow_up="某处",
        decide="某处",
    )
