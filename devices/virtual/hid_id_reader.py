"""A virtual ID-card reader on HID: reports on a bus in memory, below hidapi.

Owns how the SAM's bytes lie in reports, in the four layouts of the field, by its own code and not
by the driver's, so that a mistake there cannot answer itself. It answers on the host's own thread;
waiting is the bus's.
"""

from collections import deque
from collections.abc import Callable, Mapping

from devices.virtual.hid_bus import HidIdentity, HidPlug, VirtualHidBus
from devices.virtual.sam_hands import SamHands, Spoken
from kiosk.clock import Clock

_SIZE = 64
_PREAMBLE = b"\xaa\xaa\xaa\x96\x69"
#: SAM bytes in one packet of H2: 64 less head 5, result 1, two to skip, sum 2.
_H2_PIECE = 54
#: Vendor and product under which each layout was seen; H3 was seen without naming one.
IDS: Mapping[str, tuple[int, int]] = {
    "h1": (0x2B8B, 0x2721),
    "h2": (0x10C4, 0x0007),
    "h3": (0x0425, 0x8159),
    "h4": (0x0483, 0x572B),
}


class VirtualHidIdReader(SamHands):
    """Give ``bus`` to the driver as hidapi's module."""

    def __init__(
        self,
        clock: Clock,
        layout: str,
        *,
        serial_number: str = "OH0001",
        bus: VirtualHidBus | None = None,
    ) -> None:
        super().__init__()
        self.bus = bus or VirtualHidBus()
        self._clock = clock
        self._layout = layout
        identity = HidIdentity(*IDS[layout], serial_number=serial_number)
        self._plug = _PulledPlug(identity, self.hear_report, clock=clock)
        self._serial = b"\0\0"
        #: H4: parts that wait until the host asks for the next one.
        self._parts: deque[bytes] = deque()

    def start(self) -> None:
        """Plug in."""
        self.plug()

    def stop(self) -> None:
        """Unplug for good."""
        self.unplug()

    @property
    def is_plugged(self) -> bool:
        return self._plug.is_plugged

    def unplug(self) -> None:
        self.bus.unplug(self._plug)

    def plug(self) -> None:
        if not self.is_plugged:
            self.power_up()
            self.hear_nothing()
            self._parts.clear()
            self.bus.plug(self._plug)

    @property
    def actions(self) -> Mapping[str, Callable[..., None]]:
        """What the dock offers, by name."""
        return super().actions

    def on_fetch(self, act: Callable[[], None]) -> None:
        """Call this whenever the host looks for a report; for measuring."""
        self._plug.when_asked = act

    def say_raw(self, report: bytes) -> None:
        """A report that nobody asked for, as it is."""
        self._plug.send(report)

    def next_report(self) -> bytes:
        """What the host would fetch now; empty when there is nothing."""
        return self._plug.take(0.0) or b""

    # --- on the host's thread -----------------------------------------------------------------

    def hear_report(self, numbered: bytes) -> None:
        """One OUT report, its number first."""
        report = numbered[1:]
        if numbered[0] or len(report) != _SIZE:
            return
        if self._layout == "h4" and report[0] == 0xFF:
            self._send_part(0.0)
            return
        self._parts.clear()
        requests = self.hear(self._unwrapped(report))
        # A request never runs over into a second report; what is left is fill.
        self.hear_nothing()
        for request in requests:
            spoken = self.answer(request)
            if spoken is not None:
                self._say(spoken)

    def _unwrapped(self, report: bytes) -> bytes:
        """The SAM's frame out of one OUT report; a whole frame or nothing that begins like one."""
        match self._layout:
            case "h1":
                return report
            case "h2":
                length = int.from_bytes(report[3:5], "little")
                total = sum(report[3 : 5 + length]).to_bytes(2, "little")
                is_right = report[0] == 0x88 and report[5] == 0xB1
                self._serial = report[1:3]
                is_whole = report[5 + length : 7 + length] == total
                return report[6 : 5 + length] if is_right and is_whole else b""
            case "h3":
                count = int.from_bytes(report[:2], "big")
                return _PREAMBLE + report[: 2 + count]
            case _:
                return report[1 : 1 + report[0]]

    def _say(self, spoken: Spoken) -> None:
        at = self._clock.monotonic() + spoken.delay_seconds
        if self._layout == "h4":
            data = spoken.data
            self._parts.extend(
                bytes([len(part)]) + part
                for part in (data[start : start + 63] for start in range(0, len(data), 63))
            )
            self._send_part(at)
        else:
            for report in self._wrapped(spoken.data):
                self._plug.send(report.ljust(_SIZE, b"\0"), at=at)
        if spoken.lifts_card:
            self.lift()
        if spoken.unplugs:
            self._plug.when_fetched = self.unplug

    def _send_part(self, at: float) -> None:
        if self._parts:
            self._plug.send(self._parts.popleft().ljust(_SIZE, b"\0"), at=at)

    def _wrapped(self, data: bytes) -> list[bytes]:
        match self._layout:
            case "h2":
                return [self._packet(piece) for piece in _pieces(data, _H2_PIECE)]
            case "h3":
                # Without the preamble: length word and all behind it, frame by frame.
                return [
                    report
                    for frame in _frames(data)
                    for report in _pieces(frame.removeprefix(_PREAMBLE), _SIZE)
                ]
            case _:
                return _pieces(data, _SIZE)

    def _packet(self, piece: bytes) -> bytes:
        counted = (len(piece) + 3).to_bytes(2, "little") + b"\0\0\0" + piece
        return b"\xaa" + self._serial + counted + sum(counted).to_bytes(2, "little")


class _PulledPlug(HidPlug):
    """A plug that can be pulled at the moment when the host has fetched everything."""

    when_fetched: Callable[[], None] | None = None
    when_asked: Callable[[], None] = staticmethod(lambda: None)

    def take(self, timeout_seconds: float) -> bytes | None:
        self.when_asked()
        report = super().take(0.0 if self.when_fetched else timeout_seconds)
        pull = self.when_fetched
        if report == b"" and pull is not None:
            self.when_fetched = None
            pull()
            return None
        return report


def _pieces(data: bytes, size: int) -> list[bytes]:
    return [data[start : start + size] for start in range(0, len(data), size)]


def _frames(data: bytes) -> list[bytes]:
    """What was said, parted where a frame begins; noise before the first is a piece of its own."""
    starts = [0]
    while (found := data.find(_PREAMBLE, starts[-1] + 1)) > 0:
        starts.append(found)
    return [data[a:b] for a, b in zip(starts, [*starts[1:], len(data)], strict=True) if data[a:b]]
