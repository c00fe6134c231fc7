"""The form and the list of materials. Pure."""

from dataclasses import replace

from kiosk.cases.materials import MaterialRefused, promise
from kiosk.catalogue.definition import FieldKind
from kiosk.journey.engine import walk
from kiosk.journey.validation import Accepted, Rejected, check_all, set_answer
from kiosk.visit.events import StartPages
from kiosk.visit.intents import (
    Back,
    Continue,
    EditField,
    Intent,
    PromiseMaterial,
    ScanMaterial,
    SetAnswer,
)
from kiosk.visit.state import Capture, Form, MaterialList, VisitState
from kiosk.visit.steps import back, forward, service_of
from kiosk.visit.turn import Context, Turn, go, stay


def on_form(state: VisitState, stage: Form, intent: Intent, context: Context) -> Turn:
    """Look, correct, fill in, go on."""
    match intent:
        case SetAnswer(field_id=field_id, value=value):
            if stage.editing == field_id:
                return go(state, replace(stage, draft=value, problems=()))
            return _answer(state, stage, field_id, value, context)
        case EditField(field_id=None):
            return _close_keyboard(state, stage, context)
        case EditField(field_id=str(field_id)):
            return _open_keyboard(state, stage, field_id, context)
        case Continue():
            return _leave_form(state, stage, context)
        case Back():
            return back(state, context)
        case _:
            return stay(state)


def _answer(state: VisitState, stage: Form, field_id: str, value: str, context: Context) -> Turn:
    match set_answer(service_of(state), state.answers, field_id, value, context.today):
        case Accepted(answers=answers):
            closed = replace(stage, editing=None, draft="", problems=())
            return go(replace(state, answers=answers), closed)
        case Rejected(problem=problem):
            return go(state, replace(stage, problems=(problem,)))


def _close_keyboard(state: VisitState, stage: Form, context: Context) -> Turn:
    if stage.editing is None:
        return stay(state)
    return _answer(state, stage, stage.editing, stage.draft, context)


def _open_keyboard(state: VisitState, stage: Form, field_id: str, context: Context) -> Turn:
    turn = _close_keyboard(state, stage, context)
    now = turn.state.stage
    if not isinstance(now, Form) or (now.editing is not None and now.problems):
        return turn
    field = service_of(state).field(field_id)
    if field is None or field.locked or field.kind is FieldKind.CHOICE:
        return turn
    draft = turn.state.answers.value(field_id)
    return go(turn.state, replace(now, editing=field_id, draft=draft, problems=()))


def _leave_form(state: VisitState, stage: Form, context: Context) -> Turn:
    turn = _close_keyboard(state, stage, context)
    state = turn.state
    if isinstance(state.stage, Form) and state.stage.problems:
        return turn
    now = walk(service_of(state), state.answers)
    problems = check_all(now, context.today, stage.step_id)
    if problems:
        return go(state, replace(stage, editing=None, draft="", problems=problems))
    return forward(state, context)


def on_materials(state: VisitState, intent: Intent, context: Context) -> Turn:
    """Scan it, or bring it later."""
    match intent:
        case ScanMaterial(material_id=code):
            return _scan(state, code)
        case PromiseMaterial(material_id=code):
            return _promise(state, code, context)
        case Continue() if not state.materials.undecided(walk(service_of(state), state.answers)):
            return forward(state, context)
        case Back():
            return back(state, context)
        case _:
            return stay(state)


def _scan(state: VisitState, code: str) -> Turn:
    wanted = {
        material.code: material for material in walk(service_of(state), state.answers).materials
    }
    if code not in wanted or wanted[code].source != "scan":
        return stay(state)
    return go(state, Capture(code), StartPages(code))


def _promise(state: VisitState, code: str, context: Context) -> Turn:
    now = walk(service_of(state), state.answers)
    match promise(state.materials, now, code, context.today):
        case MaterialRefused() as refusal:
            return go(state, MaterialList(refusal))
        case materials:
            return go(replace(state, materials=materials), MaterialList())
