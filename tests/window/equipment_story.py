"""A whole hall as states: every role fitted, and pages of devices in the middle of something."""

from dataclasses import replace
from datetime import timedelta

from devices.record import DeviceRecord
from devices.status import Actor, Attention, Busy, DeviceReport, Ready, Role
from kiosk.host import service_messages as said
from kiosk.upkeep.device_actions import ActionName
from kiosk.upkeep.device_days import DeviceFigures, Spell
from kiosk.upkeep.service.state import (
    Acting,
    Dashboard,
    DeviceDetail,
    Errand,
    ErrandName,
)
from tests.window.service_story import (
    NOW,
    WIDE_SCENE,
    figures,
    gone,
    state,
    stopped,
    views,
)

CONTACTS = ("cabinet-door", "tamper", "proximity", "ups-powering", "ups-low")
SLOTS = (Role.ID_READER, Role.QR_SCANNER, Role.DOCUMENT_SCANNER, Role.RECEIPT_PRINTER,
         Role.LICENCE_PRINTER, Role.PAGE_SCANNER, Role.SMART_CARD_READER)  # fmt: skip
#: Role: its id, its driver, what it can.
HALL = {
    Role.ID_READER: ("id-reader", "sam-serial",
                     ("reads-text", "reads-photo", "senses-card-removed")),
    Role.QR_SCANNER: ("qr-scanner", "serial-scanner", ("reads-qr", "reads-barcodes")),
    Role.DOCUMENT_SCANNER: ("document-camera", "opencv-camera", ("frames",)),
    Role.PAGE_SCANNER: ("page-scanner", "escl", ("pages", "flatbed", "feeder")),
    Role.RECEIPT_PRINTER: ("receipt-printer", "escpos-tcp", (
        "prints-receipt", "cuts", "senses-paper-low", "senses-paper-out", "senses-cover",
        "senses-completion", "senses-receipt-taken", "presents", "retracts")),
    Role.LICENCE_PRINTER: ("licence-printer", "ipp", ("counts-impressions", "remembers-jobs")),
    Role.SMART_CARD_READER: ("smart-card-reader", "pcsc", (
        "reads-social-security-cards", "senses-card", "answers-probe")),
    Role.IO_BOARD: ("io-board", "modbus-board", (
        *(f"senses-{one}" for one in CONTACTS), "senses-temperature",
        *(f"lights-{slot}" for slot in SLOTS))),
    Role.SPEAKER: ("speaker", "alsa-speaker", ("speaks",)),
}  # fmt: skip


def hall_reports(**statuses):
    wanted = {name.replace("_", "-"): status for name, status in statuses.items()}
    return tuple(
        DeviceReport(device_id, role, model, wanted.get(role, Ready()), frozenset(can))
        for role, (device_id, model, can) in HALL.items()
    )


def hall(stage=None, errand=None, **statuses):
    """Everything fitted, with a past."""
    reports = hall_reports(**statuses)
    whole = state(stage or Dashboard())
    done = tuple(
        replace(figures(one.device_id), today=Spell(12406, 12406 + at), month=Spell(12406, 12406))
        if at
        else DeviceFigures(one.device_id, "2026-04-02")
        for at, one in enumerate(reports)
    )
    troubles = tuple(
        said.TroubleSeen(one.device_id, "unplugged", NOW - timedelta(minutes=40 + at), 3 + at)
        for at, one in enumerate(reports[:5])
    )
    house = replace(whole.house, figures=done, troubles=troubles)
    return replace(whole, devices=reports, house=house, errand=errand)


def yesterday():
    status = gone("unplugged")
    return replace(status, since=NOW - timedelta(days=11))


FIVE = {
    "id_reader": yesterday(),
    "receipt_printer": stopped("media-empty"),
    "licence_printer": stopped("input-tray-missing"),
    "document_scanner": gone("camera-frozen"),
    "io_board": stopped("door-open"),
}
THREE = {
    "page_scanner": gone("scan-program-crashed"),
    "licence_printer": stopped("media-empty"),
    "receipt_printer": Attention("media-low", Actor.HOST_STAFF, NOW - timedelta(minutes=9)),
    "qr_scanner": Busy(NOW),
}


def record(device_id, seconds=0.0021):
    wave = tuple(seconds * (1 + 0.2 * ((at * 7) % 5)) * (9 if at == 11 else 1) for at in range(32))
    uses = tuple(0.9 + 0.1 * (at % 4) for at in range(9))
    return DeviceRecord(
        device_id, 12406, 170, 12, 1, 1, wave, uses, NOW, "unplugged", NOW - timedelta(days=3)
    )


def frame(at, way, visible, masked=0, remark=""):
    return said.FrameSeen(NOW + timedelta(milliseconds=at), way, visible, masked, remark)


