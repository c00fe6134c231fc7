"""A SAM reader on USB bulk endpoints: one pair, or two pairs that part head and rest of a frame.

Owns which endpoint a byte goes through. The same vendor and product (0400:c35a) hides both layouts,
so that the endpoints found decide, unless the settings say it. The conversation with the SAM is in
``sam_reader``.
"""

from dataclasses import dataclass
from enum import StrEnum

from devices.id_reader.conversation import QUIET_SECONDS
from devices.id_reader.protocol import LENGTH_SIZE, MARK, PREAMBLE
from devices.id_reader.sam_reader import SamOptions, SamReader
from devices.status import DeviceGoneError
from devices.transport.transport import NOT_OPEN
from devices.transport.usb_bulk import UsbInterface, UsbSettings
from devices.transport.usb_identity import PortPath, UsbId
from kiosk.clock import Clock

#: A full-speed bus gives 64 bytes each ms; one public driver fetches answers in pieces like these.
GAP_SECONDS = 0.3
HEAD_BYTES = len(PREAMBLE) + LENGTH_SIZE
#: Noise before a head may come through its endpoint as well; this much of it is looked at.
_LONGEST_HEAD = 64
_SCRAP_BYTES = 4096
#: A device that still talks after so many reads is left to the conversation's own limits.
_MOST_DRAINED = 64
#: Neither layout: not a reader, or one that somebody has to look into first.
ENDPOINTS_UNKNOWN = "endpoints-unknown"


class UsbLayout(StrEnum):
    """How many bulk endpoints carry a frame."""

    #: As many as the device has.
    AUTO = "auto"
    #: Preamble and length through one pair (out 02, in 81), the rest through the other (06, 85).
    FOUR = "four-endpoints"
    #: The whole frame through one pair.
    TWO = "two-endpoints"


_PAIRS = {UsbLayout.AUTO: (1, 2), UsbLayout.TWO: (1,), UsbLayout.FOUR: (2,)}


@dataclass(frozen=True, slots=True)
class SamUsbSettings(SamOptions):
    """Both ids always; where two of a kind may be plugged in, also serial number or port."""

    vendor_id: UsbId
    product_id: UsbId
    layout: UsbLayout = UsbLayout.AUTO
    serial_number: str = ""
    port_path: PortPath = ""


class SamUsbReader(SamReader):
    """``ports.IdReader`` on USB bulk. ``backend`` is libusb unless a test gives another."""

    def __init__(
        self, settings: SamUsbSettings, clock: Clock, backend: object | None = None
    ) -> None:
        super().__init__(SamUsbWire(settings, clock, backend), settings, clock, GAP_SECONDS)


class SamUsbWire:
    """A ``Transport`` of SAM bytes over one pair of endpoints or two."""

    def __init__(
        self, settings: SamUsbSettings, clock: Clock, backend: object | None = None
    ) -> None:
        device = UsbSettings(
            settings.vendor_id, settings.product_id, settings.serial_number, settings.port_path
        )
        self._interface = UsbInterface(device, clock, backend)
        self._layout, self._clock = settings.layout, clock
        #: (out, in) of the head, and of the rest; the same pair twice where there is one.
        self._head = self._rest = (0, 0)
        #: What has come of a head, in memory that is wiped: a device that lies may put more there.
        self._seen = bytearray(_LONGEST_HEAD)
        self._seen_bytes = 0
        #: How much of the rest is to come.
        self._left = 0
        #: Somebody looked for nothing and found something: there may be more on the other endpoint.
        self._has_leftovers = False
        self._scrap = bytearray(_SCRAP_BYTES)

    @property
    def is_open(self) -> bool:
        return self._interface.is_open

    def open(self) -> None:
        self._interface.open()
        outs, ins = sorted(self._interface.outs), sorted(self._interface.ins)
        if len(outs) != len(ins) or len(outs) not in _PAIRS[self._layout]:
            self._interface.close()
            raise DeviceGoneError(ENDPOINTS_UNKNOWN)
        self._head, self._rest = (outs[0], ins[0]), (outs[-1], ins[-1])
        self._begin_anew()

    def close(self) -> None:
        self._interface.close()

    def reset(self) -> None:
        self._interface.reset()

    def sever(self) -> None:
        self._interface.sever()

    def write(self, data: bytes | bytearray | memoryview, deadline: float) -> None:
        self._require_open()
        if self._head == self._rest:
            self._interface.write(self._head[0], data, deadline)
            return
        if self._has_leftovers or self._left:
            self._drain()
        self._begin_anew()
        with memoryview(data) as frame:
            self._interface.write(self._head[0], frame[:HEAD_BYTES], deadline)
            self._interface.write(self._rest[0], frame[HEAD_BYTES:], deadline)

    def read_into(self, target: memoryview, deadline: float) -> int:
        self._require_open()
        if self._head == self._rest:
            return self._interface.read_into(self._head[1], target, deadline)
        only_looks = self._clock.monotonic() >= deadline
        pair, other = self._rest, self._head
        if not self._left:
            pair, other = other, pair
        count = self._interface.read_into(pair[1], target, deadline)
        if count or not only_looks:
            self._note(target[:count], is_head=pair is self._head)
        else:
            # Who only looks wants to know of leftovers wherever they lie; who waits, of the next.
            count = self._interface.read_into(other[1], target, deadline)
        self._has_leftovers = self._has_leftovers or (only_looks and count > 0)
        return count

    def _drain(self) -> None:
        """Throw away whatever lies on either endpoint, until both have been quiet for a while."""
        quiet_seconds = 0.0
        for _ in range(_MOST_DRAINED):
            ends = (self._head[1], self._rest[1])
            if not sum(self._scrap_from(end, quiet_seconds) for end in ends):
                return
            quiet_seconds = QUIET_SECONDS

    def _scrap_from(self, endpoint: int, quiet_seconds: float) -> int:
        until = self._clock.monotonic() + quiet_seconds
        with memoryview(self._scrap) as scrap:
            count = self._interface.read_into(endpoint, scrap, until)
            scrap[:count] = bytes(count)
        return count

    def _note(self, arrived: memoryview, *, is_head: bool) -> None:
        """Reckon where the next bytes of this frame, or the next frame, will come."""
        if not is_head:
            self._left = max(0, self._left - len(arrived))
            return
        count = min(len(arrived), _LONGEST_HEAD - self._seen_bytes)
        self._seen[self._seen_bytes : self._seen_bytes + count] = arrived[:count]
        self._seen_bytes += count
        length_at = self._seen.find(MARK, 0, self._seen_bytes) + len(MARK)
        if len(MARK) <= length_at <= self._seen_bytes - LENGTH_SIZE:
            length = self._seen[length_at] << 8 | self._seen[length_at + 1]
            beyond = self._seen_bytes - length_at - LENGTH_SIZE + len(arrived) - count
            self._begin_anew()
            self._left = max(0, length - beyond)
        elif self._seen_bytes == _LONGEST_HEAD:
            self._begin_anew()

    def _begin_anew(self) -> None:
        self._seen[:] = bytes(_LONGEST_HEAD)
        self._seen_bytes = self._left = 0
        self._has_leftovers = False

    def _require_open(self) -> None:
        if not self._interface.is_open:
            raise DeviceGoneError(NOT_OPEN)
