"""What goes wrong with either printer, as three people read it.

One row for each fault of the reference's tables: done to the machine at the far end of the wire,
seen by the driver, said to the citizen (a clause on the menu or a sentence while a sheet is under
way), to the people of the host site and to the technician.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from devices.status import Actor, Attention, DeviceGoneError, Unavailable, is_usable
from devices.transport import transport
from devices.virtual.licence_printer import VirtualLicencePrinter
from kiosk.paper.events import PrintWaiting, Refusal, SheetPrinted, SheetUncertain
from printer.licence import ipp_client, reasons
from printer.licence.ipp_printer import IppLicencePrinter
from printer.receipt import presenter, status
from printer.receipt.escpos_printer import EscposPrinter
from printer.receipt.presenter import PresenterKind
from tests.licence_rig import Hall, driver, hall, ledger, machine, started, submitted, waits_for
from tests.receipt_samples import CLOCK, IMPATIENT, PATIENT, WORDS, network_printer

__all__ = ["driver", "hall", "ledger", "machine", "started"]

HOST, TECHNICIAN, NOBODY = Actor.HOST_STAFF, Actor.TECHNICIAN, Actor.NOBODY


@dataclass(frozen=True)
class Row:
    """``does``: what happens to the machine, in order; ``stops``: nothing may be printed then."""

    does: tuple[str, ...]
    reason: str
    actor: Actor
    stops: bool
    citizen: str
    staff: str
    technician: str
    presenter: PresenterKind = "none"


RECEIPT = [
    Row(("open_cover",), "cover-open", HOST, True,
        "盖子没合好", "把凭条机盖按到底", "合上盖子"),
    Row(("paper_out",), "media-empty", HOST, True,
        "没纸了", "换一卷热敏纸", "换一卷热敏纸"),
    Row(("paper_near_end",), "media-low", HOST, False,
        "纸快用完了", "准备一卷热敏纸", "下次来带一卷"),
    Row(("jam_cutter",), "cutter-failure", TECHNICIAN, True,
        "切刀卡住了", "把碎纸取干净", "拨回切刀"),
    Row(("break_down",), "unrecoverable-failure", TECHNICIAN, True,
        "坏了", "关掉凭条机电源", "不可恢复的错误"),
    Row(("overheat",), "head-over-temp", NOBODY, True,
        "打得太热", "不用管", "打印头太热"),
    Row(("go_offline",), "offline", TECHNICIAN, True,
        "停着", "走纸键", "打印机离线"),
    Row(("open_cover", "paper_out"), "cover-open", HOST, True,
        "盖子没合好", "把凭条机盖按到底", "合上盖子"),
    Row(("jam_presenter",), "presenter-jam", HOST, True,
        "出口卡纸了", "抽出卡住的凭条，剪碎", "取出卡住的凭条", "custom"),
    Row(("break_presenter",), "presenter-failure", TECHNICIAN, True,
        "出口坏了", "叫技术员", "换出纸器", "custom"),
]  # fmt: skip
RECEIPT_GONE = [
    Row(("fall_silent",), "silent", TECHNICIAN, True,
        "没有回应", "数十下再打开", "不回答状态查询"),
    Row(("unplug",), "unplugged", TECHNICIAN, True,
        "连不上", "重新插紧", "把插头重新插紧"),
]  # fmt: skip


def said(role: str, row: Row) -> None:
    """The three voices, word for word where it matters."""
    assert row.citizen in WORDS(f"device.{role}.{row.reason}")
    assert row.staff in WORDS(f"staff.{role}.{row.reason}")
    assert row.technician in WORDS(f"guide.{role}.{row.reason}")


@pytest.mark.parametrize("row", RECEIPT, ids=lambda row: "+".join(row.does))
def test_receipt_printers_fault_is_seen_and_said_to_all_three(tmp_path: Path, row: Row) -> None:
    with network_printer(tmp_path, presenter=row.presenter) as (virtual, wire):
        printer = EscposPrinter(wire, CLOCK, replace(PATIENT, presenter=row.presenter))
        printer.open()
        for deed in row.does:
            virtual.actions[deed]()
        found = printer.probe()
        printer.close()
    assert isinstance(found, Attention | Unavailable)
    assert (found.reason, found.actor, not is_usable(found)) == (row.reason, row.actor, row.stops)
    said("receipt-printer", row)


@pytest.mark.parametrize("row", RECEIPT_GONE, ids=lambda row: row.reason)
def test_receipt_printer_that_is_lost_is_said_to_all_three(tmp_path: Path, row: Row) -> None:
    with network_printer(tmp_path) as (virtual, wire):
        printer = EscposPrinter(wire, CLOCK, IMPATIENT)
        printer.open()
        virtual.actions[row.does[0]]()
        with pytest.raises(DeviceGoneError) as gone:
            printer.probe()
        printer.close()
    assert gone.value.reason == row.reason
    said("receipt-printer", row)


# --- the licence printer, before a job ----------------------------------------------------------

IDLE = [
    Row(("paper_out",), "media-empty", HOST, True,
        "没纸了", "把证照空白纸放进纸盒", "加证照纸"),
    Row(("toner_low",), "toner-low", HOST, False,
        "墨粉快用完了", "准备一个墨粉盒", "备好墨粉"),
    Row(("toner_empty",), "toner-empty", HOST, True,
        "墨粉用完了", "换上备用墨粉", "换墨粉"),
    Row(("waste_almost_full",), "marker-waste-almost-full", TECHNICIAN, False,
        "废粉盒快满了", "下次技术员来时告诉他", "备好废粉盒"),
]  # fmt: skip


def do(machine: VirtualLicencePrinter, deed: str) -> None:
    deeds = {
        "paper_out": machine.paper_out,
        "toner_low": lambda: machine.set_supplies(toner_percent=5),
        "toner_empty": lambda: machine.set_supplies(toner_percent=0),
        "waste_almost_full": lambda: machine.set_supplies(waste_percent=99),
    }
    deeds[deed]()


@pytest.mark.parametrize("row", IDLE, ids=lambda row: row.does[0])
def test_licence_printers_fault_before_a_job_is_seen_and_said_to_all_three(
    machine: VirtualLicencePrinter, driver: IppLicencePrinter, row: Row
) -> None:
    do(machine, row.does[0])
    found = driver.probe()
    assert isinstance(found, Attention | Unavailable)
    assert (found.reason, found.actor, not is_usable(found)) == (row.reason, row.actor, row.stops)
    said("licence-printer", row)


def test_licence_printer_without_power_is_said_to_all_three(
    machine: VirtualLicencePrinter, driver: IppLicencePrinter
) -> None:
    machine.power_cut()
    with pytest.raises(DeviceGoneError) as gone:
        driver.probe()
    assert gone.value.reason == "connection-refused"
    said("licence-printer", Row((), "connection-refused", TECHNICIAN, True,
                                "连不上", "看证照机的电源灯", "看设备是否开机"))  # fmt: skip


# --- the licence printer, in the middle of a job ------------------------------------------------

WAITS = [("cover_open", "cover-open"), ("paper_out", "media-empty")]


@pytest.mark.parametrize(("deed", "reason"), WAITS, ids=[row[0] for row in WAITS])
def test_sheet_that_waits_for_staff_says_so_and_that_it_is_not_printed_twice(
    machine: VirtualLicencePrinter, hall: Hall, deed: str, reason: str
) -> None:
    machine.hang()
    cure = machine.close_cover if deed == "cover_open" else machine.refill

    def strike() -> None:
        machine.actions[deed]()
        machine._set(hang=False)

    hall.when(submitted, strike)
    hall.when(waits_for(reason), cure)
    assert isinstance(hall.print_once(f"WORDS-{deed}"), SheetPrinted)
    (waiting, *_) = (e for e in hall.events if isinstance(e, PrintWaiting) and reason in e.reasons)
    assert waiting.actor is HOST
    assert "弄好会接着打，不会重打" in WORDS(f"licence.waiting.{waiting.actor}")
    assert WORDS(f"staff.licence-printer.{reason}")
    assert WORDS(f"guide.licence-printer.{reason}")


LOST = [("jam_next_sheet", "aborted"), ("kill_engine", "aborted")]


@pytest.mark.parametrize(("deed", "reason"), LOST, ids=[row[0] for row in LOST])
def test_sheet_that_is_lost_is_frozen_and_said_to_be(
    machine: VirtualLicencePrinter, hall: Hall, deed: str, reason: str
) -> None:
    before = len(machine.tray)
    getattr(machine, deed)()
    end = hall.print_once(f"LOST-{deed.replace('_', '-')}")
    assert isinstance(end, SheetUncertain)
    assert end.attempt.reason == reason
    assert len(machine.tray) == before
    assert "号码已经冻结，不会重打" in WORDS("licence.printing.uncertain")
    assert "登记前不会再打印" in WORDS("diagnose.paper.sheets-uncertain")
    assert "要有人去找" in WORDS("paper.waiting")


# --- every reason there is ----------------------------------------------------------------------


def receipt_reasons() -> Iterator[str]:
    for module in (status, presenter):
        source = Path(module.__file__).read_text("utf-8")
        for line in source.splitlines():
            for word in line.split('"')[1::2]:
                if (
                    "-" in word
                    and word.replace("-", "").isalpha()
                    and not word.startswith("senses")
                ):
                    yield word
    yield from ("offline", "silent", "not-finished", "receipt-left")
    yield from (v for k, v in vars(transport).items() if k.isupper() and isinstance(v, str))


def licence_reasons() -> Iterator[str]:
    yield from reasons._STOPPING
    yield from reasons._WARNING
    yield from ipp_client.WIRE_REASONS
    yield from ("stopped", "unknown-state", "not-accepting-jobs", "no-printer-attributes")


EVERY = [("receipt-printer", each) for each in sorted({*receipt_reasons()} - {"tear-bar"})]
EVERY += [("licence-printer", each) for each in sorted({*licence_reasons()})]


@pytest.mark.parametrize(("role", "reason"), EVERY)
def test_each_reason_has_words_for_all_three(role: str, reason: str) -> None:
    for voice in ("device", "staff", "guide"):
        assert WORDS(f"{voice}.{role}.{reason}")
    assert WORDS(f"diagnose.wrong.{reason}")


def test_the_reasons_were_found_in_the_code() -> None:
    found = {reason for _, reason in EVERY}
    assert {"cutter-failure", "presenter-jam", "media-jam", "answers-garbled", "no-usb"} <= found


@pytest.mark.parametrize("refusal", Refusal)
def test_each_refusal_tells_the_citizen_that_nothing_was_lost(refusal: Refusal) -> None:
    assert WORDS(f"licence.refused.{refusal}")
