"""Dashboard (20): what has to be done first, then every device, paper, and what went wrong."""

from collections.abc import Iterator
from dataclasses import dataclass

from devices.status import Actor, DeviceReport, Role, State, Unavailable
from kiosk.host.service_messages import Chore
from kiosk.upkeep.device_days import DeviceFigures, Spell
from kiosk.upkeep.findings import Trouble
from kiosk.upkeep.service.intents import OpenChore, OpenDevice, ServiceIntent, StartWalk
from kiosk.upkeep.service.state import ServiceState
from kiosk.upkeep.service.walk_state import StepVerdict
from kiosk.upkeep.surroundings import FEW_SHEETS
from kiosk.visit.local_time import local
from screens.presenters.frame import KeyView, ScreenView
from screens.presenters.technician.errands import errand_keys, said_of_errand
from screens.presenters.technician.parts import (
    ActionView,
    DeviceTileView,
    RowSetting,
    SupplyView,
    TechFrame,
    Tone,
    TroubleLineView,
)
from screens.presenters.technician.room import Parts, on_tall_glass, on_wide_glass
from screens.presenters.technician.supplies import supplies_of, with_paper_left
from screens.presenters.technician.wording import (
    ICONS,
    Scene,
    breadth,
    device_name,
    narrow_stamp,
    short_since,
    short_state,
    tech_frame,
    tone_of,
    trouble_in,
    who_text,
)

#: What hands can cure, so that the key leads to the chore and not to the wire.
REFILLS = frozenset({"media-empty", "media-low", "media-needed"})
JAMS = frozenset(
    {
        "media-jam",
        "cover-open",
        "door-open",
        "cutter-failure",
        "not-finished",
        "output-area-full",
        "output-area-almost-full",
        "input-tray-missing",
        "output-tray-missing",
        "page-torn",
    }
)
#: What the last line of a tile has room for.
_FACT_BREADTH = 18.5
_ORDER: tuple[Tone, ...] = ("bad", "watch", "busy", "good", "off")
_STATE_ICONS = {
    "bad": "stop-bold",
    "watch": "alert-bold",
    "busy": "clock-bold",
    "good": "check-bold",
    "off": "minus-bold",
}
_GIGABYTE = 1024**3


@dataclass(frozen=True, slots=True)
class DashboardView(ScreenView):
    """Everything at once. Without ``actions`` the verdict stands alone."""

    frame: TechFrame
    title: str
    stamp: str
    actions: tuple[ActionView, ...]
    devices_title: str
    privacy: str
    devices: tuple[DeviceTileView, ...]
    supplies_title: str
    supplies: tuple[SupplyView, ...]
    troubles_title: str
    troubles: tuple[TroubleLineView, ...]
    troubles_none: str
    setting: RowSetting = "airy"


def dashboard_view(state: ServiceState, scene: Scene) -> DashboardView:
    """The technician's first look."""
    words = scene.words
    actions = actions_of(state, scene)
    tiles = sorted(_tiles(state, scene), key=lambda tile: _ORDER.index(tile.tone))
    walk_words = "service.dashboard.walk" if state.paused is None else "walk.resume"
    walk = KeyView(words(walk_words), StartWalk(), icon="play")
    keys = (walk, *errand_keys(state, scene))
    said = said_of_errand(state, scene)
    stamp = "service.dashboard.stamp-wide" if scene.is_wide else "service.dashboard.stamp"
    supplies, lines = tuple(supplies_of(state, scene)), tuple(_troubles(state, scene))
    parts = Parts(actions, tuple(tiles), supplies, lines)
    parts = on_wide_glass(parts) if scene.is_wide else on_tall_glass(parts, has_said=bool(said))
    return DashboardView(
        frame=tech_frame(state, scene, keys=keys, is_home=True, said=said),
        title=_title(actions, scene),
        stamp=words(stamp, at=f"{local(scene.wall):%H:%M:%S}"),
        actions=parts.actions,
        devices_title=words("service.dashboard.devices", count=len(state.devices)),
        privacy=words("service.dashboard.privacy"),
        devices=parts.tiles,
        supplies_title=words("service.dashboard.supplies") if parts.supplies else "",
        supplies=parts.supplies,
        troubles_title=words("service.dashboard.troubles") if parts.has_past else "",
        troubles=parts.troubles,
        troubles_none=_troubles_aside(state, scene) if parts.has_past else "",
        setting=parts.setting,
    )


