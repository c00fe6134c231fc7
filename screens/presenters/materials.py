"""Materials (07): what is there, what still has to be decided, and the two ways to decide it."""

from dataclasses import dataclass
from typing import Literal, assert_never

from config.terminal import Identity
from kiosk.cases.materials import (
    AtInspection,
    MaterialState,
    Promised,
    ReadFromCard,
    Scanned,
    ToScan,
)
from kiosk.catalogue.definition import Material
from kiosk.i18n import Texts
from kiosk.journey.engine import walk
from kiosk.visit.intents import Continue, PromiseMaterial, ScanMaterial
from kiosk.visit.state import MaterialList, VisitState
from kiosk.visit.steps import service_of
from kiosk.visit.turn import Context
from screens.presenters.frame import FrameView, KeyKind, KeyView, ScreenView
from screens.presenters.framing import case_frame, day_text, stamp_text, step_back_key, step_view
from screens.presenters.parts import BannerView, Pigment, PillView


@dataclass(frozen=True, slots=True)
class MaterialView:
    """One paper. ``open`` waits for the citizen, ``settled`` does not; keys are at most two."""

    icon: str
    pigment: Pigment
    name: str
    detail: str
    pill: PillView
    state: Literal["settled", "open", "later"]
    keys: tuple[KeyView, ...] = ()


@dataclass(frozen=True, slots=True)
class MaterialsView(ScreenView):
    """All papers of the case, in the package's order. ``notice`` says why a wish cannot be."""

    frame: FrameView
    title: str
    materials: tuple[MaterialView, ...]
    notice: BannerView | None = None


BLANK_MATERIAL = MaterialView("", "grey", "", "", PillView("off", "", ""), "settled")


def materials_view(
    state: VisitState, stage: MaterialList, context: Context, words: Texts, terminal: Identity
) -> MaterialsView:
    """The list, and how many papers still keep the citizen from going on."""
    now = walk(service_of(state), state.answers)
    listed = state.materials.listed(now)
    undecided = state.materials.undecided(now)
    return MaterialsView(
        frame=case_frame(
            state,
            context,
            words,
            terminal,
            step=step_view(state, words),
            secondary=step_back_key(state, words),
            primary=_next_key(len(undecided), words),
        ),
        title=_title(len(listed), len(listed) - len(undecided), words),
        materials=tuple(_material(material, stands, words) for material, stands in listed),
        notice=_notice(stage, words),
    )


def _next_key(undecided: int, words: Texts) -> KeyView:
    label = words("journey.next-key")
    if undecided:
        return KeyView(label, None, reason=words("visit.materials.undecided", count=undecided))
    return KeyView(label, Continue(), icon_after="next")


def _title(total: int, ready: int, words: Texts) -> str:
    key = "complete" if ready == total else "heading"
    return words(f"journey.materials.{key}", total=total, ready=ready)


def _notice(stage: MaterialList, words: Texts) -> BannerView | None:
    refusal = stage.refusal
    if refusal is None:
        return None
    said = words(refusal.key, **refusal.figures) if refusal.key else refusal.words or ""
    return BannerView("warn", "alert", said)


def _material(material: Material, stands: MaterialState, words: Texts) -> MaterialView:
    match stands:
        case ReadFromCard(at=at):
            pill = PillView("ok", "check", words("journey.materials.state.read"))
            detail = words("visit.materials.read", at=stamp_text(at)[:5])
            return MaterialView("id", "jade", material.name, detail, pill, "settled")
        case AtInspection():
            pill = PillView("ok", "eye", words("journey.guide.inspection"))
            return MaterialView("doc", "jade", material.name, material.why, pill, "settled")
        case Scanned(pages=pages, at=at):
            pill = PillView("ok", "check", words("visit.materials.scanned"))
            detail = words("visit.materials.pages", pages=pages, at=stamp_text(at)[:5])
            keys = (_scan_key(material, words, "again", kind="soft"),)
            return MaterialView("doc", "jade", material.name, detail, pill, "settled", keys)
        case Promised(due_by=due_by):
            pill = PillView("later", "clock", words("visit.materials.later"))
            detail = words("visit.materials.due", day=day_text(due_by, words))
            keys = (_scan_key(material, words, "now", kind="later"),)
            return MaterialView("doc", "plum", material.name, detail, pill, "later", keys)
        case ToScan():
            return _to_scan(material, words)
        case _:
            assert_never(stands)


def _to_scan(material: Material, words: Texts) -> MaterialView:
    if material.source != "scan":
        pill = PillView("off", "cloud", words("visit.materials.not-fetched"))
        return MaterialView("cloud", "grey", material.name, material.why, pill, "settled")
    if material.promise.allowed:
        pill = PillView("later", "clock", words("journey.materials.state.promisable"))
        later = KeyView(words("visit.materials.promise"), PromiseMaterial(material.code),
                        "later_solid", icon="envelope")  # fmt: skip
        keys = (_scan_key(material, words, "brought", kind="later"), later)
        return MaterialView("doc", "plum", material.name, material.why, pill, "later", keys)
    pill = PillView("todo", "doc-camera", words("journey.materials.state.to-scan"))
    # Asking for it gives the package's own reason why it cannot follow later.
    ask = KeyView(words("visit.materials.without"), PromiseMaterial(material.code), "soft")
    keys = (_scan_key(material, words, "scan", kind="pri"), ask)
    return MaterialView("doc", "azurite", material.name, material.why, pill, "open", keys)


def _scan_key(material: Material, words: Texts, word: str, *, kind: KeyKind) -> KeyView:
    icon = "refresh" if word == "again" else "doc-camera"
    return KeyView(words(f"visit.materials.{word}"), ScanMaterial(material.code), kind, icon=icon)
