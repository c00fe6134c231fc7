"""Device detail (21): what it is, how it answers, what passes on its wire, what it can do.

Never invents: a figure that nobody counted is a dash.
"""

from dataclasses import dataclass

from devices.record import DeviceRecord
from devices.status import DeviceReport, Ready, Role
from kiosk.upkeep.device_actions import is_gone
from kiosk.upkeep.device_days import DeviceFigures, Spell
from kiosk.upkeep.plan import trials_of
from kiosk.upkeep.service.intents import ExportFrames, OpenChore, PauseFrames, StartWalk
from kiosk.upkeep.service.looking import is_on_errand
from kiosk.upkeep.service.state import DeviceDetail, ErrandName, ServiceState
from kiosk.visit.local_time import local
from screens.presenters.frame import KeyView, ScreenView
from screens.presenters.parts import BannerView, PillView
from screens.presenters.technician.curve import curve, time_text
from screens.presenters.technician.dashboard import chore_for
from screens.presenters.technician.errands import action_keys, said_of_device
from screens.presenters.technician.facts import facts_of
from screens.presenters.technician.parts import (
    FactView,
    FigureView,
    FrameLineView,
    SparkView,
    TechFrame,
    Tone,
)
from screens.presenters.technician.wire import lines_of
from screens.presenters.technician.wording import (
    ICONS,
    Scene,
    device_name,
    state_word,
    tech_frame,
    tone_of,
    trouble_in,
    who_text,
)

#: More frames than the console ever has room for.
_MOST_FRAMES = 12
_PILLS = {
    "good": ("ok", "check", "usable"),
    "busy": ("todo", "clock", "working"),
    "watch": ("warn", "alert", "usable"),
    "bad": ("bad", "stop", "unusable"),
    "off": ("off", "minus", "unusable"),
}
#: Their commands wait for a person, so that only their answers can be called quick or slow.
_WAITS = frozenset({Role.ID_READER, Role.SMART_CARD_READER, Role.QR_SCANNER, Role.DOCUMENT_SCANNER})
#: A device that fails more often than this is not well, whatever it answers.
_POOR_SHARE = 0.9
_MINUTE, _HOUR, _DAY = 60, 3600, 86400


@dataclass(frozen=True, slots=True)
class DeviceView(ScreenView):
    """One device. ``frames`` are oldest first; without any the reason is said."""

    frame: TechFrame
    icon: str
    tone: Tone
    title: str
    lead: str
    pill: PillView
    note: BannerView | None
    facts: tuple[FactView, ...]
    figures: tuple[FigureView, ...]
    spark: SparkView
    frames_title: str
    masked: PillView
    pause: KeyView
    frames: tuple[FrameLineView, ...]
    frames_none: str
    actions: tuple[KeyView, ...]


def device_view(state: ServiceState, stage: DeviceDetail, scene: Scene) -> ScreenView:
    """What is known of a device."""
    report = state.device(stage.device_id)
    if report is None:
        raise LookupError(stage.device_id)
    words, tone = scene.words, tone_of(report)
    kind, icon, word = _PILLS[tone]
    seen = stage.seen
    record = seen.record if seen else None
    frames = seen.frames[-_MOST_FRAMES:] if seen else ()
    pause = "service.device.go-on" if stage.is_paused else "service.device.pause"
    return DeviceView(
        frame=tech_frame(state, scene, title=device_name(report, scene),
                         keys=_keys(state, report, scene),
                         said=said_of_device(state, stage, scene)),
        icon=ICONS[report.role],
        tone=tone,
        title=_title(report, scene),
        lead=_lead(report, record, scene),
        pill=PillView(kind, icon, words(f"service.device.{word}")),  # type: ignore[arg-type]
        note=_note(report, scene),
        facts=facts_of(report, stage, state.roll, scene),
        figures=_figures(report, seen.figures, scene) if seen else (),
        spark=curve(record.probe_seconds if record else (),
                    seen.limit_seconds if seen else 0.0, scene, is_there=not is_gone(report)),
        frames_title=words("service.device.frames"),
        masked=PillView("warn", "lock", words("service.device.masked")),
        pause=KeyView(words(pause), PauseFrames(), "soft",
                      icon="play" if stage.is_paused else "pause"),
        frames=lines_of(report.role, frames, scene),
        frames_none=_no_frames(stage, scene),
        actions=action_keys(state, report, stage, scene),
    )  # fmt: skip


