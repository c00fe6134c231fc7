"""Understands ESC/POS as a Chinese receipt printer does; the twin's own reading of the standard.

Owns the way from bytes to what happens on paper. Shares no code with our encoder, so that each can
find the other's errors. Must not draw, answer, or know the printer's condition.

Takes bytes in any cut. A byte that it cannot understand is kept as ``Unknown``: a real printer
would print rubbish there.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

DLE, LF, ESC, FS, GS = 0x10, 0x0A, 0x1B, 0x1C, 0x1D


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character as it is to be printed."""

    character: str
    chinese: bool
    width_factor: int
    height_factor: int
    bold: bool


@dataclass(frozen=True, slots=True)
class PrintLine:
    """A finished line; the paper moves by its height or the line spacing, whichever is more."""

    glyphs: tuple[Glyph, ...]
    centred: bool
    spacing_dots: int


@dataclass(frozen=True, slots=True)
class FeedDots:
    """Blank paper."""

    dots: int


@dataclass(frozen=True, slots=True)
class RasterImage:
    """Packed rows, eight dots a byte, black set."""

    width_bytes: int
    height_dots: int
    data: bytes
    centred: bool = False


@dataclass(frozen=True, slots=True)
class QrSymbol:
    """A code to be drawn by the printer itself."""

    offset: int
    data: bytes
    module_dots: int
    level: str
    centred: bool


@dataclass(frozen=True, slots=True)
class CutPaper:
    """Feed, then cut."""

    feed_dots: int


@dataclass(frozen=True, slots=True)
class AnswerSensor:
    """GS r: answer in turn, after all that came before."""

    what: int


@dataclass(frozen=True, slots=True)
class Unknown:
    """Bytes that mean nothing here."""

    offset: int
    data: bytes


@dataclass(frozen=True, slots=True)
class PresenterOrder:
    """GS e: something to do at the mouth, or a question about it."""

    offset: int
    data: bytes


Happening = (
    PrintLine
    | FeedDots
    | RasterImage
    | QrSymbol
    | CutPaper
    | AnswerSensor
    | PresenterOrder
    | Unknown
)

_QR_LEVELS = {48: "l", 49: "m", 50: "q", 51: "h"}
#: GS e n: how many bytes follow n.
_PRESENTER_ORDERS = {0x02: 0, 0x03: 1, 0x05: 0, 0x06: 0}
_DEFAULT_SPACING_DOTS = 30


@dataclass(slots=True)
class _Modes:
    chinese: bool = False
    centred: bool = False
    bold: bool = False
    width_factor: int = 1
    height_factor: int = 1
    spacing_dots: int = _DEFAULT_SPACING_DOTS
    qr_module_dots: int = 3
    qr_level: str = "l"
    qr_data: bytes = b""
    line: list[Glyph] = field(default_factory=list)


