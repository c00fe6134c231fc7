"""Dashboard (20): what has to be done first, then every device, paper, and what went wrong."""

from collections.abc import Iterator
from dataclasses import dataclass

from devices.status import Actor, DeviceReport, Role
from kiosk.host.service_messages import Chore, CountSeen
from kiosk.upkeep.findings import Trouble
from kiosk.upkeep.service.intents import OpenChore, OpenDevice, ServiceIntent, StartWalk
from kiosk.upkeep.service.state import ServiceState
from kiosk.upkeep.service.walk_state import StepVerdict
from kiosk.upkeep.surroundings import FEW_SHEETS
from kiosk.visit.local_time import local
from screens.presenters.frame import KeyView, ScreenView
from screens.presenters.technician.parts import (
    ActionView,
    DeviceTileView,
    SupplyView,
    TechFrame,
    Tone,
    TroubleLineView,
)
from screens.presenters.technician.wording import (
    ICONS,
    Scene,
    device_name,
    since_text,
    state_word,
    tech_frame,
    todo,
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
#: Five faults at once still fit; a sixth waits below its tile.
MOST_ACTIONS = 5
_MOST_TROUBLES, _ACTIONS_BESIDE_TROUBLES = 5, 3
_ORDER: tuple[Tone, ...] = ("bad", "watch", "busy", "good", "off")
_STATE_ICONS = {"bad": "stop", "watch": "alert", "busy": "clock", "good": "check", "off": "minus"}
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


def dashboard_view(state: ServiceState, scene: Scene) -> DashboardView:
    """The technician's first look."""
    words = scene.words
    actions = actions_of(state, scene, is_technician=True)
    tiles = sorted(_tiles(state, scene), key=lambda tile: _ORDER.index(tile.tone))
    walk = KeyView(words("service.dashboard.walk"), StartWalk(), icon="play")
    lines = tuple(_troubles(state, scene))
    # Four faults fill the glass; what went wrong before them can wait.
    room = _MOST_TROUBLES - len(actions) if len(actions) <= _ACTIONS_BESIDE_TROUBLES else 0
    return DashboardView(
        frame=tech_frame(state, scene, keys=(walk,), is_home=True),
        title=_title(actions, scene),
        stamp=words("service.dashboard.stamp", at=f"{local(scene.wall):%H:%M:%S}"),
        actions=actions[:MOST_ACTIONS],
        devices_title=words("service.dashboard.devices", count=len(state.devices)),
        privacy=words("service.dashboard.privacy"),
        devices=tuple(tiles),
        supplies_title=words("service.dashboard.supplies"),
        supplies=tuple(_supplies(state, scene)),
        troubles_title=words("service.dashboard.troubles") if room else "",
        troubles=lines[:room],
        troubles_none="" if lines else words("service.dashboard.no-troubles"),
    )


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


def actions_of(state: ServiceState, scene: Scene, *, is_technician: bool) -> tuple[ActionView, ...]:
    """Everything that somebody has to do, the worst first."""
    found = [*_device_actions(state, scene, is_technician), *_house_actions(state, scene)]
    return tuple(sorted(found, key=lambda action: _ORDER.index(action.tone)))


def _device_actions(state: ServiceState, scene: Scene, is_technician: bool) -> Iterator[ActionView]:
    for report in state.devices:
        trouble = trouble_in(report)
        if trouble is None or trouble.actor is Actor.NOBODY:
            continue
        name = device_name(report, scene)
        yield ActionView(
            icon=ICONS[report.role],
            tone=tone_of(report),
            title=scene.words(
                "service.trouble", name=name, wrong=scene.guide.wrong(trouble.reason)
            ),
            todo=todo(report.role, trouble, scene, is_technician=is_technician),
            who=who_text(trouble, scene),
            key=_action_key(report, trouble, scene, is_technician),
        )


def _action_key(
    report: DeviceReport, trouble: Trouble, scene: Scene, is_technician: bool
) -> KeyView | None:
    chore = chore_for(report, trouble.reason)
    if chore is not None:
        return KeyView(scene.words("service.key.guide-me"), OpenChore(chore, report.device_id))
    if not is_technician:
        return None
    return KeyView(scene.words("service.key.look"), OpenDevice(report.device_id), "soft")


def chore_for(report: DeviceReport, reason: str) -> Chore | None:
    """What hands do about it; None when it takes a technician."""
    if report.role not in (Role.RECEIPT_PRINTER, Role.LICENCE_PRINTER, Role.PAGE_SCANNER):
        return None
    if reason in REFILLS and report.role is not Role.PAGE_SCANNER:
        return Chore.REFILL
    return Chore.CLEAR_JAM if reason in JAMS else None


def _house_actions(state: ServiceState, scene: Scene) -> Iterator[ActionView]:
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
    counts = {one.device_id: one for one in state.house.counts} if state.house else {}
    for report in state.devices:
        tone = tone_of(report)
        yield DeviceTileView(
            icon=ICONS[report.role],
            tone=tone,
            name=device_name(report, scene),
            state_icon=_STATE_ICONS[tone],
            state=state_word(report, scene),
            fact=_fact(report, counts.get(report.device_id), state, scene),
            intent=OpenDevice(report.device_id),
        )
    yield from _house_tiles(state, scene)


def _fact(report: DeviceReport, count: CountSeen | None, state: ServiceState, scene: Scene) -> str:
    trouble = trouble_in(report)
    if trouble is not None:
        return who_text(trouble, scene)
    verdict = state.walked.get(report.device_id)
    if verdict is not None:
        is_good = verdict is StepVerdict.GOOD
        return scene.words(f"service.tested.{'good' if is_good else verdict}")
    if count is None or not count.commands:
        return scene.words("service.count.none")
    return scene.words("service.count.some", done=count.commands, failed=count.failures)


def _house_tiles(state: ServiceState, scene: Scene) -> Iterator[DeviceTileView]:
    words, platform, house = scene.words, state.platform, state.house
    if platform is not None:
        tone: Tone = "good" if platform.is_online else "bad"
        since = since_text(platform.since, scene)
        text = words(f"service.platform.{'online' if platform.is_online else 'away'}")
        name = words("service.platform.name")
        yield DeviceTileView("network", tone, name, _STATE_ICONS[tone], text, since)
    if house is not None:
        tone = "bad" if house.parked else "good"
        text = words("service.outbox.unsent", count=house.unsent + house.parked)
        free = f"{house.disk_free_bytes / _GIGABYTE:.0f}"
        fact = words("service.outbox.disk", free=free)
        name = words("service.outbox.name")
        yield DeviceTileView("disk", tone, name, _STATE_ICONS[tone], text, fact)


# --- paper and the past -----------------------------------------------------------------------


def _supplies(state: ServiceState, scene: Scene) -> Iterator[SupplyView]:
    for report in state.devices:
        if report.role is Role.RECEIPT_PRINTER:
            yield _receipt_paper(report, scene)
    if state.sheets is not None and state.sheets.loaded:
        left, loaded = state.sheets.remaining, state.sheets.loaded
        tone: Tone = "bad" if not left else "watch" if left <= FEW_SHEETS else "good"
        text = scene.words("service.supply.sheets", left=left, loaded=loaded)
        yield SupplyView(scene.words("service.supply.licence"), left / loaded, tone, text)


def _receipt_paper(report: DeviceReport, scene: Scene) -> SupplyView:
    """A thermal printer feels only full, near end and end: no percentage is made up."""
    trouble = trouble_in(report)
    reason = trouble.reason if trouble else ""
    name = scene.words("service.supply.receipt")
    if reason == "media-empty":
        return SupplyView(name, None, "bad", scene.words("service.supply.empty"))
    if reason == "media-low":
        return SupplyView(name, None, "watch", scene.words("service.supply.low"))
    if tone_of(report) == "bad":
        return SupplyView(name, None, "off", scene.words("service.supply.unknown"))
    return SupplyView(name, None, "good", scene.words("service.supply.enough"))


def _troubles(state: ServiceState, scene: Scene) -> Iterator[TroubleLineView]:
    for seen in state.house.troubles if state.house else ():
        report = state.device(seen.device_id)
        if report is None:
            continue
        yield TroubleLineView(
            stamp=f"{local(seen.last_at):%H:%M}",
            place=device_name(report, scene),
            text=f"{scene.guide.wrong(seen.reason)} ({seen.reason})",
            count=f"×{seen.count}",
        )
