"""A virtual ID-card reader on USB: bulk endpoints on a bus in memory, below pyusb.

Owns how the SAM's bytes lie in packets and on endpoints, and the faults of a USB wire. There is no
kernel and no cable below the bus, so that speed and electrical faults are not what this can show.
It answers on the host's own thread; waiting is the bus's.
"""

import errno
from collections.abc import Callable, Mapping

import usb.core

from devices.virtual.sam_hands import SamHands, Spoken
from devices.virtual.usb_bus import Gadget, GadgetIdentity, VirtualUsbBus
from kiosk.clock import Clock

VENDOR_ID, PRODUCT_ID = 0x0400, 0xC35A
_HEAD_BYTES = 7
_FULL_PACKET_BYTES = 64
TWO_ENDPOINTS, FOUR_ENDPOINTS = (0x02, 0x81), (0x02, 0x06, 0x81, 0x85)


class VirtualUsbIdReader(SamHands):
    """Give ``bus`` to the driver as pyusb's backend."""

    def __init__(
        self,
        clock: Clock,
        *,
        endpoints: tuple[int, ...] = TWO_ENDPOINTS,
        serial_number: str = "OH0001",
        ports: tuple[int, ...] = (1,),
        bus: VirtualUsbBus | None = None,
    ) -> None:
        super().__init__()
        self.bus = bus or VirtualUsbBus(clock)
        self._clock = clock
        self._is_parted = len(endpoints) > len(TWO_ENDPOINTS)
        self._ins = sorted(address for address in endpoints if address & 0x80)
        self._outs = sorted(address for address in endpoints if not address & 0x80)
        identity = GadgetIdentity(
            VENDOR_ID, PRODUCT_ID, serial_number, endpoints=endpoints, ports=ports
        )
        self.gadget = _PulledGadget(identity, self._take)
        self.gadget.when_reset = self._start_anew
        self._is_frozen = False
        self._head_heard = 0
        #: Bytes of one packet at most, and whether an empty packet follows each transfer.
        self.packet_bytes = _FULL_PACKET_BYTES
        self.sends_empty_packets = False
        self._stalls = 0

    def start(self) -> None:
        """Plug in."""
        self.plug()

    def stop(self) -> None:
        """Unplug for good."""
        self.unplug()

    @property
    def actions(self) -> Mapping[str, Callable[..., None]]:
        """What the dock offers, by name."""
        return {
            **super().actions,
            "stall": self.stall,
            "split": self.split,
            "freeze": self.freeze,
        }

    @property
    def is_plugged(self) -> bool:
        return self.bus.is_plugged(self.gadget)

    def unplug(self) -> None:
        if self.is_plugged:
            self.bus.unplug(self.gadget)

    def plug(self) -> None:
        if not self.is_plugged:
            self.power_up()
            self._start_anew()
            self.bus.plug(self.gadget)

    def stall(self, times: int = 1) -> None:
        """The next answers do not come; their endpoint stalls instead."""
        self._stalls += times

    def split(self, packet_bytes: int = 1, *, sends_empty_packets: bool = False) -> None:
        """Answers come in small packets, with empty ones between."""
        self.packet_bytes = packet_bytes
        self.sends_empty_packets = sends_empty_packets

    def freeze(self) -> None:
        """The USB chip takes what comes and gives nothing, until its port is reset."""
        self._is_frozen = True

    def heal(self) -> None:
        super().heal()
        self._stalls = 0
        self._is_frozen = False
        self.packet_bytes, self.sends_empty_packets = _FULL_PACKET_BYTES, False

    # --- on the host's thread -----------------------------------------------------------------

    def _start_anew(self) -> None:
        """The chip, not the SAM behind it: that keeps its power."""
        self._is_frozen = False
        self.hear_nothing()
        self._head_heard = 0

    def _take(self, endpoint: int, data: bytes) -> int:
        if self._is_frozen:
            return len(data)
        if self._is_parted and not self._lies_right(endpoint, data):
            self.hear_nothing()
            return len(data)
        for request in self.hear(data):
            spoken = self.answer(request)
            if self._stalls:
                self._stalls -= 1
                self.gadget.stalled.add(self._ins[0])
            elif spoken is not None:
                self._say(spoken)
        return len(data)

    def _lies_right(self, endpoint: int, data: bytes) -> bool:
        """The head of a frame through one endpoint, the rest through the other, nothing else."""
        is_head = endpoint == self._outs[0]
        fits = len(data) == _HEAD_BYTES if is_head else self._head_heard == _HEAD_BYTES
        self._head_heard = len(data) if is_head else 0
        return fits

    def _say(self, spoken: Spoken) -> None:
        at = self._clock.monotonic() + spoken.delay_seconds
        if self._is_parted:
            for frame in _frames(spoken.data):
                self._send(self._ins[0], frame[:_HEAD_BYTES], at)
                self._send(self._ins[1], frame[_HEAD_BYTES:], at)
        else:
            self._send(self._ins[0], spoken.data, at)
        if spoken.lifts_card:
            self.lift()
        if spoken.unplugs:
            self.gadget.when_fetched = self.unplug

    def _send(self, endpoint: int, data: bytes, at: float) -> None:
        for start in range(0, len(data), self.packet_bytes):
            self.gadget.send(endpoint, data[start : start + self.packet_bytes], at=at)
            if self.sends_empty_packets:
                self.gadget.send_nothing(endpoint, at=at)


class _PulledGadget(Gadget):
    """Its plug can be pulled at the moment when the host has fetched everything."""

    when_fetched: Callable[[], None] | None = None

    def fetch(self, endpoint: int, room: int, now: float) -> bytes | None:
        arrived = super().fetch(endpoint, room, now)
        pull = self.when_fetched
        if arrived is None and pull is not None:
            self.when_fetched = None
            pull()
            raise usb.core.USBError("No such device", -4, errno.ENODEV)
        return arrived


def _frames(data: bytes) -> list[bytes]:
    """What was said, parted where a frame begins; noise before the first is a piece of its own."""
    mark = b"\xaa\xaa\xaa\x96\x69"
    starts = [0]
    while (found := data.find(mark, starts[-1] + 1)) > 0:
        starts.append(found)
    return [data[a:b] for a, b in zip(starts, [*starts[1:], len(data)], strict=True) if data[a:b]]
