"""A receipt printer at the far end of a real wire, with faults on demand.

Owns the printer's condition, its paper and its answers. It knows ESC/POS from its own interpreter
and shares nothing with the encoder. One thread does everything; ``actions`` and ``state`` are
carried out on it, so an action has happened when it returns.
"""

import contextlib
import os
import queue
import select
import threading
from collections import deque
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeVar, assert_never

from devices.virtual.escpos_condition import Condition
from devices.virtual.escpos_interpreter import (
    AnswerSensor,
    CutPaper,
    FeedDots,
    Happening,
    Interpreter,
    PresenterOrder,
    PrintLine,
    QrSymbol,
    RasterImage,
    Unknown,
)
from devices.virtual.escpos_mouth import Mouth, MouthKind
from devices.virtual.escpos_paper import Strip
from devices.virtual.escpos_real_time import BufferCleared, Passed, RealTimeEar, StatusAsked
from devices.virtual.escpos_wire import Wire
from kiosk.clock import Clock

DOTS_PER_MM = 8
_COLUMN_DOTS = 12
_JOBS_KEPT = 16
_BUFFER_BYTES = 65536
_TICK_SECONDS = 0.02

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class VirtualReceiptPrinterSettings:
    """The model, and where its receipts are laid down as pictures."""

    font_file: Path
    pictures: Path
    columns: Literal[32, 48] = 48
    presenter: MouthKind = "none"


@dataclass(frozen=True, slots=True)
class PrintedReceipt:
    """One piece of paper that came out."""

    number: int
    lines: tuple[str, ...]
    codes: tuple[bytes, ...]
    picture: Path
    #: False for a piece that somebody tore off before the cut.
    was_cut: bool


