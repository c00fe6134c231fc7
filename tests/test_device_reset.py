"""Devices that lost their way and come back by a reset only: the rung of the ladder, over wires."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from devices.io_board.modbus_board import ModbusBoard
from devices.ports import CodeRead, ReceiptPrinted
from devices.qr_scanner.hid_pos_scanner import HidPosScanner
from devices.qr_scanner.serial_scanner import SerialQrScanner
from devices.recovery import Resettable
from devices.status import DeviceGoneError, DeviceReport, Ready, Role, is_usable
from devices.transport.serial_port import SerialSettings, SerialTransport
from devices.transport.tcp import TcpSettings, TcpTransport
from devices.transport.transport import Transport
from devices.transport.usb_bulk import UsbBulkTransport, UsbSettings
from devices.virtual.escpos_wire import SerialWire, TcpWire, UsbWire, Wire
from devices.virtual.receipt_printer import VirtualReceiptPrinter, VirtualReceiptPrinterSettings
from devices.virtual.usb_bus import VirtualUsbBus
from devices.worker import DeviceWorker, WorkerTiming
from kiosk.clock import SystemClock
from printer.receipt.escpos_printer import EscposPrinter
from tests.fakes.id_reader_rig import MemoryRig, person_of, pty_rig
from tests.fakes.id_reader_wires import HID_WIRES, USB_WIRES, WIRES, wire_rig
from tests.fakes.qr_scanner_rig import PATIENCE_SECONDS
from tests.fakes.ssi_scanner_rig import ssi_rig
from tests.receipt_samples import PATIENT, PRINTER_FONT, encode, lines, sample
from tests.test_receipt_presenter import lose_patience

LIMIT_SECONDS = 60
CLOCK = SystemClock()
#: Opcode D2 from a host, without its sum.
FLUSH_QUEUE = b"\x04\xd2\x04\x00"


# --- card readers -----------------------------------------------------------------------------


def test_sam_that_lost_itself_answers_again_after_its_reset(tmp_path: Path) -> None:
    with pty_rig(tmp_path) as rig:
        rig.reader.close()
        rig.virtual.lose_itself()
        rig.reader.reset()
        rig.reader.open()
        rig.virtual.lay()
        assert rig.reader.probe() == Ready()
        assert person_of(rig.read()).name == "张三"


@pytest.mark.parametrize("wire", WIRES)
def test_sam_behind_usb_or_hid_is_reset_too(wire: str) -> None:
    rig = wire_rig(wire)
    rig.virtual.lose_itself()
    with pytest.raises(DeviceGoneError, match="not-answering"):
        rig.reader.open()
    rig.reader.reset()
    rig.reader.open()
    assert rig.reader.probe() == Ready()
    rig.reader.close()
    rig.virtual.stop()


@pytest.mark.parametrize("wire", USB_WIRES)
def test_usb_chip_that_froze_comes_back_by_a_reset_of_its_port(wire: str) -> None:
    rig = wire_rig(wire)
    rig.virtual.actions["freeze"]()
    with pytest.raises(DeviceGoneError, match="not-answering"):
        rig.reader.open()
    rig.reader.reset()
    rig.reader.open()
    assert rig.reader.probe() == Ready()
    rig.reader.close()
    rig.virtual.stop()


@pytest.mark.parametrize("wire", [*USB_WIRES, HID_WIRES[0]])
def test_reset_of_a_reader_that_is_not_there_says_so(wire: str) -> None:
    rig = wire_rig(wire)
    rig.virtual.unplug()
    with pytest.raises(DeviceGoneError, match="no-such-port"):
        rig.reader.reset()


def test_worker_finds_a_lost_sam_again_by_the_rung_reset_and_counts_it() -> None:
    rig = wire_rig("two-endpoints")
    rig.virtual.lose_itself()
    ready = threading.Event()

    def note(report: DeviceReport) -> None:
        if isinstance(report.status, Ready):
            ready.set()

    worker = DeviceWorker(
        device_id="reader",
        role=Role.ID_READER,
        model="sam",
        device=rig.reader,
        clock=rig.clock,
        on_change=note,
        timing=WorkerTiming(),
    )
    worker.start()
    assert ready.wait(LIMIT_SECONDS)
    worker.stop(LIMIT_SECONDS)
    rig.virtual.stop()
    assert worker.record().resets == 1


# --- receipt printers -------------------------------------------------------------------------


def serial(folder: Path) -> tuple[Wire, Transport, Callable[[], None] | None]:
    link = folder / "printer"
    return SerialWire(link), SerialTransport(SerialSettings(str(link)), CLOCK), None


def network(_: Path) -> tuple[Wire, Transport, Callable[[], None] | None]:
    wire = TcpWire()
    wire.plug()
    return wire, TcpTransport(TcpSettings("127.0.0.1", wire.port), CLOCK), None


def usb(_: Path) -> tuple[Wire, Transport, Callable[[], None] | None]:
    bus = VirtualUsbBus(CLOCK)
    wire = UsbWire(bus, "K80-0017")
    return wire, UsbBulkTransport(UsbSettings(0x0FE6, 0x811E, "K80-0017"), CLOCK, bus), wire.freeze


@contextmanager
def receipt_printer(
    wire: Wire, transport: Transport, folder: Path
) -> Iterator[tuple[EscposPrinter, VirtualReceiptPrinter]]:
    virtual = VirtualReceiptPrinter(
        wire, CLOCK, VirtualReceiptPrinterSettings(PRINTER_FONT, folder / "receipts")
    )
    virtual.start()
    printer = EscposPrinter(transport, CLOCK, PATIENT)
    try:
        yield printer, virtual
    finally:
        printer.close()
        virtual.stop()


def assert_silent(transport: Transport) -> None:
    hasty = EscposPrinter(transport, CLOCK, PATIENT)
    lose_patience(hasty)
    hasty.open()
    with pytest.raises(DeviceGoneError, match="silent"):
        hasty.probe()
    hasty.close()


@pytest.mark.parametrize("kind", [serial, network, usb])
def test_printer_that_hears_nothing_but_its_recovery_prints_again_after_the_reset(
    kind: Callable[[Path], tuple[Wire, Transport, Callable[[], None] | None]], tmp_path: Path
) -> None:
    wire, transport, _ = kind(tmp_path)
    with receipt_printer(wire, transport, tmp_path) as (printer, virtual):
        virtual.actions["wedge"]()
        assert_silent(transport)
        printer.reset()
        printer.open()
        assert printer.probe() == Ready()
        job = encode(sample())
        wanted = lines(bytes(job))
        assert printer.print_receipt(job) == ReceiptPrinted()
        assert list(virtual.jobs[-1].lines) == wanted
        assert virtual.errors == []


def test_printer_whose_usb_chip_froze_comes_back_by_a_reset_of_its_port(tmp_path: Path) -> None:
    wire, transport, freeze = usb(tmp_path)
    assert freeze is not None
    with receipt_printer(wire, transport, tmp_path) as (printer, _):
        freeze()
        assert_silent(transport)
        printer.reset()
        printer.open()
        assert printer.probe() == Ready()


def test_rest_of_a_broken_off_receipt_is_gone_after_the_reset(tmp_path: Path) -> None:
    wire, transport, _ = serial(tmp_path)
    with receipt_printer(wire, transport, tmp_path) as (printer, virtual):
        virtual.actions["paper_out"]()
        transport.open()
        job = encode(sample())
        transport.write(bytes(job[: len(job) // 2]), CLOCK.monotonic() + LIMIT_SECONDS)
        transport.close()
        printer.reset()
        printer.open()
        # Its answer says that it has heard everything before.
        assert not is_usable(printer.probe())
        virtual.actions["refill"]()
        virtual.actions["tear_off"]()
        assert printer.probe() == Ready()
        assert not virtual.jobs


# --- scanners ---------------------------------------------------------------------------------


def test_scanner_that_sleeps_is_woken_by_the_reset_and_reads(tmp_path: Path) -> None:
    with ssi_rig(tmp_path) as rig:
        rig.scanner.close()
        rig.virtual.sleep()
        rig.scanner.reset()
        rig.scanner.open()
        rig.virtual.show("OH1")
        outcome = rig.scan(PATIENCE_SECONDS)
        assert isinstance(outcome, CodeRead)
        assert bytes(outcome.payload) == b"OH1"


def test_code_that_nobody_took_is_gone_after_the_reset(tmp_path: Path) -> None:
    with ssi_rig(tmp_path, patience_seconds=LIMIT_SECONDS) as rig:
        rig.virtual.deafen()
        rig.virtual.show("OH1")
        assert isinstance(rig.scan(), CodeRead)
        assert rig.virtual.state()["waiting_for_ack"]
        rig.scanner.close()
        rig.scanner.reset()
        rig.scanner.open()
        assert rig.virtual.wait_for_command(FLUSH_QUEUE, LIMIT_SECONDS)
        assert not rig.virtual.state()["waiting_for_ack"]
        assert rig.scanner.probe() == Ready()


def test_reset_changes_nothing_that_a_maker_sheet_has_set() -> None:
    rig = MemoryRig()
    rig.reader.reset()
    assert rig.asked() == [b"\x10\xff"]


@pytest.mark.parametrize("kind", [ModbusBoard, HidPosScanner, SerialQrScanner])
def test_device_without_a_word_for_it_claims_no_reset(kind: type) -> None:
    assert not issubclass(kind, Resettable)
