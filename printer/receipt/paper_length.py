"""How much paper a job feeds, worked out from its bytes alone. Pure; imports no drawing library.

Owns the reading of our own jobs (``encoder.py``), whose lines fit on the paper. What it does not
know it steps over: an estimate may be short by a line, and must never keep a receipt from printing.
"""

from collections.abc import Callable, Mapping

from printer.receipt.commands import CELL_HEIGHT_DOTS, DOTS_PER_MM

_LF, _DLE, _ESC, _FS, _GS = 0x0A, 0x10, 0x1B, 0x1C, 0x1D
_DEFAULT_SPACING_DOTS = 30
_DEFAULT_MODULE_DOTS = 3
#: Bytes that follow a command's two, where they are always as many.
_LENGTHS: Mapping[bytes, int] = {
    b"\x1b@": 0, b"\x1b2": 0, b"\x1ba": 1, b"\x1bE": 1, b"\x1b3": 1, b"\x1bJ": 1,
    b"\x1d!": 1, b"\x1dr": 1, b"\x1c&": 0, b"\x1c.": 0, b"\x1cS": 2,
}  # fmt: skip
#: Bytes that a QR code of version 1 to 40 holds at level M (ISO/IEC 18004, table 7).
_QR_BYTES = (
    14, 26, 42, 62, 84, 106, 122, 152, 180, 213, 251, 287, 331, 362, 412, 450, 504, 560, 624, 666,
    711, 779, 857, 911, 997, 1059, 1125, 1190, 1264, 1370, 1452, 1538, 1628, 1722, 1809, 1911,
    1989, 2099, 2213, 2331,
)  # fmt: skip


def paper_mm(job: bytes | bytearray) -> float:
    """The length of paper from the edge before the job to its cut."""
    with memoryview(job) as view:
        return _Reading(view).dots() / DOTS_PER_MM


def code_modules(payload_bytes: int) -> int:
    """Modules along the side of a QR code at level M; 0 for more than any code holds."""
    for version, most in enumerate(_QR_BYTES, start=1):
        if payload_bytes <= most:
            return 17 + 4 * version
    return 0


class _Reading:
    """One pass over the bytes."""

    def __init__(self, job: memoryview) -> None:
        self._job, self._at, self._dots = job, 0, 0
        self._spacing_dots, self._factor = _DEFAULT_SPACING_DOTS, 1
        self._module_dots, self._code_bytes = _DEFAULT_MODULE_DOTS, 0
        #: Dots of ink of the line that was not fed yet.
        self._line_dots = 0
        self._special: Mapping[bytes, Callable[[], None]] = {
            b"\x1dV": self._cut, b"\x1dv": self._picture, b"\x1d(": self._code,
        }  # fmt: skip

    def dots(self) -> int:
        """To the end of the job, or of what can be read of it."""
        while self._at < len(self._job):
            first = self._job[self._at]
            if first in (_ESC, _FS, _GS):
                self._command()
            elif first == _LF:
                self._at += 1
                self._dots += max(self._spacing_dots, self._line_dots)
                self._line_dots = 0
            else:
                # A byte of a character: how many make one does not change the line's height.
                self._at += 3 if first == _DLE else 1
                self._line_dots = max(self._line_dots, CELL_HEIGHT_DOTS * self._factor)
        return self._dots

    def _byte(self, offset: int) -> int:
        at = self._at + offset
        return self._job[at] if at < len(self._job) else 0

    def _word(self, offset: int) -> int:
        return self._byte(offset) | self._byte(offset + 1) << 8

    def _command(self) -> None:
        name = bytes(self._job[self._at : self._at + 2])
        special = self._special.get(name)
        if special is not None:
            special()
            return
        given = self._byte(2)
        match name:
            case b"\x1b@":
                self._spacing_dots, self._factor = _DEFAULT_SPACING_DOTS, 1
            case b"\x1b2":
                self._spacing_dots = _DEFAULT_SPACING_DOTS
            case b"\x1b3":
                self._spacing_dots = given
            case b"\x1bJ":
                self._dots += given
            case b"\x1d!":
                self._factor = (given & 7) + 1
            case _:
                pass
        self._at += 2 + _LENGTHS.get(name, 0)

    def _cut(self) -> None:
        """GS V m, and for A and B how far it is fed before."""
        feeds = self._byte(2) in (65, 66)
        self._dots += self._byte(3) if feeds else 0
        self._at += 4 if feeds else 3

    def _picture(self) -> None:
        """GS v 0: as high as it says."""
        width_bytes, height_dots = self._word(4), self._word(6)
        self._dots += height_dots
        self._at += 8 + width_bytes * height_dots

    def _code(self) -> None:
        """GS ( k: 67 sets the module, 80 keeps the text, 81 prints."""
        length, function = self._word(3), self._byte(6)
        match function:
            case 67:
                self._module_dots = self._byte(7)
            case 80:
                self._code_bytes = max(0, length - 3)
            case 81:
                self._dots += self._module_dots * code_modules(self._code_bytes)
            case _:
                pass
        self._at += 5 + length
