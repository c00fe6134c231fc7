"""Fault (17): what is gone, since when, who acts, and the ways on that work."""

from dataclasses import dataclass

from config.terminal import Identity
from devices.status import DeviceReport, Role, Unavailable
from kiosk.i18n import Texts
from kiosk.journey.engine import walk
from kiosk.visit.intents import Back, Leave, PromiseMaterial
from kiosk.visit.state import Fault, Identify, MaterialList, Scanning, VisitState
from kiosk.visit.turn import Context
from screens.presenters.frame import FrameView, KeyView, ScreenView
from screens.presenters.framing import case_frame, clock_text, hall_frame
from screens.presenters.parts import BannerView, PillView, RowView


@dataclass(frozen=True, slots=True)
class FaultView(ScreenView):
    """``ways`` all lead somewhere. ``part`` lights the machine map."""

    frame: FrameView
    title: str
    lead: str
    part: str
    kept: PillView | None
    ways_title: str
    ways: tuple[RowView, ...]
    note: BannerView


_PARTS = {
    Role.ID_READER: "card",
    Role.QR_SCANNER: "qr",
    Role.DOCUMENT_SCANNER: "doc",
    Role.PAGE_SCANNER: "doc",
    Role.RECEIPT_PRINTER: "receipt",
    Role.LICENCE_PRINTER: "licence",
    Role.SMART_CARD_READER: "card",
}


def fault_view(
    state: VisitState, stage: Fault, context: Context, words: Texts, terminal: Identity
) -> FaultView:
    """The device's own record, in the citizen's words."""
    role = Role(stage.role)
    name = words(f"device.{role}.name")
    back = KeyView(words(f"visit.fault.back-{_way_back(stage)}"), Back(), "sec", icon="back")
    frame = (hall_frame if state.service is None else case_frame)(
        state, context, words, terminal, primary=back
    )
    filled = len(state.answers.entries)
    return FaultView(
        frame=frame,
        title=words("visit.fault.title", device=name),
        lead="\n".join(_account(state, role, stage.reason, words)),
        part=_PARTS[role],
        kept=PillView("ok", "check", words("visit.fault.kept", count=filled)) if filled else None,
        ways_title=words("visit.fault.ways"),
        ways=_ways(state, stage, words),
        note=BannerView("off", "refresh", words("visit.fault.note", device=name)),
    )


def _way_back(stage: Fault) -> str:
    match stage.back_to:
        case Identify():
            return "guide"
        case Scanning():
            return "home"
        case _:
            return "list"


def _account(state: VisitState, role: Role, reason: str, words: Texts) -> tuple[str, ...]:
    """Since when and why, and who acts. A device that answers again is not accused."""
    report = _report(state, role)
    match None if report is None else report.status:
        case Unavailable(reason=cause, actor=actor, since=since):
            key = f"device.{role}.{cause}"
            why = words(key) if key in words else words("visit.fault.reason.device-gone")
            return (
                words("visit.fault.since", time=clock_text(since), why=why),
                words("visit.fault.who", who=words(f"device.actor.{actor}")),
            )
        case _:
            key = f"visit.fault.reason.{reason}"
            why = words(key) if key in words else words("visit.fault.reason.device-gone")
            return (why, words("visit.fault.not-you"))


def _report(state: VisitState, role: Role) -> DeviceReport | None:
    return next((report for report in state.devices if report.role is role), None)


def _ways(state: VisitState, stage: Fault, words: Texts) -> tuple[RowView, ...]:
    return (
        *_promises(state, stage, words),
        RowView("back", "azurite", words(f"visit.fault.way-{_way_back(stage)}"),
                words(f"visit.fault.way-{_way_back(stage)}-detail"), intent=Back()),
        RowView("exit", "ochre", words("visit.fault.leave"), words("visit.fault.leave-detail"),
                intent=Leave()),
    )  # fmt: skip


def _promises(state: VisitState, stage: Fault, words: Texts) -> tuple[RowView, ...]:
    """Papers that may follow later; only from the list of materials can one be promised."""
    if not isinstance(stage.back_to, MaterialList) or state.service is None:
        return ()
    now = walk(state.service.definition, state.answers)
    return tuple(
        RowView(
            "envelope",
            "plum",
            words("visit.fault.promise", name=material.name),
            words("visit.fault.promise-detail", days=material.promise.days),
            intent=PromiseMaterial(material.code),
        )
        for material in state.materials.undecided(now)
        if material.promise.allowed and material.source == "scan"
    )