def _troubles_aside(state: ServiceState, scene: Scene) -> str:
    count = sum(one.count for one in state.house.troubles) if state.house else 0
    if not count:
        return scene.words("service.dashboard.no-troubles")
    return scene.words("service.dashboard.trouble-count", count=count)


def _title(actions: tuple[ActionView, ...], scene: Scene) -> str:
    bad = sum(action.tone == "bad" for action in actions)
    watch = sum(action.tone == "watch" for action in actions)
    parts = []
    if bad:
        parts.append(scene.words("service.dashboard.bad", count=bad))
    if watch:
        parts.append(scene.words("service.dashboard.watch", count=watch))
    return "，".join(parts) or scene.words("service.dashboard.well")


# --- what has to be done ----------------------------------------------------------------------


def actions_of(state: ServiceState, scene: Scene) -> tuple[ActionView, ...]:
    """Everything that somebody has to do, the worst first."""
    found = [*_device_actions(state, scene), *house_actions(state, scene)]
    return tuple(sorted(found, key=lambda action: _ORDER.index(action.tone)))


def _device_actions(state: ServiceState, scene: Scene) -> Iterator[ActionView]:
    for report in state.devices:
        trouble = trouble_in(report)
        if trouble is None or trouble.actor is Actor.NOBODY:
            continue
        name, todo = device_name(report, scene), scene.guide.todo(report.role, trouble)
        yield ActionView(
            icon=ICONS[report.role],
            tone=tone_of(report),
            title=scene.words(
                "service.trouble", name=name, wrong=scene.guide.wrong(trouble.reason)
            ),
            todo=with_paper_left(todo, report, trouble, state.roll, scene),
            who=who_text(trouble, scene),
            key=_action_key(report, trouble, scene),
        )


def _action_key(report: DeviceReport, trouble: Trouble, scene: Scene) -> KeyView:
    chore = chore_for(report, trouble.reason)
    if chore is not None:
        return KeyView(scene.words("service.key.guide-me"), OpenChore(chore, report.device_id))
    return KeyView(scene.words("service.key.look"), OpenDevice(report.device_id), "soft")


def chore_for(report: DeviceReport, reason: str) -> Chore | None:
    """What hands do about it; None when it takes a technician."""
    if report.role not in (Role.RECEIPT_PRINTER, Role.LICENCE_PRINTER, Role.PAGE_SCANNER):
        return None
    if reason in REFILLS and report.role is not Role.PAGE_SCANNER:
        return Chore.REFILL
    return Chore.CLEAR_JAM if reason in JAMS else None


def house_actions(state: ServiceState, scene: Scene) -> Iterator[ActionView]:
    """What is wrong around the devices; only what hands can cure has a key."""
    for where, icon, tone, trouble, intent in _house_troubles(state):
        key = KeyView(scene.words("service.key.guide-me"), intent) if intent else None
        yield ActionView(
            icon=icon,
            tone=tone,
            title=scene.words(
                "service.trouble",
                name=scene.guide.place(where),
                wrong=scene.guide.wrong(trouble.reason),
            ),
            todo=scene.guide.todo(where, trouble),
            who=who_text(trouble, scene),
            key=key,
        )


def _house_troubles(
    state: ServiceState,
) -> Iterator[tuple[str, str, Tone, Trouble, ServiceIntent | None]]:
    printer = next((one for one in state.devices if one.role is Role.LICENCE_PRINTER), None)
    sheets, house = state.sheets, state.house
    if sheets is not None and sheets.lost:
        trouble = Trouble("sheets-uncertain", Actor.HOST_STAFF, sheets.lost[0].since)
        jam = OpenChore(Chore.CLEAR_JAM, printer.device_id) if printer else None
        yield "paper", "printer", "bad", trouble, jam
    if sheets is not None and sheets.loaded and sheets.remaining <= FEW_SHEETS:
        is_empty = not sheets.remaining
        trouble = Trouble("stock-empty" if is_empty else "stock-low", Actor.HOST_STAFF)
        refill = OpenChore(Chore.REFILL, printer.device_id) if printer else None
        yield "paper", "printer", "bad" if is_empty else "watch", trouble, refill
    if state.platform is not None and not state.platform.is_online:
        trouble = Trouble("platform-away", Actor.TECHNICIAN, state.platform.since)
        yield "platform", "network", "bad", trouble, None
    if house is not None and house.parked:
        yield "outbox", "disk", "bad", Trouble("cases-parked", Actor.TECHNICIAN), None


# --- tiles ------------------------------------------------------------------------------------


