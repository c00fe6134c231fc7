"""The host site's screens, and the chores of both roles: paper, jam, glass, telephone."""

from collections.abc import Iterator
from dataclasses import dataclass

from devices.status import DeviceReport, Role
from kiosk.host.service_messages import Chore
from kiosk.upkeep.service.chores import can_load
from kiosk.upkeep.service.intents import (
    ChoreFinished,
    Confirm,
    GoBack,
    OpenChore,
    OpenDevice,
    SettleLost,
)
from kiosk.upkeep.service.state import (
    ChoreAtDevice,
    ChorePhase,
    LoadingSheets,
    ServiceState,
    Wiping,
)
from kiosk.upkeep.staff.roles import Right
from screens.presenters.frame import KeyView, ScreenView
from screens.presenters.parts import BannerView, RowView
from screens.presenters.technician.host_site import (
    card_hints,
    host_actions,
    host_todo,
    host_wrong,
    technicians_troubles,
)
from screens.presenters.technician.parts import ActionView, TechFrame
from screens.presenters.technician.supplies import paper_left_text
from screens.presenters.technician.wording import (
    Scene,
    device_name,
    state_word,
    tech_frame,
    tone_of,
    trouble_in,
)

_MOST_NOTES = 3


@dataclass(frozen=True, slots=True)
class ChoreMenuView(ScreenView):
    """What hands can do here. ``actions`` are what the machine asks of them now."""

    frame: TechFrame
    title: str
    lead: str
    actions: tuple[ActionView, ...]
    rows_title: str
    rows: tuple[RowView, ...]
    note: BannerView


@dataclass(frozen=True, slots=True)
class ChoreView(ScreenView):
    """Numbered steps, then the machine looks. ``big`` is a telephone number."""

    frame: TechFrame
    icon: str
    title: str
    steps: tuple[str, ...]
    big: str
    note: BannerView | None
    #: An uncertain sheet and the two answers about it.
    lost: tuple[ActionView, ...]
    lost_keys: tuple[KeyView, ...]


@dataclass(frozen=True, slots=True)
class SheetsView(ScreenView):
    """Which blank lies on top, and how many there are."""

    frame: TechFrame
    title: str
    lead: str
    serial_label: str
    serial: str
    sheets_label: str
    sheets: str
    editing: str
    note: BannerView | None


@dataclass(frozen=True, slots=True)
class WipeView(ScreenView):
    """The glass takes no touch."""

    title: str
    lead: str
    seconds_left: int
    seconds_total: int


def menu_view(state: ServiceState, scene: Scene) -> ChoreMenuView:
    """The home of the host site's staff: nothing of citizens, nothing of wires."""
    words = scene.words
    hands = host_actions(state, scene)
    # What hands can do stands before what may be said to somebody with a card.
    actions = (*hands[:_MOST_NOTES], *card_hints(state, scene))[:_MOST_NOTES]
    return ChoreMenuView(
        frame=tech_frame(state, scene, is_home=True),
        title=words("service.menu.todo" if hands else "service.menu.title", count=len(hands)),
        lead=words("service.menu.lead"),
        actions=actions,
        rows_title=words("service.menu.rows"),
        rows=tuple(_rows(state, scene)),
        note=_others(state, scene),
    )


def _rows(state: ServiceState, scene: Scene) -> Iterator[RowView]:
    words = scene.words
    for report in state.devices:
        receipt = report.role is Role.RECEIPT_PRINTER and state.may(Right.REFILL_RECEIPTS)
        sheets = report.role is Role.LICENCE_PRINTER and state.may(Right.REFILL_SHEETS)
        if receipt or sheets:
            key = "receipt" if receipt else "sheets"
            left = paper_left_text(report, state.roll, scene) if receipt else ""
            how = (words(f"service.menu.{key}-how"), left)
            yield RowView(
                "receipt" if receipt else "printer",
                "jade",
                words(f"service.menu.{key}"),
                " · ".join(part for part in how if part),
                intent=OpenChore(Chore.REFILL, report.device_id),
            )
            if state.may(Right.CLEAR_JAM):
                name = words("service.menu.jam", name=device_name(report, scene))
                yield RowView("wrench", "ochre", name, words("service.menu.jam-how"),
                              intent=OpenChore(Chore.CLEAR_JAM, report.device_id))  # fmt: skip
    if state.may(Right.WIPE_GLASS):
        how = words("service.menu.wipe-how", seconds=int(scene.mode.wipe_seconds))
        yield RowView("screen", "azurite", words("service.menu.wipe"), how,
                      intent=OpenChore(Chore.WIPE_GLASS))  # fmt: skip
    if state.may(Right.CALL_TECHNICIAN):
        yield RowView("phone", "plum", words("service.menu.call"), _line(scene),
                      intent=OpenChore(Chore.CALL_TECHNICIAN))  # fmt: skip