CARD = (
    frame(0, "sent", "AA AA AA 96 69 00 03 20 01 22", 0, "find"),
    frame(56, "received", "AA AA AA 96 69 00 08 00 00 9F", 5, "find"),
    frame(58, "sent", "AA AA AA 96 69 00 03 20 02 21", 0, "select"),
    frame(119, "received", "AA AA AA 96 69 00 0C 00 00 90", 8, "select"),
    frame(122, "sent", "AA AA AA 96 69 00 03 30 01 32", 0, "read"),
    frame(895, "received", "AA AA AA 96 69 05 08 00 00 90", 1285, "read"),
)
BOARD = tuple(
    one
    for at in range(0, 900, 90)
    for one in (
        frame(at, "sent", "01 0F 00 00 00 07 01 00 5E D4 " * (1 + at // 300)),
        frame(at + 31, "received", "01 0F 00 00 00 07 14 09"),
    )
)
RECEIPT = (
    frame(0, "sent", "10 04 01"), frame(3, "received", "12"),
    frame(4, "sent", "10 04 04"), frame(7, "received", "12"),
    frame(20, "sent", "", 1840), frame(900, "received", "", 1),
)  # fmt: skip
SAM = (("sam-status", "90"), ("sam-id", "05.03-20190321-0001234567-0123456789"))
INPUTS = (*((name, "off") for name in CONTACTS), ("temperature-celsius", "27.5"), ("lights", "-"))
BYTES = tuple((name, "12") for name in ("printer", "offline", "error", "paper"))
PAPER = (
    ("state", "idle"), ("reasons", "none"), ("queued-jobs", "0"),
    ("media-ready", "iso_a4_210x297mm na_letter_8.5x11in"),
    ("supplies", "black-toner=80% cyan-toner=72% magenta-toner=66% yellow-toner=12% opc-drum=5%"),
    ("model", "Qinghe Licence Printer 4000"),
    ("firmware", "2.4.1"),
)  # fmt: skip


def page(role, frames=(), facts=(), acting=None, errand=None, wire=("serial", ""), **statuses):
    device_id = HALL[role][0]
    seen = said.DeviceSeen(
        7, device_id, True, frames, record(device_id), wire[0], wire[1] or device_id, 30.0,
        figures(device_id),
    )  # fmt: skip
    stage = DeviceDetail(device_id, 7, seen, facts=facts, acting=acting)
    return hall(stage, errand, **statuses)


def told(is_passed, reason="", facts=()):
    return said.DeviceTried(9, is_passed, reason, facts, 0.056)


def errand(name, **outcome):
    done = said.ErrandDone(9, **outcome) if outcome else None
    return Errand(name, 0 if outcome else 9, done)


BUNDLE = "openhall-QH-BJL-03-20260402-222608.tar.gz"
FRAMES = "QH-BJL-03-smart-card-reader-20260402-222608.jsonl"
FIND, READ = ActionName.FIND_CARD, ActionName.READ_CARD
LONG = "usb-Silicon_Labs_CP2102_USB_to_UART_Bridge_Controller_0001-if00-port0"

EQUIPMENT_STATES = {
    "40-hall-well": hall,
    "40b-hall-three": lambda: hall(**THREE),
    "40c-hall-five": lambda: hall(**FIVE),
    "40d-hall-five-said": lambda: hall(
        None, errand(ErrandName.BUNDLE, is_done=True, file=BUNDLE), **FIVE
    ),
    "40e-slip-no-paper": lambda: hall(
        None, errand(ErrandName.STATUS_SLIP, is_done=False, reason="media-empty"), **THREE
    ),
    "40f-bundle-busy": lambda: hall(None, errand(ErrandName.BUNDLE)),
    "41-reader": lambda: page(Role.ID_READER, CARD, SAM),
    "41b-reader-waits": lambda: page(Role.ID_READER, CARD, SAM, Acting(READ, 9)),
    "41c-reader-finds": lambda: page(Role.ID_READER, CARD, SAM, Acting(FIND, 9)),
    "41d-reader-found": lambda: page(
        Role.ID_READER, CARD, SAM, Acting(FIND, 0, told(True, "", (("card", "there"),)))
    ),
    "41e-reader-gone": lambda: page(
        Role.ID_READER, CARD, SAM, Acting(FIND, 0, told(False, "unplugged")),
        wire=("serial", LONG), id_reader=yesterday(),
    ),
    "42-board": lambda: page(Role.IO_BOARD, BOARD, INPUTS, io_board=stopped("door-open")),
    "43-receipts": lambda: page(
        Role.RECEIPT_PRINTER, RECEIPT, BYTES, wire=("network", "127.0.0.1:8602")
    ),
    "44-sheets": lambda: page(
        Role.LICENCE_PRINTER, (), PAPER, wire=("network", "127.0.0.1:8603")
    ),
    "45-chip-exported": lambda: page(
        Role.SMART_CARD_READER, (), (), None, errand(ErrandName.FRAMES, is_done=True, file=FRAMES)
    ),
    "46-pages": lambda: page(Role.PAGE_SCANNER, (), (), Acting(ActionName.SCAN_PAGE, 9)),
}  # fmt: skip
EQUIPMENT_STORY = views(EQUIPMENT_STATES)
WIDE_EQUIPMENT_STORY = views(EQUIPMENT_STATES, WIDE_SCENE)