def _tiles(state: ServiceState, scene: Scene) -> Iterator[DeviceTileView]:
    figures = {one.device_id: one for one in state.house.figures} if state.house else {}
    for report in state.devices:
        tone = tone_of(report)
        yield DeviceTileView(
            icon=ICONS[report.role],
            tone=tone,
            name=device_name(report, scene),
            state_icon=_state_icon(report),
            state=short_state(report, scene),
            fact=_fact(report, figures.get(report.device_id), state, scene),
            intent=OpenDevice(report.device_id),
        )
    yield from _house_tiles(state, scene)
    yield from _absent_tiles(state, scene)


def _absent_tiles(state: ServiceState, scene: Scene) -> Iterator[DeviceTileView]:
    """What this machine has no device for, so that nobody looks for a fault."""
    there = {report.role for report in state.devices}
    words = scene.words
    for role in Role if there else ():
        if role not in there:
            absent, why = words("equipment.short.absent"), words("equipment.short.not-here")
            name = scene.guide.place(role)
            yield DeviceTileView(ICONS[role], "off", name, _STATE_ICONS["off"], absent, why)


def _state_icon(report: DeviceReport) -> str:
    is_gone = isinstance(report.status, Unavailable) and report.status.state is State.NO_DEVICE
    return "plug-bold" if is_gone else _STATE_ICONS[tone_of(report)]


def _fact(
    report: DeviceReport, figures: DeviceFigures | None, state: ServiceState, scene: Scene
) -> str:
    words, trouble = scene.words, trouble_in(report)
    if trouble is not None:
        since, who = short_since(trouble.since, scene), words(f"equipment.who.{trouble.actor}")
        both = " · ".join(part for part in (since, who) if part)
        return both if breadth(both) <= _FACT_BREADTH else since
    verdict = state.walked.get(report.device_id)
    if verdict is not None:
        is_good = verdict is StepVerdict.GOOD
        return words(f"service.tested.{'good' if is_good else verdict}")
    if report.role is Role.IO_BOARD:
        return _box_fact(report, scene)
    today, month = (figures.today, figures.month) if figures else (Spell(), Spell())
    if report.role is Role.LICENCE_PRINTER and state.sheets is not None and state.sheets.loaded:
        left = state.sheets.remaining
        both = words("equipment.fact.sheets-used", left=left, done=today.done)
        short = breadth(both) > _FACT_BREADTH
        return words("equipment.fact.sheets", left=left) if short else both
    if not month.tried:
        return words("equipment.fact.unused")
    # A day without a citizen says nothing of the device: then the month does.
    spell, name = (today, "today") if today.tried else (month, "month")
    rate = 100 * spell.done // spell.tried
    both = words(f"equipment.fact.{name}-rate", done=spell.done, rate=rate)
    is_short = breadth(both) <= _FACT_BREADTH
    return both if is_short else words(f"equipment.fact.{name}", done=spell.done)


def _box_fact(report: DeviceReport, scene: Scene) -> str:
    """A board that is well has felt all its loops closed."""
    felt = (("senses-cabinet-door", "door-shut"), ("senses-ups-powering", "mains"))
    parts = [scene.words(f"equipment.fact.{word}") for sense, word in felt
             if sense in report.capabilities]  # fmt: skip
    return " · ".join(parts) or scene.words("equipment.fact.unused")


def _house_tiles(state: ServiceState, scene: Scene) -> Iterator[DeviceTileView]:
    words, platform, house = scene.words, state.platform, state.house
    if platform is not None:
        tone: Tone = "good" if platform.is_online else "bad"
        text = words(f"service.platform.{'online' if platform.is_online else 'away'}")
        name = words("service.platform.name")
        since = short_since(platform.since, scene)
        yield DeviceTileView("network", tone, name, _STATE_ICONS[tone], text, since)
    if house is not None:
        tone = "bad" if house.parked else "good"
        text = words("service.outbox.unsent", count=house.unsent + house.parked)
        free = f"{house.disk_free_bytes / _GIGABYTE:.0f}"
        fact = words("equipment.fact.free", free=free)
        name = words("service.outbox.name")
        yield DeviceTileView("disk", tone, name, _STATE_ICONS[tone], text, fact)


# --- the past ---------------------------------------------------------------------------------


def _troubles(state: ServiceState, scene: Scene) -> Iterator[TroubleLineView]:
    for seen in state.house.troubles if state.house else ():
        report = state.device(seen.device_id)
        if report is None:
            continue
        yield TroubleLineView(
            stamp=narrow_stamp(seen.last_at, scene),
            place=device_name(report, scene),
            text=scene.guide.wrong(seen.reason),
            count=f"×{seen.count}",
        )