def _others(state: ServiceState, scene: Scene) -> BannerView:
    """What is not theirs to cure is said without a wire's word, and with the number to call."""
    count = technicians_troubles(state, scene)
    if count:
        text = scene.words("service.menu.technicians", count=count)
        return BannerView("warn", "phone", text, _line(scene))
    return BannerView("ok", "lock", scene.words("service.menu.privacy"))


def _line(scene: Scene) -> str:
    number = scene.mode.technician_line
    if not number:
        return scene.words("service.call.no-line")
    return scene.words("service.menu.line", number=number)


# --- one chore --------------------------------------------------------------------------------


def chore_view(state: ServiceState, stage: ChoreAtDevice, scene: Scene) -> ChoreView:
    """Steps for hands, then what the machine saw."""
    words = scene.words
    report = state.device(stage.device_id)
    role = report.role if report else Role.RECEIPT_PRINTER
    kind = f"{stage.chore}-{role}"
    steps = tuple(words(f"service.chore.{kind}.{number}") for number in range(1, 5)
                  if f"service.chore.{kind}.{number}" in words)  # fmt: skip
    return ChoreView(
        frame=tech_frame(state, scene, title=words(f"service.chore.{stage.chore}"),
                         keys=_chore_keys(stage, scene)),
        icon="wrench" if stage.chore is Chore.CLEAR_JAM else "receipt",
        title=words(f"service.chore.{kind}.title"),
        steps=steps,
        big="",
        note=_looked(state, stage, scene),
        lost=_lost(state, role, scene),
        lost_keys=_lost_keys(state, role, scene),
    )  # fmt: skip


def _chore_keys(stage: ChoreAtDevice, scene: Scene) -> tuple[KeyView, ...]:
    words = scene.words
    if stage.phase is ChorePhase.LOOKED and _is_well(stage):
        return (KeyView(words("service.key.home"), GoBack(), icon="check"),)
    label = "service.chore.done" if stage.phase is ChorePhase.HANDS else "service.chore.again"
    busy = stage.phase is ChorePhase.LOOKING
    look = KeyView(words(label), ChoreFinished(), icon="check", busy=busy)
    return KeyView(words("service.key.back"), GoBack(), "sec", icon="back"), look


def _is_well(stage: ChoreAtDevice) -> bool:
    return stage.report is not None and tone_of(stage.report) in ("good", "busy")


def _looked(state: ServiceState, stage: ChoreAtDevice, scene: Scene) -> BannerView | None:
    words = scene.words
    if stage.phase is ChorePhase.LOOKING:
        return BannerView("info", "clock", words("service.chore.looking"))
    if stage.report is None:
        return BannerView("info", "info", words("service.chore.then"))
    if _is_well(stage):
        is_roll = stage.report.role is Role.RECEIPT_PRINTER and stage.chore is Chore.REFILL
        left = paper_left_text(stage.report, state.roll, scene) if is_roll else ""
        return BannerView("ok", "check", words("service.chore.well"), left)
    trouble, role = trouble_in(stage.report), stage.report.role
    wrong = words("service.chore.not-yet", wrong=state_word(stage.report, scene))
    # Hands read the words for hands, whoever they belong to.
    detail = "" if trouble is None else host_todo(role, trouble, scene)
    return BannerView("bad", "alert", wrong, detail)