def _keys(state: ServiceState, report: DeviceReport, scene: Scene) -> tuple[KeyView, ...]:
    words = scene.words
    is_writing = is_on_errand(state)
    is_mine = state.errand is not None and state.errand.name is ErrandName.FRAMES
    export = KeyView(
        words("equipment.page.export"),
        None if is_writing and not is_mine else ExportFrames(report.device_id),
        "sec",
        icon="doc",
        busy=is_writing and is_mine,
    )
    trouble = trouble_in(report)
    chore = chore_for(report, trouble.reason) if trouble else None
    if chore is not None:
        guide = KeyView(words("service.key.guide-me"), OpenChore(chore, report.device_id))
        return export, guide
    steps = words("equipment.page.steps", count=len(trials_of(report.role)))
    return export, KeyView(steps, StartWalk(report.device_id), icon="play")


def _title(report: DeviceReport, scene: Scene) -> str:
    idle = f"equipment.idle.{report.role}"
    is_idle = isinstance(report.status, Ready) and idle in scene.words
    return scene.words(idle) if is_idle else state_word(report, scene)


def _lead(report: DeviceReport, record: DeviceRecord | None, scene: Scene) -> str:
    trouble = trouble_in(report)
    if trouble is not None:
        return who_text(trouble, scene)
    parts = []
    if record is not None and record.alive_at is not None:
        at = f"{local(record.alive_at):%H:%M:%S}"
        parts.append(scene.words("equipment.page.answered", at=at))
    if record is None or not record.last_fault or record.last_fault_at is None:
        parts.append(scene.words("equipment.page.no-fault"))
    else:
        ago = _ago((scene.wall - record.last_fault_at).total_seconds(), scene)
        parts.append(scene.words("equipment.page.healed", ago=ago))
    return " · ".join(parts)


def _ago(seconds: float, scene: Scene) -> str:
    for unit, name in ((_DAY, "days"), (_HOUR, "hours"), (_MINUTE, "minutes")):
        if seconds >= unit:
            return scene.words(f"equipment.page.{name}", count=int(seconds // unit))
    return scene.words("equipment.page.just-now")


def _note(report: DeviceReport, scene: Scene) -> BannerView | None:
    trouble = trouble_in(report)
    if trouble is None:
        return None
    kind = "bad" if tone_of(report) == "bad" else "warn"
    text = scene.guide.todo(report.role, trouble)
    return BannerView(kind, "wrench", text)  # type: ignore[arg-type]


def _figures(
    report: DeviceReport, figures: DeviceFigures | None, scene: Scene
) -> tuple[FigureView, ...]:
    words = scene.words
    own = f"equipment.label.today-{report.role}"
    today = words(own if own in words else "equipment.label.today")
    waits = report.role in _WAITS or figures is None or figures.use_seconds is None
    seconds = None
    if figures is not None:
        seconds = figures.answer_seconds if waits else figures.use_seconds
    return (
        FigureView("-" if figures is None else f"{figures.today.done:,}", today),
        _success(figures.month if figures else Spell(), scene),
        FigureView(
            "-" if seconds is None else time_text(seconds, scene),
            words(f"equipment.label.median-{'answer' if waits else 'use'}"),
        ),
        FigureView(
            "-" if figures is None else f"{figures.ever.done:,}", words("equipment.label.ever")
        ),
    )


def _success(month: Spell, scene: Scene) -> FigureView:
    label = scene.words("equipment.label.month-success")
    if not month.tried:
        return FigureView("-", label)
    share = month.done / month.tried
    # Never rounded up to a hundred.
    text = "100%" if month.done == month.tried else f"{1000 * month.done // month.tried / 10:.1f}%"
    return FigureView(text, label, "good" if share >= _POOR_SHARE else "bad")


def _no_frames(stage: DeviceDetail, scene: Scene) -> str:
    if stage.seen is None:
        return scene.words("service.device.asking")
    if not stage.seen.keeps_frames:
        return scene.words("service.device.keeps-none")
    return "" if stage.seen.frames else scene.words("service.device.no-frames")
