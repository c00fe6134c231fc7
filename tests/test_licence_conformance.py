"""The IPP adapter passes the suite of its port: on ippeveprinter, and on hardware when there is."""

import os
from dataclasses import dataclass

import cv2
import pytest
import zxingcpp

from devices.ports import JobTicket, LicencePrinter
from devices.virtual.licence_printer import VirtualLicencePrinter
from kiosk.clock import SystemClock
from printer.licence.ipp_printer import IppLicencePrinter, LicencePrinterSettings
from printer.licence.pdf import Composed
from tests.conformance_licence_printer import LicencePrinterConformance, printed
from tests.licence_rig import driver, machine, started, until
from tests.licence_samples import URL, blank_pdf, composer, licence

__all__ = ["driver", "machine", "started"]


@dataclass(frozen=True)
class VirtualBench:
    printer: LicencePrinter
    machine: VirtualLicencePrinter

    def sheets(self) -> int:
        return len(self.machine.tray)


@dataclass(frozen=True)
class RealBench:
    printer: LicencePrinter

    def sheets(self) -> int:
        return int(input("How many sheets lie in the tray? "))


class TestIppPrinterOnVirtualHardware(LicencePrinterConformance):
    @pytest.fixture
    def bench(self, machine: VirtualLicencePrinter, driver: IppLicencePrinter) -> VirtualBench:
        return VirtualBench(driver, machine)


@pytest.mark.hardware
class TestIppPrinterOnHardware(LicencePrinterConformance):
    @pytest.fixture
    def bench(self) -> RealBench:
        if not (uri := os.environ.get("OPENHALL_LICENCE_PRINTER")):
            pytest.skip("OPENHALL_LICENCE_PRINTER names no printer")
        settings = LicencePrinterSettings(uri)
        return RealBench(IppLicencePrinter(settings, SystemClock()))


def test_document_reaches_the_printer_byte_for_byte(
    machine: VirtualLicencePrinter, driver: IppLicencePrinter
) -> None:
    document, known = blank_pdf(), len(machine.documents)
    ticket = driver.submit(document, "BYTES-1", 1)
    assert "BYTES-1" in repr(ticket)
    # Its file is there before it is written.
    arrived = until(
        lambda: [each.read_bytes() for each in machine.documents[known:]],
        lambda found: [len(each) for each in found] == [len(document)],
    )
    assert arrived == [bytes(document)]


def test_licence_on_the_sheet_that_came_out_can_be_checked_by_its_code(
    machine: VirtualLicencePrinter, driver: IppLicencePrinter
) -> None:
    composed = composer().compose(licence())
    assert isinstance(composed, Composed)
    ticket = driver.submit(composed.document, "WHOLE-1", composed.pages)
    assert isinstance(ticket, JobTicket)
    until(lambda: driver.job(ticket, composed.pages), printed)
    sheet = cv2.imread(str(machine.tray[-1]), cv2.IMREAD_GRAYSCALE)
    assert [code.text for code in zxingcpp.read_barcodes(sheet)] == [URL]