def _lost(state: ServiceState, role: Role, scene: Scene) -> tuple[ActionView, ...]:
    if role is not Role.LICENCE_PRINTER or state.sheets is None or not state.sheets.lost:
        return ()
    sheet = state.sheets.lost[0]
    title = scene.words("service.lost.title", serial=sheet.name)
    todo_text = scene.words("service.lost.todo", top=state.sheets.next_serial or "-")
    return (ActionView("doc", "bad", title, todo_text, "", None),)


def _lost_keys(state: ServiceState, role: Role, scene: Scene) -> tuple[KeyView, ...]:
    if not _lost(state, role, scene) or state.sheets is None:
        return ()
    name, top = state.sheets.lost[0].name, state.sheets.next_serial
    found = SettleLost(name, is_found=True, top=top)
    gone = SettleLost(name, is_found=False, top=top)
    return (
        KeyView(scene.words("service.lost.found"), found, "soft", icon="check"),
        KeyView(scene.words("service.lost.gone"), gone, "danger", icon="cross"),
    )


# --- sheets, glass, telephone -----------------------------------------------------------------


def sheets_view(state: ServiceState, stage: LoadingSheets, scene: Scene) -> SheetsView:
    """Loading numbered blanks."""
    words = scene.words
    may = can_load(stage)
    load = KeyView(
        words("service.sheets.load"),
        Confirm() if may else None,
        reason="" if may else words("service.sheets.both"),
        busy=bool(stage.request_id),
    )
    straight = KeyView(words("service.sheets.straight"), ChoreFinished(), "soft")
    books = state.sheets
    note = None
    if stage.reason:
        key = f"service.sheets.{stage.reason}"
        text = words(key) if key in words else words("service.sheets.else", reason=stage.reason)
        note = BannerView("bad", "alert", text)
    elif books is not None:
        text = words("service.sheets.books", left=books.remaining, top=books.next_serial or "-")
        note = BannerView("info", "info", text)
    return SheetsView(
        frame=tech_frame(state, scene, title=words("service.chore.refill"), keys=(straight, load)),
        title=words("service.sheets.title"),
        lead=words("service.sheets.lead"),
        serial_label=words("service.sheets.serial"),
        serial=stage.serial,
        sheets_label=words("service.sheets.count"),
        sheets=stage.sheets,
        editing=stage.editing,
        note=note,
    )


def wipe_view(stage: Wiping, scene: Scene) -> WipeView:
    """Nothing can be pressed."""
    left = max(0, int(-(-(stage.until - scene.now) // 1)))
    return WipeView(
        scene.words("service.wipe.title"),
        scene.words("service.wipe.lead"),
        left,
        int(scene.mode.wipe_seconds),
    )


def _said_of(report: DeviceReport, scene: Scene) -> str:
    """As they would say it into the telephone."""
    trouble = trouble_in(report)
    return host_wrong(report.role, trouble.reason, scene) if trouble else ""


def call_view(state: ServiceState, scene: Scene) -> ChoreView:
    """The number, and what to say. Nobody is told by the machine, so it does not say so."""
    words = scene.words
    troubles = [
        words("service.trouble", name=device_name(one, scene), wrong=_said_of(one, scene))
        for one in state.devices
        if tone_of(one) in ("bad", "watch")
    ]
    first = words("service.call.say", hall=scene.terminal.hall, id=scene.terminal.id)
    return ChoreView(
        frame=tech_frame(state, scene, title=words("service.menu.call"),
                         keys=(KeyView(words("service.key.back"), GoBack(), icon="back"),)),
        icon="phone",
        title=words("service.call.title"),
        steps=(first, *troubles) if troubles else (first, words("service.call.nothing")),
        big=scene.mode.technician_line or words("service.call.no-line"),
        note=BannerView("info", "info", words("service.call.note")),
        lost=(),
        lost_keys=(),
    )  # fmt: skip


__all__ = [
    "ChoreMenuView", "ChoreView", "OpenDevice", "SheetsView", "WipeView",
    "call_view", "chore_view", "menu_view", "sheets_view", "wipe_view",
]  # fmt: skip
