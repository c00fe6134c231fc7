"""The service visit of the story as states: T-118 comes at 22:18, five things can be wrong.

States, not views: what the screens say comes from the presenters, as in a hall.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from config.terminal import LANDSCAPE_PX, PORTRAIT_PX, Identity, ServiceMode
from devices.record import DeviceRecord
from devices.status import Actor, Attention, Busy, DeviceReport, Ready, Role, State, Unavailable
from kiosk.host import service_messages as said
from kiosk.host.service_messages import Chore
from kiosk.i18n import load_texts
from kiosk.upkeep.device_days import DeviceFigures, Spell
from kiosk.upkeep.plan import Glass, TrialName
from kiosk.upkeep.receipt_roll import PaperLeft
from kiosk.upkeep.service.state import (
    Calling,
    ChoreAtDevice,
    ChoreMenu,
    ChorePhase,
    Dashboard,
    DeviceDetail,
    Doorstep,
    EnteringPin,
    LoadingSheets,
    Member,
    PlatformSeen,
    ServiceState,
    TypingBadge,
    Wiping,
)
from kiosk.upkeep.service.touching import POINTS, verdict
from kiosk.upkeep.service.walk_state import StepVerdict, Touching, Walk, WalkStep
from kiosk.upkeep.staff.roles import RIGHTS, StaffRole
from screens.presenters.technician.present import view_of
from screens.presenters.technician.wording import Scene
from tests.window.pilot import PROJECT

NOW = datetime(2026, 4, 2, 14, 26, 8, tzinfo=UTC)
IDENTITY = Identity(
    id="QH-BJL-03", name="3 号机", hall="滨江路 24 小时厅", city="青禾市",
    site="BJL", region="990100", complaint_line="12345",
)  # fmt: skip
MODE = ServiceMode(technician_line="0000-118")
SCENE = Scene(load_texts(PROJECT / "config" / "locale" / "zh-CN"), IDENTITY, MODE, 100.0, NOW)

ROLES = {
    Role.ID_READER: ("id-reader", "sam-serial"),
    Role.QR_SCANNER: ("qr-scanner", "serial-scanner"),
    Role.DOCUMENT_SCANNER: ("document-camera", "opencv-camera"),
    Role.RECEIPT_PRINTER: ("receipt-printer", "escpos-tcp"),
    Role.LICENCE_PRINTER: ("licence-printer", "ipp"),
}


def gone(reason):
    return Unavailable(State.NO_DEVICE, reason, Actor.TECHNICIAN, NOW - timedelta(minutes=40))


def stopped(reason, state=State.USER_ERROR):
    return Unavailable(state, reason, Actor.HOST_STAFF, NOW - timedelta(minutes=84))


#: What happened, and the device it happened to.
FAULTS = {
    "id-reader-unplugged": (Role.ID_READER, gone("unplugged")),
    "receipt-paper-out": (Role.RECEIPT_PRINTER, stopped("media-empty")),
    "licence-cover-open": (Role.LICENCE_PRINTER, stopped("cover-open")),
    "camera-frozen": (Role.DOCUMENT_SCANNER, gone("camera-frozen")),
    "scanner-unplugged": (Role.QR_SCANNER, gone("unplugged")),
}


def reports(**statuses):
    """All five devices; a role's status by its name with underscores."""
    wanted = {name.replace("_", "-"): status for name, status in statuses.items()}
    return tuple(
        DeviceReport(device_id, role, model, wanted.get(role, Ready()), frozenset({"probe"}))
        for role, (device_id, model) in ROLES.items()
    )


def member(role=StaffRole.TECHNICIAN):
    number = "T-118" if role is StaffRole.TECHNICIAN else "H-7"
    return Member(number, role, frozenset(RIGHTS[role]), NOW - timedelta(minutes=8))


