"""A scanner in HID-POS mode: the suite of its port, the reports, the faults; never a keyboard."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.conformance.kit import cancelling
from devices.ports import Cancelled, NoCode
from devices.qr_scanner.hid_pos import Unusable, command_report, read_report
from devices.qr_scanner.hid_pos_scanner import HidPosScanner, HidPosScannerSettings
from devices.qr_scanner.parts import Part
from devices.status import DeviceGoneError, Ready
from devices.virtual.hid_bus import VirtualHidBus
from devices.virtual.hid_pos_scanner import KEYBOARD, SCANNER, VirtualHidPosScanner, reports_of
from kiosk.clock import SystemClock
from tests.conformance_qr_scanner import QrScannerConformance
from tests.fakes.hid_scanner_rig import HidRig, hid_rig
from tests.fakes.qr_scanner_rig import ENVELOPE, PATIENCE_SECONDS, text_of

SETTINGS = HidPosScannerSettings(SCANNER.vendor_id, SCANNER.product_id)


@dataclass(frozen=True)
class VirtualBench:
    rig: HidRig

    @property
    def scanner(self) -> HidPosScanner:
        return self.rig.scanner

    def show(self, text: str) -> None:
        self.rig.virtual.show(text)

    def hide(self) -> None:
        self.rig.virtual.hide()


class TestVirtual(QrScannerConformance):
    @pytest.fixture
    def bench(self) -> Iterator[VirtualBench]:
        with hid_rig() as rig:
            yield VirtualBench(rig)


@pytest.fixture
def rig() -> Iterator[HidRig]:
    with hid_rig() as rig:
        yield rig


def driver_on(*plugged: VirtualHidPosScanner, bus: VirtualHidBus, **options: str) -> HidPosScanner:
    for one in plugged:
        one.start()
    return HidPosScanner(replace(SETTINGS, **options), SystemClock(), bus)  # type: ignore[arg-type]


# --- reports --------------------------------------------------------------------------------------


def test_trigger_goes_out_in_the_makers_report() -> None:
    assert command_report(b"\x16T\r") == bytes.fromhex("FD 03 16 54 0D").ljust(64, b"\0")


def test_published_example_of_two_reports_is_read() -> None:
    # The layout as two product manuals print it: id, length, AIM, data, and "more" in the last.
    text = b"M1SYNTHETIC/TRAVELLER ABCDEF AAABBBCC 0001 001Y001A001 100EX"
    first, second = reports_of(text, b"]Q0")
    assert first[:5] == bytes.fromhex("02 38 5D 51 30")
    assert (first[63], second[1], second[63]) == (1, len(text) - 56, 0)
    parts = [read_report(memoryview(report)) for report in (first, second)]
    assert parts == [
        Part("qr", bytearray(text[:56]), True),
        Part("qr", bytearray(text[56:]), False),
    ]


@pytest.mark.parametrize("report", [
    b"", b"\x02", b"\x02\x03]Q1AB", b"\x02\x39".ljust(64, b"\0"), reports_of(b"x" * 56)[0][:63],
])  # fmt: skip
def test_report_shorter_than_it_says_is_not_used(report: bytes) -> None:
    assert isinstance(read_report(memoryview(report)), Unusable)


@given(st.binary(max_size=64))
def test_garbage_is_a_part_or_unusable(report: bytes) -> None:
    found = read_report(memoryview(report))
    assert isinstance(found, Unusable) or len(found.data) <= 56


# --- the driver ---------------------------------------------------------------------------------


@pytest.mark.parametrize("length", [1, 56, 57, 112, 2953, 4096])
def test_code_longer_than_a_report_is_one_code(rig: HidRig, length: int) -> None:
    rig.virtual.show("9" * length)
    assert text_of(rig.scan()) == "9" * length


def test_code_longer_than_any_code_is_none_and_leaves_no_tail(rig: HidRig) -> None:
    rig.virtual.show("9" * 5000)
    assert rig.scan(0.2) == NoCode()
    rig.virtual.show(ENVELOPE)
    assert text_of(rig.scan()) == ENVELOPE


def test_suffix_of_the_set_up_sheet_is_taken_off(rig: HidRig) -> None:
    rig.virtual.show(ENVELOPE + "\r\n")
    assert text_of(rig.scan()) == ENVELOPE


def test_report_of_another_kind_is_passed_over(rig: HidRig) -> None:
    rig.virtual.garble()
    rig.virtual.show(ENVELOPE)
    assert text_of(rig.scan()) == ENVELOPE


def test_lost_report_is_no_code_and_the_next_one_is_read(rig: HidRig) -> None:
    rig.virtual.cut()
    rig.virtual.show("9" * 200)
    assert rig.scan(0.6) == NoCode()
    rig.virtual.show(ENVELOPE)
    assert text_of(rig.scan()) == ENVELOPE


def test_doubled_code_is_read_once(rig: HidRig) -> None:
    rig.virtual.double()
    rig.virtual.show(ENVELOPE)
    assert text_of(rig.scan()) == ENVELOPE
    assert rig.scan(0.2) == NoCode()


def test_light_is_out_after_every_scan(rig: HidRig) -> None:
    assert rig.scanner.scan(PATIENCE_SECONDS, cancelling()) == Cancelled()
    assert rig.virtual.commands() == [b"\x16T\r", b"\x16U\r"]
    assert rig.virtual.state()["lit"] is False


@pytest.mark.parametrize(("aim", "shown"), [("dark", False), ("lit", True)])
def test_aim_is_set_at_opening(aim: str, shown: bool) -> None:
    with hid_rig(aim=aim) as rig:
        assert rig.virtual.state()["aiming"] is shown
        assert rig.virtual.commands()[0].startswith(b"\x16M\rSCNAIM")


def test_unplugged_in_use_is_gone_and_comes_back_under_another_path(rig: HidRig) -> None:
    def hand() -> None:
        assert rig.virtual.wait_until_lit(PATIENCE_SECONDS)
        rig.virtual.unplug()

    thread = threading.Thread(target=hand, name="hand-at-the-cable")
    thread.start()
    with pytest.raises(DeviceGoneError, match="unplugged"):
        rig.scan()
    thread.join()
    rig.scanner.close()
    with pytest.raises(DeviceGoneError, match="no-such-port"):
        rig.scanner.open()
    rig.virtual.plug()
    rig.scanner.open()
    assert rig.scanner.probe() == Ready()
    rig.virtual.show(ENVELOPE)
    assert text_of(rig.scan()) == ENVELOPE


# --- which device -------------------------------------------------------------------------------


def test_scanner_that_is_only_a_keyboard_is_refused_with_a_reason_of_its_own() -> None:
    bus = VirtualHidBus()
    driver = driver_on(VirtualHidPosScanner(bus, KEYBOARD), bus=bus)
    with pytest.raises(DeviceGoneError, match="only-a-keyboard"):
        driver.open()


def test_keyboard_beside_the_scanner_is_never_opened() -> None:
    bus = VirtualHidBus()
    driver = driver_on(VirtualHidPosScanner(bus, KEYBOARD), VirtualHidPosScanner(bus), bus=bus)
    driver.open()
    assert driver.probe() == Ready()
    driver.close()


def test_two_of_a_kind_are_told_apart_by_serial_number_or_not_at_all() -> None:
    bus = VirtualHidBus()
    other = VirtualHidPosScanner(bus, replace(SCANNER, serial_number="SYN-0002"))
    driver = driver_on(VirtualHidPosScanner(bus), other, bus=bus)
    with pytest.raises(DeviceGoneError, match="not-unique"):
        driver.open()
    named = driver_on(bus=bus, serial_number="SYN-0002")
    named.open()
    other.show(ENVELOPE)
    assert text_of(named.scan(PATIENCE_SECONDS, threading.Event())) == ENVELOPE
    named.close()


def test_device_that_may_not_be_opened_has_a_reason() -> None:
    bus = VirtualHidBus()
    virtual = VirtualHidPosScanner(bus)
    virtual.plug_end.refuses_open = True
    with pytest.raises(DeviceGoneError, match="port-forbidden"):
        driver_on(virtual, bus=bus).open()


def test_closed_scanner_says_so() -> None:
    with pytest.raises(DeviceGoneError, match="not-open"):
        driver_on(bus=VirtualHidBus()).probe()
