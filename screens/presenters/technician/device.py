"""Device detail (21): what it is, how it answers, what passes over its wire. Never invents."""

from dataclasses import dataclass
from statistics import median

from devices.record import DeviceRecord
from devices.status import DeviceReport
from kiosk.host.service_messages import FrameSeen
from kiosk.upkeep.device_actions import ActionName
from kiosk.upkeep.service.intents import Act, OpenChore, PauseFrames, StartWalk
from kiosk.upkeep.service.looking import is_acting
from kiosk.upkeep.service.state import DeviceDetail, ServiceState
from kiosk.visit.local_time import local
from screens.presenters.frame import KeyView, ScreenView
from screens.presenters.parts import BannerView, PillView
from screens.presenters.technician.dashboard import chore_for
from screens.presenters.technician.parts import (
    FactView,
    FigureView,
    FrameLineView,
    TechFrame,
    Tone,
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

#: Frames and remarks that the console has lines for.
_MOST_FRAMES = 7
_PILLS = {
    "good": ("ok", "check", "usable"),
    "busy": ("todo", "clock", "working"),
    "watch": ("warn", "alert", "usable"),
    "bad": ("bad", "stop", "unusable"),
    "off": ("off", "minus", "unusable"),
}


@dataclass(frozen=True, slots=True)
class DeviceView(ScreenView):
    """One device. ``spark`` are seconds, oldest first; ``frames`` empty with the reason said."""

    frame: TechFrame
    icon: str
    tone: Tone
    title: str
    lead: str
    pill: PillView
    note: BannerView | None
    facts: tuple[FactView, ...]
    figures: tuple[FigureView, ...]
    spark_title: str
    spark: tuple[float, ...]
    spark_last: str
    spark_none: str
    frames_title: str
    masked: PillView
    pause: KeyView
    frames: tuple[FrameLineView, ...]
    frames_none: str


def device_view(state: ServiceState, stage: DeviceDetail, scene: Scene) -> ScreenView:
    """What is known of a device."""
    report = state.device(stage.device_id)
    if report is None:
        raise LookupError(stage.device_id)
    words, tone = scene.words, tone_of(report)
    kind, icon, word = _PILLS[tone]
    record = stage.seen.record if stage.seen else None
    spark = record.probe_seconds if record else ()
    frames = stage.seen.frames if stage.seen else ()
    pause = "service.device.go-on" if stage.is_paused else "service.device.pause"
    return DeviceView(
        frame=tech_frame(state, scene, title=device_name(report, scene),
                         keys=_keys(report, stage, scene)),
        icon=ICONS[report.role],
        tone=tone,
        title=state_word(report, scene),
        lead=_lead(report, record, scene),
        pill=PillView(kind, icon, words(f"service.device.{word}")),  # type: ignore[arg-type]
        note=_note(report, scene),
        facts=tuple(_facts(report, scene)),
        figures=() if record is None else _figures(record, scene),
        spark_title=words("service.device.spark", count=len(spark)),
        spark=spark,
        spark_last=_seconds_text(spark[-1], scene) if spark else "",
        spark_none="" if spark else words("service.device.no-spark"),
        frames_title=words("service.device.frames"),
        masked=PillView("warn", "lock", words("service.device.masked")),
        pause=KeyView(words(pause), PauseFrames(), "soft",
                      icon="play" if stage.is_paused else "pause"),
        frames=tuple(_line(one, scene) for one in frames[-_MOST_FRAMES:]),
        frames_none=_no_frames(stage, scene),
    )  # fmt: skip


def _keys(report: DeviceReport, stage: DeviceDetail, scene: Scene) -> tuple[KeyView, ...]:
    words = scene.words
    again = KeyView(
        words("service.device.look-again"),
        Act(report.device_id, ActionName.ASK),
        "sec",
        icon="refresh",
        busy=is_acting(stage),
    )
    trouble = trouble_in(report)
    chore = chore_for(report, trouble.reason) if trouble else None
    if chore is not None:
        guide = KeyView(words("service.key.guide-me"), OpenChore(chore, report.device_id))
        return again, guide
    walk = KeyView(words("service.device.walk"), StartWalk(report.device_id), icon="play")
    return again, walk


def _lead(report: DeviceReport, record: DeviceRecord | None, scene: Scene) -> str:
    trouble = trouble_in(report)
    if trouble is not None:
        return who_text(trouble, scene)
    if record is None or not record.last_fault or record.last_fault_at is None:
        return scene.words("service.device.no-fault")
    wrong = scene.guide.wrong(record.last_fault)
    at = f"{local(record.last_fault_at):%H:%M:%S}"
    return scene.words("service.device.last-fault", wrong=wrong, at=at)


def _note(report: DeviceReport, scene: Scene) -> BannerView | None:
    trouble = trouble_in(report)
    if trouble is None:
        return None
    kind = "bad" if tone_of(report) == "bad" else "warn"
    text = todo(report.role, trouble, scene, is_technician=True)
    return BannerView(kind, "wrench", text)  # type: ignore[arg-type]


def _facts(report: DeviceReport, scene: Scene) -> list[FactView]:
    words = scene.words
    trouble = trouble_in(report)
    senses = sorted(report.capabilities)
    return [
        FactView(words("service.device.id"), report.device_id),
        FactView(words("service.device.driver"), report.model),
        FactView(words("service.device.keyword"), trouble.reason if trouble else "-"),
        FactView(
            words("service.device.since"),
            (since_text(trouble.since, scene) if trouble else "") or "-",
        ),
        FactView(words("service.device.senses"), " ".join(senses) or "-"),
    ]


def _figures(record: DeviceRecord, scene: Scene) -> tuple[FigureView, ...]:
    words = scene.words
    failed: Tone = "bad" if record.failures else "good"
    return (
        FigureView(str(record.commands), words("service.device.commands")),
        FigureView(str(record.failures), words("service.device.failures"), failed),
        FigureView(str(record.reopens), words("service.device.reopens")),
        FigureView(str(record.resets + record.restarts), words("service.device.restarts")),
        FigureView(
            _seconds_text(median(record.probe_seconds), scene) if record.probe_seconds else "-",
            words("service.device.median"),
        ),
    )


def _seconds_text(seconds: float, scene: Scene) -> str:
    if seconds < 1:
        return scene.words("service.milliseconds", count=f"{seconds * 1000:.1f}")
    return scene.words("service.seconds", count=f"{seconds:.2f}")


def _line(frame: FrameSeen, scene: Scene) -> FrameLineView:
    stamp = f"{local(frame.at):%H:%M:%S}.{frame.at.microsecond // 1000:03d}"
    masked = (
        scene.words("service.device.hidden", count=frame.masked_bytes) if frame.masked_bytes else ""
    )
    remark = " · ".join(part for part in (frame.remark, masked) if part)
    is_sent = frame.direction == "sent"
    return FrameLineView(stamp, is_sent, frame.visible, frame.masked_bytes, remark)


def _no_frames(stage: DeviceDetail, scene: Scene) -> str:
    if stage.seen is None:
        return scene.words("service.device.asking")
    if not stage.seen.keeps_frames:
        return scene.words("service.device.keeps-none")
    return "" if stage.seen.frames else scene.words("service.device.no-frames")