def state(stage, role=StaffRole.TECHNICIAN, **statuses):
    troubles = tuple(
        said.TroubleSeen(one.device_id, one.status.reason, one.status.since, 3)
        for one in reports(**statuses)
        if isinstance(one.status, Attention | Unavailable)
    )
    return ServiceState(
        stage=stage,
        who=member(role),
        devices=reports(**statuses),
        platform=PlatformSeen(is_online=True, since=NOW - timedelta(hours=5)),
        sheets=said.SheetsSeen(40, 31, "QH00000440", ()),
        house=said.HouseSeen(
            figures=tuple(figures(device_id) for device_id, _ in ROLES.values()),
            unsent=0,
            parked=0,
            disk_free_bytes=41 * 1024**3,
            disk_total_bytes=240 * 1024**3,
            troubles=troubles,
        ),
        roll=roll(62, 210),
        touched_at=100.0,
    )


def figures(device_id):
    return DeviceFigures(
        device_id, "2025-06-30", Spell(41, 41), Spell(1204, 1221, 2), Spell(12406, 12611),
        0.0021, 0.9,
    )  # fmt: skip


def roll(percent, receipts):
    """Counted since the roll was put in, the day before yesterday."""
    return said.RollSeen(PaperLeft(percent, receipts, NOW - timedelta(days=2)))


def with_fault(name, stage=None, role=StaffRole.TECHNICIAN):
    fault_role, status = FAULTS[name]
    return state(stage or Dashboard(), role, **{fault_role.replace("-", "_"): status})


def everything_wrong():
    statuses = {role.replace("-", "_"): status for role, status in FAULTS.values()}
    return state(Dashboard(), **statuses)


def hands_wanted():
    """A cable, an empty roll, what only a technician cures, and a card that was not taken."""
    everything = state(
        ChoreMenu(), StaffRole.HOST_STAFF, qr_scanner=gone("unplugged"),
        receipt_printer=stopped("media-empty"), id_reader=gone("sam-self-test-failed"),
    )  # fmt: skip
    card = said.TroubleSeen("id-reader", "card-41", NOW - timedelta(minutes=12), 2)
    return replace(everything, cards=said.CardsSeen((card,)))


def nearly_out():
    low = Attention("media-low", Actor.HOST_STAFF, NOW - timedelta(days=1))
    few = said.SheetsSeen(40, 6, "QH00000465", ())
    nearly = state(Dashboard(), receipt_printer=low, id_reader=Busy(NOW))
    return replace(nearly, sheets=few, roll=roll(12, 40))


def counted_out():
    """More receipts than the roll was long for, and the sensor sees paper all the same."""
    return replace(state(Dashboard()), roll=roll(0, 0))


def contradicted():
    """Half a roll by our count, and the sensor says that it ends."""
    return replace(nearly_out(), roll=roll(50, 160))


def frames():
    sent = "AA AA AA 96 69 00 03 20 01 22"
    head = "AA AA AA 96 69 05 08 00 00 90"
    return tuple(
        said.FrameSeen(NOW + timedelta(milliseconds=60 * at), way, shown, masked, remark)
        for at, (way, shown, masked, remark) in enumerate(
            [
                ("sent", sent, 0, "find"),
                ("received", "AA AA AA 96 69 00 08 00 00 9F", 5, "find"),
                ("sent", "AA AA AA 96 69 00 03 20 02 21", 0, "select"),
                ("received", "AA AA AA 96 69 00 0C 00 00 90", 9, "select"),
                ("sent", "AA AA AA 96 69 00 03 30 01 32", 0, "read"),
                ("received", head, 1285, "read"),
                ("received", "", 0, "damaged, declared 1288 bytes"),
            ]
        )
    )


def record():
    wave = tuple(0.0021 + 0.0004 * ((at * 7) % 5) + (0.006 if at == 20 else 0) for at in range(32))
    return DeviceRecord(
        "id-reader", 41, 1, 2, 0, 1, wave, (), NOW, "unplugged", NOW - timedelta(hours=3)
    )


def detail(keeps_frames=True, **statuses):
    seen = said.DeviceSeen(
        7, "id-reader", keeps_frames, frames() if keeps_frames else (), record(),
        "serial", "id-reader", 30.0, figures("id-reader"),
    )  # fmt: skip
    return state(DeviceDetail("id-reader", 7, seen), **statuses)


