"""The visit that nobody sees: every stage once, empty, so that all screens are built beforehand.

Building a screen costs several frames, and a citizen should wait for none of them. Pure: it only
names states, and none of them holds a person. Must not be shown.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from devices.status import Role
from kiosk.catalogue.definition import Keyboard, StepKind
from kiosk.catalogue.loader import Service
from kiosk.journey.answers import Answers
from kiosk.journey.engine import relevant_steps
from kiosk.visit.intents import Tool
from kiosk.visit.state import (
    Aids,
    Capture,
    CaseRecord,
    Ending,
    Fault,
    Form,
    Goodbye,
    Guide,
    Home,
    Identify,
    MaterialList,
    Rating,
    Review,
    Scanning,
    Sheet,
    SheetPhase,
    Stage,
    Submitted,
    VisitState,
)

_NOBODYS_CASE = "00000000-0000-0000-0000-000000000000"


def rehearsal(services: Iterable[Service], now: float, wall: datetime) -> Iterator[VisitState]:
    """States that lead over every screen; the longest journey stands for all."""
    for hall in (Home(), Home(tool=Tool.APPLY), Scanning(0, now)):
        yield VisitState(stage=hall)
    longest = max(services, key=_length, default=None)
    if longest is None:
        return
    nobody = VisitState(service=longest)
    for stage in _before_submit(longest, now):
        yield replace(nobody, stage=stage)
    handed_in = replace(nobody, case=CaseRecord(_NOBODYS_CASE, stored_at=wall))
    after = (Submitted(now), Sheet(SheetPhase.PREPARING), Rating(), Goodbye(Ending.LEFT, now))
    for stage in after:
        yield replace(handed_in, stage=stage)
    yield replace(nobody, stage=Guide(), aids=Aids(shows_help=True))
    yield replace(nobody, stage=Guide(), asked_until=now)


def _length(service: Service) -> int:
    definition = service.definition
    return len(definition.steps) + len(definition.materials)


def _before_submit(service: Service, now: float) -> Iterator[Stage]:
    yield Guide()
    yield Identify(0, now)
    definition = service.definition
    for step in relevant_steps(definition, Answers()):
        match step.kind:
            case StepKind.FORM:
                yield from _form(service, step.id)
            case StepKind.MATERIALS:
                yield MaterialList()
                yield Capture(definition.materials[0].code)
                yield Fault(Role.DOCUMENT_SCANNER, "device-gone", MaterialList())
            case StepKind.REVIEW:
                yield Review()
            case _:
                pass  # the way in is above, what follows Submit is the same for all


def _form(service: Service, step_id: str) -> Iterator[Form]:
    """The fields, and each kind of keyboard."""
    asked = [field for field in service.definition.fields if field.step == step_id]
    boards = {field.keyboard: field.id for field in asked if field.keyboard is not Keyboard.NONE}
    yield from (Form(step_id, editing=field_id) for field_id in boards.values())
    yield Form(step_id)
