"""What a settings file may say of a receipt printer: its wire, and what its model understands.

Owns the option classes and how a printer is built from them; must not open anything.
"""

from dataclasses import dataclass
from typing import Annotated, Protocol

from pydantic import Field

from devices.transport.serial_port import SerialSettings, SerialTransport
from devices.transport.tcp import TcpSettings, TcpTransport
from devices.transport.transport import Transport
from devices.transport.usb_bulk import UsbBackend, UsbBulkTransport, UsbSettings
from kiosk.clock import Clock
from printer.receipt.escpos_printer import EscposPrinter, EscposPrinterSettings
from printer.receipt.presenter import PresenterKind

#: How long a new roll is, as its wrapping says; without it nobody guesses how much is left. Metres
#: by mistake are no length that a roll has.
RollLength = Annotated[int, Field(ge=5_000, le=1_000_000)]


class ModelOptions(Protocol):
    """What every wire's options say of the model."""

    @property
    def presenter(self) -> PresenterKind: ...

    @property
    def clears_buffer(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class SerialPrinterOptions(SerialSettings):
    """``escpos-serial``."""

    presenter: PresenterKind = "none"
    clears_buffer: bool = True
    roll_mm: RollLength | None = None


@dataclass(frozen=True, slots=True)
class TcpPrinterOptions(TcpSettings):
    """``escpos-tcp``."""

    presenter: PresenterKind = "none"
    clears_buffer: bool = True
    roll_mm: RollLength | None = None


@dataclass(frozen=True, slots=True)
class UsbPrinterOptions(UsbSettings):
    """``escpos-usb``."""

    presenter: PresenterKind = "none"
    clears_buffer: bool = True
    roll_mm: RollLength | None = None


def serial_printer(options: SerialPrinterOptions, clock: Clock) -> EscposPrinter:
    """A printer at a serial port, or at a USB adapter that looks like one."""
    return _printer(SerialTransport(options, clock), options, clock)


def tcp_printer(options: TcpPrinterOptions, clock: Clock) -> EscposPrinter:
    """A printer in the network (port 9100)."""
    return _printer(TcpTransport(options, clock), options, clock)


def usb_printer(
    options: UsbPrinterOptions, clock: Clock, backend: UsbBackend | None = None
) -> EscposPrinter:
    """A printer-class device, without usblp; ``backend`` is libusb unless another is given."""
    return _printer(UsbBulkTransport(options, clock, backend), options, clock)


def _printer(wire: Transport, model: ModelOptions, clock: Clock) -> EscposPrinter:
    settings = EscposPrinterSettings(clears_buffer=model.clears_buffer, presenter=model.presenter)
    return EscposPrinter(wire, clock, settings)