def walk(at, *, tried=None, running=False, touching=None, steps=None):
    steps = list(steps or STEPS)
    if at < len(steps) and tried is not None and not tried.is_passed:
        steps[at] = replace(steps[at], verdict=StepVerdict.FAILED, tried=tried, at=NOW)
    for number in range(at, len(steps)):
        if number != at or tried is None or tried.is_passed:
            steps[number] = replace(steps[number], verdict=None, tried=None, at=None)
    return state(Walk(tuple(steps), at, 5 if running else 0, tried, touching, True))


def judged(role, trial, verdict=StepVerdict.GOOD, tried=None, *, by_person=False, slot=None):
    """A step as it stands once it is behind."""
    device_id = ROLES[role][0] if role in ROLES else role
    return WalkStep(device_id, role, trial, verdict, tried, NOW, by_person, slot)


def lamp(slot, verdict=StepVerdict.GOOD):
    return judged(Role.IO_BOARD, TrialName.LAMPS_SEEN, verdict, by_person=True, slot=slot)


ALL_WELL = (0.0,) * POINTS
TOO_DARK = said.DeviceTried(5, False, "picture-too-dark", (("brightness", "9"),), 0.31)
ONLY_BLANKS = said.DeviceTried(0, False, "only-numbered-blanks", (), 0.0)
STEPS = (
    judged(Glass.TOUCH_SCREEN, TrialName.TOUCH, tried=verdict(Touching(ALL_WELL, 0.0))),
    judged(Role.ID_READER, TrialName.ANSWERS),
    judged(Role.ID_READER, TrialName.CARD, StepVerdict.SKIPPED, by_person=True),
    judged(Role.QR_SCANNER, TrialName.TRIGGER),
    judged(Role.QR_SCANNER, TrialName.CODE),
    judged(Role.DOCUMENT_SCANNER, TrialName.PICTURE, StepVerdict.FAILED, TOO_DARK),
    judged(Role.RECEIPT_PRINTER, TrialName.STATUS),
    judged(Role.RECEIPT_PRINTER, TrialName.SLIP, StepVerdict.POOR, by_person=True),
    judged(Role.RECEIPT_PRINTER, TrialName.SLIP_CODE),
    judged(Role.LICENCE_PRINTER, TrialName.ANSWERS),
    judged(Role.LICENCE_PRINTER, TrialName.BLANK, StepVerdict.SKIPPED, ONLY_BLANKS),
    judged(Role.IO_BOARD, TrialName.INPUTS),
    judged(Role.IO_BOARD, TrialName.LAMPS),
    lamp(Role.ID_READER),
    lamp(Role.QR_SCANNER, StepVerdict.FAILED),
    judged(Role.SPEAKER, TrialName.ANSWERS),
    judged(Role.SPEAKER, TrialName.SPEECH, by_person=True),
)
#: Where in them something is on the screen.
AT_TOUCH, AT_CARD, AT_PICTURE, AT_SLIP, AT_LAMP, AT_SPEECH = 0, 2, 5, 7, 14, 16
SLIP = said.DeviceTried(5, True, "", (("slip", "printed"),), 2.41)
LIT = said.DeviceTried(5, True, "", (("lit", "qr-scanner"),), 0.06)
SPOKEN = said.DeviceTried(5, True, "", (("spoken-seconds", "5.5"),), 5.62)
OFF_POINTS = verdict(Touching((*ALL_WELL[:6], 131.0, 96.0, 12.0), 0.0))
LOST = said.LostSheetSeen("QH00000439", NOW - timedelta(minutes=12))


def door(stage):
    return replace(ServiceState(stage), touched_at=100.0)


def chore(chore, device_id, phase=ChorePhase.HANDS, status=None, role=StaffRole.HOST_STAFF):
    report = next(one for one in reports() if one.device_id == device_id)
    looked = replace(report, status=status) if status else None
    return state(ChoreAtDevice(chore, device_id, phase, 3, looked), role)


def refilled():
    looked = chore(Chore.REFILL, "receipt-printer", ChorePhase.LOOKED, Ready())
    return replace(looked, roll=roll(100, 320))


def lost():
    jam = chore(Chore.CLEAR_JAM, "licence-printer")
    return replace(jam, sheets=replace(jam.sheets, lost=(LOST,)))


