"""How SAM frames lie in HID reports: the four layouts H1 to H4. Pure; knows no port and no time.

Each is known from one public driver only, so what that driver does not say is said here as an
assumption. A layout turns a request frame into OUT reports and IN reports into bytes of the SAM's
frame; whether those bytes are a whole frame is the parser's business (``protocol.py``).
"""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Protocol

from devices.id_reader.protocol import LENGTH_SIZE, PREAMBLE

REPORT_BYTES = 64
#: H2 counts in two bytes, so that a packet could be anything; nobody sends more than a few hundred.
_MOST_PACKET_BYTES = 1024
#: H4: "63 at most".
_MOST_COUNTED = 63
_HEAD = len(PREAMBLE) + LENGTH_SIZE


class HidLayout(StrEnum):
    """The layouts by their keys in the reference."""

    #: YinanSoft: the frame as it is, zero-filled.
    H1 = "h1"
    #: Miaxis: packets of the vendor's own around pieces of the frame.
    H2 = "h2"
    #: A bank's profile: a count instead of the preamble.
    H3 = "h3"
    #: DK: a count in each report, and each part is acknowledged.
    H4 = "h4"


#: Takes bytes of the frame, in order; copies them at once.
Sink = Callable[[bytes | memoryview], None]


class ReportCodec(Protocol):
    """One layout at work. Keeps nothing of an answer beyond the report that completes it."""

    def requests(self, frame: bytes) -> list[bytes]:
        """OUT reports, without report id, for one request; forgets whatever was arriving."""
        ...

    def take(self, report: memoryview, sink: Sink) -> bytes:
        """One IN report; gives back the OUT report that must follow it, or nothing."""
        ...


def _filled(content: bytes, size: int) -> bytes:
    if len(content) > size:
        raise ValueError("a request is longer than a report")
    return content.ljust(size, b"\0")


class PlainReports:
    """H1: raw reports joined, no header. The fill behind the frame is noise between frames."""

    def __init__(self, report_bytes: int) -> None:
        self._size = report_bytes

    def requests(self, frame: bytes) -> list[bytes]:
        return [_filled(frame, self._size)]

    def take(self, report: memoryview, sink: Sink) -> bytes:
        sink(report)
        return b""


class PacketReports:
    """H2: 88, serial number, length, B1, frame, sum out; AA, serial number, length, result... in.

    Assumed: a packet begins at the start of a report and may run on into the next. Serial numbers
    of answers are not looked at, because nobody says whether they count up within one answer. A
    packet with a wrong sum is dropped, so that the frame ends short and is asked for again.
    """

    _OUT, _IN, _COMMAND = 0x88, 0xAA, 0xB1
    _HEADER, _SUM = 5, 2
    _SKIPPED = 1 + 2  # result, and two bytes that the public driver skips before joining

    def __init__(self, report_bytes: int) -> None:
        self._size = report_bytes
        self._serial = 0
        self._packet = bytearray(_MOST_PACKET_BYTES + report_bytes)
        self._filled = 0

    def requests(self, frame: bytes) -> list[bytes]:
        self._forget()
        self._serial = (self._serial + 1) & 0xFFFF
        counted = (len(frame) + 1).to_bytes(2, "little") + bytes([self._COMMAND]) + frame
        head = bytes([self._OUT]) + self._serial.to_bytes(2, "little")
        return [_filled(head + counted + _sum(counted), self._size)]

    def take(self, report: memoryview, sink: Sink) -> bytes:
        if not self._filled and report[:1] != bytes([self._IN]):
            return b""
        self._packet[self._filled : self._filled + len(report)] = report
        self._filled += len(report)
        end = self._HEADER + int.from_bytes(self._packet[3:5], "little")
        if end + self._SUM > _MOST_PACKET_BYTES:
            self._forget()
        elif self._filled >= end + self._SUM:
            with memoryview(self._packet) as packet:
                if packet[end : end + self._SUM] == _sum(packet[3:end]):
                    sink(packet[self._HEADER + self._SKIPPED : end])
            self._forget()
        return b""

    def _forget(self) -> None:
        self._packet[:] = bytes(len(self._packet))
        self._filled = 0


def _sum(counted: bytes | memoryview) -> bytes:
    return (sum(counted) & 0xFFFF).to_bytes(2, "little")


class CountedReports:
    """H3: no preamble; a big-endian count leads each OUT report and the first IN report.

    Read so: the count of a frame that fits one report is its own length word. An IN report that
    carries count and length word both is told by the two agreeing.
    """

    def __init__(self, report_bytes: int) -> None:
        self._size = report_bytes
        self._left = 0

    def requests(self, frame: bytes) -> list[bytes]:
        self._left = 0
        body, step = frame[_HEAD:], self._size - LENGTH_SIZE
        return [
            _filled(len(part).to_bytes(LENGTH_SIZE, "big") + part, self._size)
            for part in (body[at : at + step] for at in range(0, len(body), step))
        ]

    def take(self, report: memoryview, sink: Sink) -> bytes:
        if self._left:
            part = report[: self._left]
            self._left -= len(part)
            sink(part)
        elif len(report) >= 2 * LENGTH_SIZE:
            count = report[0] << 8 | report[1]
            inner = report[2] << 8 | report[3]
            at, length = (4, inner) if inner and inner == count - LENGTH_SIZE else (2, count)
            part = report[at : at + length]
            self._left = length - len(part)
            sink(PREAMBLE + length.to_bytes(LENGTH_SIZE, "big"))
            sink(part)
        return b""


class AcknowledgedReports:
    """H4: byte 0 counts what follows; FF asks for the next part.

    Assumed: the next part is asked for as long as the frame that has begun is not whole; where no
    frame was recognised, after each full report.
    """

    _NEXT = 0xFF

    def __init__(self, report_bytes: int) -> None:
        self._size = report_bytes
        self._most = min(_MOST_COUNTED, report_bytes - 1)
        self._left: int | None = None

    def requests(self, frame: bytes) -> list[bytes]:
        self._left = None
        if len(frame) > self._most:
            raise ValueError("a request is longer than a report")
        return [_filled(bytes([len(frame)]) + frame, self._size)]

    def take(self, report: memoryview, sink: Sink) -> bytes:
        count = report[0] if len(report) else 0
        if not 0 < count <= min(self._most, len(report) - 1):
            return b""
        part = report[1 : 1 + count]
        sink(part)
        return _filled(bytes([self._NEXT]), self._size) if self._wants_more(part) else b""

    def _wants_more(self, part: memoryview) -> bool:
        if self._left is None and part[: len(PREAMBLE)] == PREAMBLE and len(part) >= _HEAD:
            self._left = _HEAD + (part[_HEAD - 2] << 8 | part[_HEAD - 1])
        if self._left is None:
            return len(part) == self._most
        self._left = max(0, self._left - len(part))
        if self._left == 0:
            self._left = None
            return False
        return True


CODECS: Mapping[HidLayout, Callable[[int], ReportCodec]] = {
    HidLayout.H1: PlainReports,
    HidLayout.H2: PacketReports,
    HidLayout.H3: CountedReports,
    HidLayout.H4: AcknowledgedReports,
}