class Interpreter:
    """One printer's buffer and modes."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._offset = 0
        self._modes = _Modes()
        self._escapes: Mapping[bytes, tuple[int, Callable[[bytes], Happening | None]]] = {
            b"\x1b@": (0, self._reset),
            b"\x1ba": (1, self._align),
            b"\x1bE": (1, self._bold),
            b"\x1b3": (1, self._spacing),
            b"\x1b2": (0, self._default_spacing),
            b"\x1bJ": (1, lambda given: FeedDots(given[0])),
            b"\x1d!": (1, self._size),
            b"\x1dr": (1, lambda given: AnswerSensor(given[0])),
            b"\x1c&": (0, self._chinese_on),
            b"\x1c.": (0, self._chinese_off),
            b"\x1cS": (2, lambda given: None),
        }

    @property
    def pending_bytes(self) -> int:
        """Bytes that wait in the buffer."""
        return len(self._buffer)

    def feed(self, data: bytes) -> None:
        """Put bytes into the buffer."""
        self._buffer += data

    def clear(self) -> None:
        """Forget the buffer and the modes: power off, or the real-time clear command."""
        self._buffer.clear()
        self._modes = _Modes()

    def step(self) -> tuple[bool, Happening | None]:
        """Carry out the next command: (was there a whole one, what happens on the paper)."""
        if not self._buffer:
            return False, None
        first = self._buffer[0]
        if first in (ESC, FS, GS):
            return self._command()
        if first == DLE:
            return self._real_time_in_passing()
        if first == LF:
            self._take(1)
            return True, self._end_line()
        return self._character()

    # --- bytes ---------------------------------------------------------------------------------

    def _take(self, count: int) -> bytes:
        taken = bytes(self._buffer[:count])
        del self._buffer[:count]
        self._offset += count
        return taken

    def _unknown(self, count: int) -> tuple[bool, Happening]:
        offset = self._offset
        return True, Unknown(offset, self._take(count))

    def _real_time_in_passing(self) -> tuple[bool, Happening | None]:
        """Already answered when it arrived; here it is only stepped over."""
        if len(self._buffer) < 3:
            return False, None
        match self._buffer[1]:
            case 0x04 | 0x05:
                self._take(3)
                return True, None
            case _:
                return self._unknown(1)

    def _command(self) -> tuple[bool, Happening | None]:
        if len(self._buffer) < 2:
            return False, None
        name = bytes(self._buffer[:2])
        match name:
            case b"\x1dV":
                return self._cut()
            case b"\x1dv":
                return self._raster()
            case b"\x1d(":
                return self._code()
            case b"\x1de":
                return self._presenter()
        if name not in self._escapes:
            return self._unknown(2)
        length, action = self._escapes[name]
        if len(self._buffer) < 2 + length:
            return False, None
        return True, action(self._take(2 + length)[2:])

    # --- text ----------------------------------------------------------------------------------

    def _character(self) -> tuple[bool, Happening | None]:
        first = self._buffer[0]
        if first < 0x20 or first == 0x7F:
            return self._unknown(1)
        if first < 0x80:
            self._glyph(self._take(1).decode("ascii"), chinese=False)
            return True, None
        if not self._modes.chinese:
            return self._unknown(1)
        if len(self._buffer) < 2:
            return False, None
        try:
            character = bytes(self._buffer[:2]).decode("gbk")
        except UnicodeDecodeError:
            return self._unknown(2)
        self._take(2)
        self._glyph(character, chinese=True)
        return True, None

    def _glyph(self, character: str, *, chinese: bool) -> None:
        modes = self._modes
        modes.line.append(
            Glyph(character, chinese, modes.width_factor, modes.height_factor, modes.bold)
        )

    def _end_line(self) -> PrintLine:
        modes = self._modes
        line = PrintLine(tuple(modes.line), modes.centred, modes.spacing_dots)
        modes.line.clear()
        return line

    # --- modes ---------------------------------------------------------------------------------

    def _reset(self, _given: bytes) -> None:
        self._modes = _Modes()

    def _align(self, given: bytes) -> None:
        self._modes.centred = given[0] in (1, 49)

    def _bold(self, given: bytes) -> None:
        self._modes.bold = bool(given[0] & 1)

    def _spacing(self, given: bytes) -> None:
        self._modes.spacing_dots = given[0]

    def _default_spacing(self, _given: bytes) -> None:
        self._modes.spacing_dots = _DEFAULT_SPACING_DOTS

    def _size(self, given: bytes) -> None:
        self._modes.width_factor = (given[0] >> 4 & 7) + 1
        self._modes.height_factor = (given[0] & 7) + 1

    def _chinese_on(self, _given: bytes) -> None:
        self._modes.chinese = True

    def _chinese_off(self, _given: bytes) -> None:
        self._modes.chinese = False

    # --- commands with a length of their own ---------------------------------------------------

    def _cut(self) -> tuple[bool, Happening | None]:
        if len(self._buffer) < 3:
            return False, None
        kind = self._buffer[2]
        if kind in (0, 1, 48, 49):
            self._take(3)
            return True, CutPaper(0)
        if kind not in (65, 66):
            return self._unknown(3)
        if len(self._buffer) < 4:
            return False, None
        return True, CutPaper(self._take(4)[3])

    def _presenter(self) -> tuple[bool, Happening | None]:
        if len(self._buffer) < 3:
            return False, None
        length = _PRESENTER_ORDERS.get(self._buffer[2])
        if length is None:
            return self._unknown(3)
        if len(self._buffer) < 3 + length:
            return False, None
        offset = self._offset
        return True, PresenterOrder(offset, self._take(3 + length)[2:])

    def _raster(self) -> tuple[bool, Happening | None]:
        if len(self._buffer) < 8:
            return False, None
        if self._buffer[2] != 0x30 or self._buffer[3] not in (0, 48):
            return self._unknown(4)
        width_bytes = int.from_bytes(self._buffer[4:6], "little")
        height_dots = int.from_bytes(self._buffer[6:8], "little")
        length = 8 + width_bytes * height_dots
        if len(self._buffer) < length:
            return False, None
        data = self._take(length)[8:]
        return True, RasterImage(width_bytes, height_dots, data, self._modes.centred)

    def _code(self) -> tuple[bool, Happening | None]:
        if len(self._buffer) < 5:
            return False, None
        length = 5 + int.from_bytes(self._buffer[3:5], "little")
        if self._buffer[2] != 0x6B:
            return self._unknown(3)
        if len(self._buffer) < length:
            return False, None
        offset, whole = self._offset, self._take(length)
        body = whole[5:]
        if len(body) < 2 or body[0] != 49:
            return True, Unknown(offset, whole)
        return True, self._code_function(body[1], body[2:], Unknown(offset, whole))

    def _code_function(self, function: int, given: bytes, unknown: Unknown) -> Happening | None:
        modes = self._modes
        match function:
            case 65 if given == b"2\x00":
                return None
            case 67 if len(given) == 1 and 1 <= given[0] <= 16:
                modes.qr_module_dots = given[0]
                return None
            case 69 if len(given) == 1 and given[0] in _QR_LEVELS:
                modes.qr_level = _QR_LEVELS[given[0]]
                return None
            case 80 if given[:1] == b"0":
                modes.qr_data = given[1:]
                return None
            case 81 if given == b"0" and modes.qr_data:
                return QrSymbol(
                    unknown.offset,
                    modes.qr_data,
                    modes.qr_module_dots,
                    modes.qr_level,
                    modes.centred,
                )
            case _:
                return unknown