def touching(drawing_px):
    return walk(AT_TOUCH, touching=Touching((3.0, 11.0, 85.0, 2.0), 112.0, drawing_px))


STATES = {
    "30-door": lambda: door(Doorstep(1, 130.0)),
    "30b-door-unknown": lambda: door(Doorstep(1, 130.0, "unknown")),
    "31-badge-typing": lambda: door(TypingBadge("7KQ2-MX9A-33")),
    "32-pin": lambda: door(EnteringPin("T-118", "8042")),
    "32b-pin-wrong": lambda: door(EnteringPin("T-118", "", 0, "wrong", 5)),
    "32c-pin-wait": lambda: door(EnteringPin("T-118", "", 0, "wait", 0, 125.0)),
    "32d-pin-locked": lambda: door(EnteringPin("T-118", "", 0, "locked")),
    "20-dashboard-well": lambda: state(Dashboard()),
    "20b-dashboard-all": everything_wrong,
    "20c-dashboard-low": nearly_out,
    "20d-dashboard-counted-out": counted_out,
    "20e-dashboard-contradicted": contradicted,
    "21-device": detail,
    "21b-device-gone": lambda: detail(False, id_reader=gone("unplugged")),
    "22-walk-judge": lambda: walk(AT_SLIP, tried=SLIP),
    "22b-walk-running": lambda: walk(1, running=True),
    "22c-walk-failed": lambda: walk(AT_PICTURE, tried=TOO_DARK),
    "22d-walk-card": lambda: walk(AT_CARD),
    "22e-walk-over": lambda: walk(len(STEPS)),
    "22f-walk-lamp": lambda: walk(AT_LAMP, tried=LIT),
    "22g-walk-speech": lambda: walk(AT_SPEECH, tried=SPOKEN),
    "22h-walk-touch": lambda: walk(AT_TOUCH),
    "22i-walk-touch-off": lambda: walk(AT_TOUCH, tried=OFF_POINTS),
    "22j-touch": lambda: touching(PORTRAIT_PX),
    "22k-walk-slip-before": lambda: walk(AT_SLIP),
    "33-menu": lambda: state(ChoreMenu(), StaffRole.HOST_STAFF),
    "33b-menu-paper-out": lambda: with_fault(
        "receipt-paper-out", ChoreMenu(), StaffRole.HOST_STAFF
    ),
    "33c-menu-hands": hands_wanted,
    "34-refill": lambda: chore(Chore.REFILL, "receipt-printer"),
    "34b-refill-not-yet": lambda: chore(
        Chore.REFILL, "receipt-printer", ChorePhase.LOOKED, stopped("cover-open")
    ),
    "34c-refill-well": refilled,
    "35-jam-lost": lost,
    "36-sheets": lambda: state(
        LoadingSheets("licence-printer", "QH00000471", "4", "sheets"), StaffRole.HOST_STAFF
    ),
    "36b-sheets-overlap": lambda: state(
        LoadingSheets("licence-printer", "QH00000431", "40", "serial", 0, "overlap"),
        StaffRole.HOST_STAFF,
    ),
    "36c-sheets-odd": lambda: state(
        LoadingSheets("licence-printer", "QH00000431", "40", "serial", 0, "register-unreadable"),
        StaffRole.HOST_STAFF,
    ),
    "37-wipe": lambda: state(Wiping(123.0), StaffRole.HOST_STAFF),
    "38-call": lambda: state(Calling(), StaffRole.HOST_STAFF, id_reader=gone("unplugged")),
} | {f"20-{name}": lambda name=name: with_fault(name) for name in FAULTS}


def views(states, scene=SCENE):
    """Every state as what the glass shows of it, made when it is asked for."""
    return {name: lambda make=make: view_of(make(), scene) for name, make in states.items()}


SERVICE_STORY = views(STATES)
#: The same on a glass that is wider than tall, whose points are elsewhere.
WIDE_SCENE = replace(SCENE, is_wide=True)
WIDE_SERVICE_STORY = views(STATES | {"22j-touch": lambda: touching(LANDSCAPE_PX)}, WIDE_SCENE)