class VirtualReceiptPrinter:
    """The twin of a 58 or 80 mm kiosk printer with cutter."""

    def __init__(self, wire: Wire, clock: Clock, settings: VirtualReceiptPrinterSettings) -> None:
        self.jobs: deque[PrintedReceipt] = deque(maxlen=_JOBS_KEPT)
        self.errors: list[Unknown] = []
        self.mouth: Mouth[PrintedReceipt] = Mouth(settings.presenter)
        self._wire = wire
        self._clock = clock
        self._settings = settings
        self._condition = Condition()
        self._plugged = False
        self._ear = RealTimeEar()
        self._interpreter = Interpreter()
        self._strip = Strip(settings.columns * _COLUMN_DOTS, settings.font_file)
        self._waiting = bytearray()
        self._last_tick: float | None = None
        self._receipts = 0
        self._stopping = False
        self._orders: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._bell: tuple[int, int] | None = None
        self._thread: threading.Thread | None = None
        #: What a person can do to the printer, for the bench and for tests.
        self.actions = self._actions()

    # --- for the bench and the tests -----------------------------------------------------------

    @property
    def address(self) -> str:
        """What a host connects to: ``host:port`` or the path of the serial port."""
        return self._wire.address

    @property
    def pictures(self) -> Path:
        """The folder with the receipts that came out, as PNG."""
        return self._settings.pictures

    def state(self) -> dict[str, object]:
        """The printer as somebody sees it who stands before it."""
        return self._ask(self._seen)

    def start(self) -> None:
        """Switch on, with the cable in."""
        self._stopping = False
        self._bell = os.pipe()
        os.set_blocking(self._bell[0], False)
        self._plug()
        self._thread = threading.Thread(target=self._run, name="virtual-receipt-printer")
        self._thread.start()

    def stop(self) -> None:
        """Switch off. Safe to call twice."""
        thread, self._thread = self._thread, None
        if thread is None or self._bell is None:
            return
        self._orders.put(self._switch_off)
        os.write(self._bell[1], b"!")
        thread.join()
        for end in self._bell:
            os.close(end)
        self._bell = None

    # --- the one thread ------------------------------------------------------------------------

    def _ask(self, order: Callable[[], T]) -> T:
        """Carry out ``order`` on the printer's thread and give back its answer."""
        if self._thread is None or self._bell is None:
            return order()
        answer: Future[T] = Future()

        def carry_out() -> None:
            try:
                answer.set_result(order())
            except (OSError, ValueError, TypeError) as error:
                # The port was taken meanwhile, a value was none: the asker's news, not ours.
                answer.set_exception(error)

        self._orders.put(carry_out)
        os.write(self._bell[1], b"!")
        return answer.result()

    def _run(self) -> None:
        while not self._stopping:
            self._wait()
            with contextlib.suppress(queue.Empty):
                while True:
                    self._orders.get_nowait()()
            if len(self._waiting) < _BUFFER_BYTES and self._wire.descriptor() is not None:
                self._hear(self._wire.receive() if self._has_input() else b"")
            self._print()

    def _wait(self) -> None:
        assert self._bell is not None  # noqa: S101 - start() made it before this thread
        poller = select.poll()
        poller.register(self._bell[0], select.POLLIN)
        descriptor = self._wire.descriptor()
        if descriptor is not None and len(self._waiting) < _BUFFER_BYTES:
            poller.register(descriptor, select.POLLIN)
        pacing = self._condition.bytes_per_second is not None and self._waiting
        poller.poll(_TICK_SECONDS * 1000 if pacing else None)
        with contextlib.suppress(BlockingIOError):
            os.read(self._bell[0], 4096)

    def _has_input(self) -> bool:
        descriptor = self._wire.descriptor()
        return descriptor is not None and bool(select.select([descriptor], [], [], 0)[0])

    def _actions(self) -> Mapping[str, Callable[..., None]]:
        set_condition = self._set
        return {
            "paper_near_end": lambda: set_condition(near_end=True),
            "paper_out": lambda: set_condition(paper_out=True, near_end=True),
            "paper_ends_after": lambda mm: set_condition(
                paper_left_dots=round(float(mm) * DOTS_PER_MM)
            ),
            "refill": lambda: self._ask(self._refill),
            "open_cover": lambda: set_condition(cover_open=True),
            "close_cover": lambda: set_condition(cover_open=False),
            "jam_cutter": lambda: set_condition(cutter_error=True),
            "free_cutter": lambda: set_condition(cutter_error=False),
            "overheat": lambda: set_condition(overheated=True),
            "cool_down": lambda: set_condition(overheated=False),
            "break_down": lambda: set_condition(broken=True),
            "repair": lambda: set_condition(broken=False),
            "go_offline": lambda: set_condition(offline=True),
            "go_online": lambda: set_condition(offline=False),
            "fall_silent": lambda: set_condition(silent=True),
            "wedge": lambda: set_condition(wedged=True),
            "speak_again": lambda: set_condition(silent=False),
            "slow_down": lambda bytes_per_second: set_condition(
                bytes_per_second=int(bytes_per_second)
            ),
            "normal_speed": lambda: set_condition(bytes_per_second=None),
            "unplug": lambda: self._ask(self._unplug),
            "plug": lambda: self._ask(self._plug),
            "tear_off": lambda: self._ask(self._tear_off),
            "take": lambda: self._ask(self.mouth.take),
            "jam_presenter": lambda: self._set_mouth(is_jammed=True),
            "break_presenter": lambda: self._set_mouth(is_broken=True),
            "block_retract": lambda: self._set_mouth(retract_fails=True),
            "free_presenter": lambda: self._ask(self.mouth.free),
        }

    def _set(self, **changes: object) -> None:
        self._ask(lambda: _change(self._condition, changes))

    def _set_mouth(self, **changes: object) -> None:
        self._ask(lambda: _change(self.mouth, changes))

    def _refill(self) -> None:
        """A new roll; what hangs out of the old one comes off with it."""
        self._tear_off()
        self._condition.paper_out = self._condition.near_end = False
        self._condition.paper_left_dots = None

    def _plug(self) -> None:
        self._wire.plug()
        self._plugged = True

    def _unplug(self) -> None:
        """The data cable only: the printer keeps its power and what is in its buffer."""
        self._wire.unplug()
        self._plugged = False

    def _switch_off(self) -> None:
        self._unplug()
        self._stopping = True

    def _seen(self) -> dict[str, object]:
        condition = self._condition
        return {
            "address": self._wire.address,
            "plugged": self._plugged,
            "paper": "out" if condition.paper_out else "low" if condition.near_end else "ok",
            "cover": "open" if condition.cover_open else "closed",
            "cutter": "jammed" if condition.cutter_error else "ok",
            "offline": condition.offline,
            "silent": condition.silent or condition.wedged,
            "bytes_per_second": condition.bytes_per_second,
            "waiting_bytes": len(self._waiting) + self._interpreter.pending_bytes,
            "unfinished_lines": tuple(self._strip.text),
            "receipts": self._receipts,
            "newest": _described(self.jobs[-1]) if self.jobs else None,
            "errors": len(self.errors),
            **self.mouth.seen(),
        }

    # --- bytes in, answers out -----------------------------------------------------------------

    def _hear(self, data: bytes) -> None:
        if self._condition.silent:
            return
        for heard in self._ear.hear(data):
            self._condition.wedged &= not (isinstance(heard, BufferCleared) and heard.recovers)
            if self._condition.wedged:
                continue
            match heard:
                case StatusAsked(number=number):
                    torn = self.mouth.kind != "tear-bar" or not self.mouth.holds_receipt
                    answer = self._condition.real_time_answer(number)
                    self._wire.send(bytes([answer | 0x80 * (number == 1 and not torn)]))
                case BufferCleared(recovers=recovers):
                    self._waiting.clear()
                    self._interpreter.clear()
                    if recovers:
                        self._condition.cutter_error = False
                case Passed(data=passed):
                    self._waiting += passed
                case _:
                    assert_never(heard)

    # --- paper out -----------------------------------------------------------------------------

    def _print(self) -> None:
        if self._condition.stopped or self._condition.silent or self._condition.wedged:
            return
        allowed = self._allowed_bytes()
        self._interpreter.feed(bytes(self._waiting[:allowed]))
        del self._waiting[:allowed]
        while not self._condition.stopped:
            whole, happening = self._interpreter.step()
            if not whole:
                return
            if happening is not None:
                self._happen(happening)

    def _allowed_bytes(self) -> int:
        now, rate = self._clock.monotonic(), self._condition.bytes_per_second
        if rate is None or not self._waiting:
            self._last_tick = None
            return len(self._waiting) if rate is None else 0
        if self._last_tick is None:
            self._last_tick = now
        allowed = int((now - self._last_tick) * rate)
        self._last_tick += allowed / rate
        return allowed

    def _happen(self, happening: Happening) -> None:
        match happening:
            case PrintLine():
                self._use_paper(self._strip.line(happening))
            case FeedDots(dots=dots):
                self._use_paper(self._strip.feed(dots))
            case RasterImage():
                self._use_paper(self._strip.raster(happening))
            case QrSymbol():
                self._code(happening)
            case CutPaper(feed_dots=feed_dots):
                self._use_paper(self._strip.feed(feed_dots))
                self._lay_down(was_cut=True)
            case AnswerSensor():
                self._wire.send(bytes([self._condition.sensor_answer()]))
            case PresenterOrder():
                self._order(happening)
            case Unknown():
                self.errors.append(happening)
            case _:
                assert_never(happening)

    def _order(self, order: PresenterOrder) -> None:
        try:
            self._wire.send(self.mouth.obey(order.data, near_end=self._condition.near_end))
        except ValueError:
            self.errors.append(Unknown(order.offset, b"\x1de" + order.data))

    def _code(self, symbol: QrSymbol) -> None:
        used_dots = self._strip.code(symbol)
        if used_dots == 0:
            self.errors.append(Unknown(symbol.offset, symbol.data))
        self._use_paper(used_dots)

    def _use_paper(self, dots: int) -> None:
        condition = self._condition
        if condition.paper_left_dots is not None:
            condition.paper_left_dots -= dots
            if condition.paper_left_dots <= 0:
                condition.paper_out = condition.near_end = True

    def _tear_off(self) -> None:
        if not self._strip.is_blank:
            self._lay_down(was_cut=False)

    def _lay_down(self, *, was_cut: bool) -> None:
        self._receipts += 1
        lines, codes = tuple(self._strip.text), tuple(self._strip.codes)
        self._settings.pictures.mkdir(parents=True, exist_ok=True)
        picture = self._settings.pictures / f"receipt-{self._receipts:04}.png"
        self._strip.cut().save(picture)
        receipt = PrintedReceipt(self._receipts, lines, codes, picture, was_cut)
        self.jobs.append(receipt)
        if was_cut:
            self.mouth.deliver(receipt)


def _change(what: object, changes: Mapping[str, object]) -> None:
    for name, value in changes.items():
        setattr(what, name, value)


def _described(receipt: PrintedReceipt) -> dict[str, object]:
    """What a person holds in the hand: the picture, the lines to read, the codes to show."""
    return {
        "picture": str(receipt.picture.resolve()),
        "lines": receipt.lines,
        "codes": tuple(code.decode("utf-8", "replace") for code in receipt.codes),
    }
