"""What each role is asked to do, over and over, in cables and in the hall.

Owns laying things ready, the operation, and whether it did what it is for. Must not know where the
hardware is: a ``Hand`` reaches it.
"""

import random
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from devices.ports import (
    CardRead,
    CodeRead,
    JobPrinted,
    JobTicket,
    JobUncertain,
    LightsSet,
    PagesScanned,
    ReceiptPrinted,
    ScanSource,
)
from devices.smart_card_reader.port import ChipRead
from devices.speaker.port import Spoken
from devices.status import Role
from devices.worker import DeviceFailed
from kiosk.clock import Clock
from kiosk.host.settings import Setup
from kiosk.i18n import load_texts
from kiosk.upkeep.guide import Guide
from kiosk.upkeep.slip import encoded_slip
from tests.licence_samples import blank_pdf

CODE = "https://hall.qinghe.example/v/92350100MA0000000X"
SENTENCE = "声音测试。"
WAIT_SECONDS = 10.0
FRAMES = 10
_ASK_SECONDS = 0.05


class Hand(Protocol):
    """A hand or bad luck at one device's hardware."""

    def act(self, action: str, **values: object) -> None:
        """By the names of the dock."""
        ...


class DeviceWork:
    """The operations of all roles."""

    def __init__(self, setup: Setup, base: Path, clock: Clock, chance: random.Random) -> None:
        guide = Guide(load_texts(base / "config" / "locale" / "zh-CN"))
        identity, fonts = setup.settings.terminal, base / "config" / "fonts"
        self._slip = bytes(encoded_slip(identity, clock.wall(), guide, fonts))
        self._sheet = bytes(blank_pdf())
        self._clock, self._chance = clock, chance

    def lay_ready(self, role: Role, hand: Hand) -> None:
        """Card, code, paper: what the operation needs."""
        match role:
            case Role.ID_READER | Role.SMART_CARD_READER:
                hand.act("lift")
                hand.act("lay")
            case Role.QR_SCANNER:
                hand.act("hide")
                hand.act("show", text=CODE)
            case Role.PAGE_SCANNER:
                hand.act("lay")
            case Role.RECEIPT_PRINTER | Role.LICENCE_PRINTER:
                hand.act("refill")
            case _:
                return

    def operation(self, role: Role) -> Callable[[Any], object]:
        """To be run on the device's worker."""
        cancelled = threading.Event()
        match role:
            case Role.ID_READER | Role.SMART_CARD_READER:
                return lambda reader: wiped(reader.read_card(WAIT_SECONDS, cancelled))
            case Role.QR_SCANNER:
                return lambda scanner: wiped(scanner.scan(WAIT_SECONDS, cancelled))
            case Role.DOCUMENT_SCANNER:
                return _frames
            case Role.PAGE_SCANNER:
                return lambda scanner: scanner.scan(ScanSource.FLATBED, _drop, cancelled)
            case Role.RECEIPT_PRINTER:
                return lambda printer: printer.print_receipt(bytearray(self._slip))
            case Role.LICENCE_PRINTER:
                return self._print_sheet
            case Role.IO_BOARD:
                lit = frozenset({self._chance.choice(list(Role))})
                return lambda board: (board.read_inputs(), board.set_lights(lit))[1]
            case Role.SPEAKER:
                return lambda speaker: speaker.speak(SENTENCE, cancelled)
            case _:
                return lambda device: device.probe()

    def _print_sheet(self, printer: Any) -> object:
        name = f"QH-{self._chance.getrandbits(48):012x}"
        ticket = printer.submit(bytearray(self._sheet), name, 1)
        if not isinstance(ticket, JobTicket):
            return ticket
        while not isinstance(job := printer.job(ticket, 1), JobPrinted | JobUncertain):
            self._clock.wait(threading.Event(), _ASK_SECONDS)
        return job


@dataclass(frozen=True, slots=True)
class FramesSeen:
    """The camera gave all that were asked for."""


def is_success(role: Role, outcome: object) -> bool:
    """The operation did what it is for."""
    match role:
        case Role.ID_READER:
            return isinstance(outcome, CardRead)
        case Role.SMART_CARD_READER:
            return isinstance(outcome, ChipRead)
        case Role.QR_SCANNER:
            return isinstance(outcome, CodeRead)
        case Role.DOCUMENT_SCANNER:
            return isinstance(outcome, FramesSeen)
        case Role.PAGE_SCANNER:
            return isinstance(outcome, PagesScanned)
        case Role.RECEIPT_PRINTER:
            return isinstance(outcome, ReceiptPrinted)
        case Role.LICENCE_PRINTER:
            return isinstance(outcome, JobPrinted)
        case Role.IO_BOARD:
            return isinstance(outcome, LightsSet)
        case Role.SPEAKER:
            return isinstance(outcome, Spoken)
        case _:
            return not isinstance(outcome, DeviceFailed)


def wiped(outcome: Any) -> Any:
    """As whoever receives it does."""
    match outcome:
        case CardRead() | CodeRead():
            outcome.payload[:] = bytes(len(outcome.payload))
        case ChipRead():
            outcome.wipe()
    return outcome


def _frames(camera: Any) -> object:
    enough, seen = threading.Event(), 0

    def look(_: memoryview, __: int, ___: int) -> None:
        nonlocal seen
        seen += 1
        if seen >= FRAMES:
            enough.set()

    camera.stream(look, enough)
    return FramesSeen()


def _drop(_number: int, _pixels: memoryview, _width_px: int, _height_px: int) -> None:
    """The page's memory is wiped by the driver."""
