"""How each trial of the plan is done: whether the device does what it is for.

Owns what counts as good enough. Runs on the device's own worker thread; must not decide who acts,
and keeps nothing of what it read: a card, a code or a paper under the camera is wiped.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import assert_never, cast

import numpy as np

from devices.inspection import Inspectable
from devices.ports import (
    Cancelled,
    CardMoved,
    CardRead,
    CardRefused,
    CodeRead,
    Device,
    DocumentScanner,
    FeederEmpty,
    FeederTooFull,
    IdReader,
    IoBoard,
    LightsRefused,
    LightsSet,
    NoCard,
    NoCode,
    PageScanner,
    PagesScanned,
    QrScanner,
    ReceiptPrinted,
    ReceiptPrinter,
    ReceiptRefused,
    ReceiptUncertain,
    ScanFailed,
    ScanOutcome,
    ScanSource,
)
from devices.smart_card_reader.port import (
    ChipForeign,
    ChipGarbled,
    ChipMute,
    ChipRead,
    ChipRefused,
    SmartCardReader,
)
from devices.speaker.port import Speaker, SpeechRefused, Spoken
from devices.status import Attention, DeviceStatus, Role, Unavailable
from kiosk.clock import Clock
from kiosk.upkeep.findings import Failed, Passed
from kiosk.upkeep.page_verdict import DARKEST, judge_sheet
from kiosk.upkeep.plan import Trial, TrialName, trials_of

#: One lamp cycle: long enough for the trigger to go on and off, too short for a hand with a code.
SCAN_SECONDS = 0.5
#: A technician has the card or the slip in the hand, but one hand only.
ATTENDED_SECONDS = 30.0
#: Below VGA nobody can read a contract.
LEAST_WIDTH_PX, LEAST_HEIGHT_PX = 640, 480
#: Mean of all samples, 0 to 255: a blown-out lamp.
BRIGHTEST = 245.0
_SAMPLE_STEP_BYTES = 97  # a prime: meets rows, columns and colours evenly


@dataclass(frozen=True, slots=True)
class SelfTest:
    """The tests of one run.

    ``slip`` is a ready job that a receipt printer shall print; without it none is printed.
    ``slip_code`` is what the code on that slip says. ``sentence`` is what a loudspeaker shall say.
    """

    clock: Clock
    slip: Callable[[], bytearray] | None = None
    slip_code: bytes = b""
    sentence: str = ""

    def run(self, role: Role, device: Device) -> Passed | Failed:
        """What needs nobody at the machine, and the slip if there is one, as one result.

        Raises DeviceGoneError when the device does not answer.
        """
        never = threading.Event()
        result: Passed | Failed = Passed()
        for trial in filter(self._is_for_diagnose, trials_of(role)):
            if isinstance(result, Passed):
                result = _joined(result, self.attempt(trial, device, never))
        return result

    def attempt(
        self,
        trial: Trial,
        device: Device,
        cancelled: threading.Event,
        slot: Role | None = None,
    ) -> Passed | Failed:
        """One trial, timed. Raises DeviceGoneError when the device does not answer.

        ``slot`` is the lamp that shall burn; it goes out with ``darken``, once it was looked at.
        """
        started_at = self.clock.monotonic()
        result = self._attempt(trial, device, cancelled, slot)
        return replace(result, took_seconds=self.clock.monotonic() - started_at)

    def _is_for_diagnose(self, trial: Trial) -> bool:
        wants_slip = trial.name is TrialName.SLIP and self.slip is not None
        return wants_slip or not trial.is_attended

    def _attempt(
        self, trial: Trial, device: Device, cancelled: threading.Event, slot: Role | None
    ) -> Passed | Failed:
        match trial.name:
            case TrialName.ANSWERS | TrialName.STATUS | TrialName.INPUTS:
                return _inspect(device)
            case TrialName.CARD:
                return _read_card(cast(IdReader, device), cancelled)
            case TrialName.CHIP:
                return _read_chip(cast(SmartCardReader, device), cancelled)
            case TrialName.TRIGGER:
                return _trigger(cast(QrScanner, device), cancelled)
            case TrialName.CODE | TrialName.SLIP_CODE:
                wanted = self.slip_code if trial.name is TrialName.SLIP_CODE else b""
                return _read_code(cast(QrScanner, device), wanted, cancelled)
            case TrialName.PICTURE:
                return _one_frame(cast(DocumentScanner, device))
            case TrialName.PAGE:
                return _page(cast(PageScanner, device), cancelled)
            case TrialName.SHEET:
                return _sheet(cast(PageScanner, device), cancelled)
            case TrialName.LAMPS:
                return _lamps(cast(IoBoard, device))
            case TrialName.LAMPS_SEEN:
                return _light(cast(IoBoard, device), slot)
            case TrialName.TOUCH | TrialName.BLANK:
                # The glass is the visit's own, and a numbered blank is nobody's to waste.
                return Failed("refused")
            case TrialName.SLIP:
                return self._print_slip(cast(ReceiptPrinter, device))
            case TrialName.SPEECH:
                return _speak(cast(Speaker, device), self.sentence, cancelled)
            case _:
                assert_never(trial.name)

    def _print_slip(self, printer: ReceiptPrinter) -> Passed | Failed:
        if self.slip is None:
            return Failed("no-slip")
        match printer.print_receipt(self.slip()):
            case ReceiptPrinted():
                return Passed({"slip": "printed"})
            case ReceiptRefused(status=status):
                return Failed(_reason(status))
            case ReceiptUncertain():
                return Failed("slip-uncertain")
            case unknown:
                assert_never(unknown)


def _light(board: IoBoard, slot: Role | None) -> Passed | Failed:
    """Light one lamp alone; whether it burns is asked of the board, and of eyes afterwards."""
    match board.set_lights(frozenset(() if slot is None else (slot,))):
        case LightsRefused(reason=reason):
            return Failed(reason)
        case LightsSet(lit=lit) if slot is not None and slot not in lit:
            return Failed("no-lamp")
        case _:
            return Passed({"lit": slot or ""})


def darken(board: IoBoard) -> None:
    """No lamp burns for a trial any more."""
    board.set_lights(frozenset())


def _lamps_of(board: IoBoard) -> tuple[Role, ...]:
    can = board.capabilities()
    return tuple(role for role in Role if f"lights-{role}" in can)


def _lamps(board: IoBoard) -> Passed | Failed:
    """All on, all off, and the board says so itself both times."""
    lamps = frozenset(_lamps_of(board))
    for lit in (lamps, frozenset[Role]()):
        outcome = board.set_lights(lit)
        if isinstance(outcome, LightsRefused):
            return Failed(outcome.reason)
    return Passed({"lamps": "on-off"} if lamps else {})


def _joined(before: Passed, after: Passed | Failed) -> Passed | Failed:
    """Two trials as one result: the facts and the time of both, the verdict of the later."""
    return replace(
        after,
        facts={**before.facts, **after.facts},
        took_seconds=before.took_seconds + after.took_seconds,
    )


def _inspect(device: Device) -> Passed | Failed:
    if not isinstance(device, Inspectable):
        # An adapter without more to tell: that it answers a probe is all that can be known.
        status = device.probe()
        return Failed(_reason(status)) if isinstance(status, Unavailable) else Passed()
    inspection = device.inspect()
    if inspection.fault:
        return Failed(inspection.fault, inspection.facts)
    return Passed(inspection.facts)


def _read_card(reader: IdReader, cancelled: threading.Event) -> Passed | Failed:
    match reader.read_card(ATTENDED_SECONDS, cancelled):
        case CardRead(payload=payload):
            size = len(payload)
            payload[:] = bytes(size)
            return Passed({"card": "read", "bytes": str(size)})
        case NoCard():
            return Failed("no-card")
        case CardMoved():
            return Failed("card-moved")
        case CardRefused(status_word=word):
            return Failed("card-refused", {"status-word": f"{word:02X}"})
        case Cancelled():
            return Failed("cancelled")
        case unknown:
            assert_never(unknown)


def _read_chip(reader: SmartCardReader, cancelled: threading.Event) -> Passed | Failed:
    match reader.read_card(ATTENDED_SECONDS, cancelled):
        case ChipRead(records=records) as read:
            read.wipe()
            return Passed({"card": "read", "records": str(len(records))})
        case NoCard():
            return Failed("no-card")
        case CardMoved():
            return Failed("card-moved")
        case ChipMute():
            return Failed("card-mute")
        case ChipForeign(status_word=word):
            return Failed("card-foreign", {"status-word": f"{word:04X}"})
        case ChipRefused(status_word=word):
            return Failed("chip-refused", {"status-word": f"{word:04X}"})
        case ChipGarbled():
            return Failed("card-garbled")
        case Cancelled():
            return Failed("cancelled")
        case unknown:
            assert_never(unknown)


def _trigger(scanner: QrScanner, cancelled: threading.Event) -> Passed:
    outcome = scanner.scan(SCAN_SECONDS, cancelled)
    if not isinstance(outcome, CodeRead):
        return Passed({"trigger": "on-off", "code": "none"})
    outcome.payload[:] = bytes(len(outcome.payload))
    return Passed({"trigger": "on-off", "code": outcome.symbology})


def _read_code(scanner: QrScanner, wanted: bytes, cancelled: threading.Event) -> Passed | Failed:
    """Any code, or exactly the wanted one."""
    match scanner.scan(ATTENDED_SECONDS, cancelled):
        case CodeRead(payload=payload, symbology=symbology):
            is_wanted = not wanted or payload == wanted
            payload[:] = bytes(len(payload))
            facts = {"code": symbology}
            return Passed(facts) if is_wanted else Failed("another-code", facts)
        case NoCode():
            return Failed("no-code")
        case Cancelled():
            return Failed("cancelled")
        case unknown:
            assert_never(unknown)


def _speak(speaker: Speaker, sentence: str, cancelled: threading.Event) -> Passed | Failed:
    match speaker.speak(sentence, cancelled):
        case Spoken(seconds=seconds):
            return Passed({"spoken-seconds": f"{seconds:.1f}"})
        case SpeechRefused(status=status):
            return Failed(_reason(status))
        case Cancelled():
            return Failed("cancelled")
        case unknown:
            assert_never(unknown)


def _one_frame(camera: DocumentScanner) -> Passed | Failed:
    enough = threading.Event()
    seen: list[tuple[int, int, float]] = []

    def look(pixels: memoryview, width_px: int, height_px: int) -> None:
        if not enough.is_set():
            samples = np.frombuffer(pixels, np.uint8)[::_SAMPLE_STEP_BYTES]
            seen.append((width_px, height_px, float(samples.mean())))
            enough.set()

    camera.stream(look, enough)
    width_px, height_px, brightness = seen[0]
    facts = {"width_px": str(width_px), "height_px": str(height_px)}
    facts["brightness"] = f"{brightness:.0f}"
    if width_px < LEAST_WIDTH_PX or height_px < LEAST_HEIGHT_PX:
        return Failed("picture-too-small", facts)
    if not DARKEST <= brightness <= BRIGHTEST:
        return Failed("picture-too-dark" if brightness < DARKEST else "picture-too-bright", facts)
    return Passed(facts)


def _page(scanner: PageScanner, cancelled: threading.Event) -> Passed | Failed:
    """One page of the glass, bare or not."""
    if ScanSource.FLATBED not in scanner.capabilities():
        # Nothing to try there: that it answers is all that can be known.
        status = scanner.probe()
        return Failed(_reason(status)) if isinstance(status, Unavailable) else Passed()
    facts: dict[str, str] = {}

    def look(number: int, pixels: memoryview, width_px: int, height_px: int) -> None:
        brightness = float(np.frombuffer(pixels, np.uint8)[::_SAMPLE_STEP_BYTES].mean())
        facts.update(width_px=str(width_px), height_px=str(height_px))
        facts["brightness"] = f"{brightness:.0f}"

    failed = _scan_failure(scanner.scan(ScanSource.FLATBED, look, cancelled, 1))
    # The lid of a glass is white: only darkness means that the lamp is out.
    if failed is None and float(facts["brightness"]) < DARKEST:
        failed = Failed("picture-too-dark", facts)
    return failed or Passed(facts)


def _sheet(scanner: PageScanner, cancelled: threading.Event) -> Passed | Failed:
    """A sheet with writing on it, of the feeder if there is one: not black, blank or striped."""
    has_feeder = ScanSource.FEEDER in scanner.capabilities()
    source = ScanSource.FEEDER if has_feeder else ScanSource.FLATBED
    facts: dict[str, str] = {}
    faults: list[str] = []

    def look(number: int, pixels: memoryview, width_px: int, height_px: int) -> None:
        seen = judge_sheet(pixels, width_px, height_px)
        facts.update(brightness=f"{seen.brightness:.0f}", ink=f"{seen.ink_percent:.1f}")
        facts["streaks"] = str(seen.streaks)
        faults.append(seen.fault)

    failed = _scan_failure(scanner.scan(source, look, cancelled, 1))
    if failed is not None:
        return failed
    return Failed(faults[0], facts) if faults[0] else Passed(facts)


def _scan_failure(outcome: ScanOutcome) -> Failed | None:
    match outcome:
        case PagesScanned() | FeederTooFull():
            return None
        case FeederEmpty():
            return Failed("feeder-empty")
        case Cancelled():
            return Failed("cancelled")
        case ScanFailed(status=status):
            return Failed(_reason(status))
        case unknown:
            assert_never(unknown)


def _reason(status: DeviceStatus) -> str:
    match status:
        case Unavailable(reason=reason) | Attention(reason=reason):
            return reason
        case _:
            return "refused"
