"""Virtual HID devices under hidapi's seam: whole reports in both directions, in memory.

Owns plugging in and out and the queue of reports of each device. Must not know what a report says.
There is no kernel below: what is tested is everything above ``hid.device``, and this is said so.
"""

import threading
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from math import inf

from kiosk.clock import Clock, SystemClock


@dataclass(frozen=True, slots=True)
class HidIdentity:
    """One top-level collection, as hidapi lists it."""

    vendor_id: int
    product_id: int
    serial_number: str = ""
    usage_page: int = 0
    usage: int = 0


@dataclass(eq=False)
class HidPlug:
    """The device's side of one plug. ``on_report`` hears every report of the host."""

    identity: HidIdentity
    on_report: Callable[[bytes], None] = lambda _: None
    path: bytes = b""
    refuses_open: bool = False
    is_plugged: bool = False
    #: Each time another node: what was opened on the last one stays dead.
    times_plugged: int = 0
    clock: Clock = field(default_factory=SystemClock)
    #: Each with the instant from which the host can fetch it.
    _reports: deque[tuple[float, bytes]] = field(default_factory=deque)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _moved: threading.Event = field(default_factory=threading.Event)

    def send(self, report: bytes, *, at: float = 0.0) -> None:
        """One input report, not before the clock shows ``at``.

        Lost when nothing is plugged in, as on a real bus.
        """
        with self._lock:
            if self.is_plugged:
                self._reports.append((at, report))
        self._moved.set()

    def set_plugged(self, *, is_plugged: bool) -> None:
        """In or out; what was not yet fetched is lost with the plug."""
        with self._lock:
            self.is_plugged = is_plugged
            self.times_plugged += is_plugged
            self._reports.clear()
        self._moved.set()

    def take(self, timeout_seconds: float) -> bytes | None:
        """The next report, empty when none came, None when the plug is out."""
        deadline = self.clock.monotonic() + timeout_seconds
        node = self.times_plugged
        while True:
            # First, so that what happens from here on ends the wait below.
            self._moved.clear()
            now = self.clock.monotonic()
            with self._lock:
                if not self.is_plugged or self.times_plugged != node:
                    return None
                due = self._reports[0][0] if self._reports else inf
                if due <= now:
                    return self._reports.popleft()[1]
            if now >= deadline:
                return b""
            self.clock.wait(self._moved, min(deadline, due) - now)


class VirtualHidHandle:
    """Stands where ``hid.device()`` stands."""

    def __init__(self, bus: "VirtualHidBus") -> None:
        self._bus = bus
        self._plug: HidPlug | None = None
        self._node = 0

    def open_path(self, path: bytes) -> None:
        plug = self._bus.plug_at(path)
        if plug is None or plug.refuses_open:
            raise OSError("open failed")
        self._plug, self._node = plug, plug.times_plugged

    def set_nonblocking(self, v: int) -> int:
        return 0

    def read(self, max_length: int, timeout_ms: int = 0) -> list[int]:
        plug = self._opened()
        report = plug.take(timeout_ms / 1000.0) if self._is_same(plug) else None
        if report is None:
            raise OSError("read error")
        return list(report[:max_length])

    def write(self, buff: bytes) -> int:
        plug = self._opened()
        if not self._is_same(plug):
            return -1
        plug.on_report(bytes(buff))
        return len(buff)

    def close(self) -> None:
        self._plug = None

    def _is_same(self, plug: HidPlug) -> bool:
        return plug.is_plugged and plug.times_plugged == self._node

    def _opened(self) -> HidPlug:
        if self._plug is None:
            raise ValueError("not open")
        return self._plug


class VirtualHidBus:
    """Stands where the module ``hid`` stands."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._plugs: list[HidPlug] = []
        self._count = 0

    def plug(self, plug: HidPlug) -> None:
        """Push in; each time under another path, as hidraw does."""
        with self._lock:
            self._count += 1
            plug.path = f"/dev/hidraw{self._count}".encode()
        # Before it is listed: whoever finds it there can use it.
        plug.set_plugged(is_plugged=True)
        with self._lock:
            self._plugs.append(plug)

    def unplug(self, plug: HidPlug) -> None:
        """Pull out; harmless when it is out."""
        with self._lock:
            self._plugs = [one for one in self._plugs if one is not plug]
        plug.set_plugged(is_plugged=False)

    def plug_at(self, path: bytes) -> HidPlug | None:
        """Who is there now."""
        with self._lock:
            return next((one for one in self._plugs if one.path == path), None)

    # --- hidapi -------------------------------------------------------------------------------

    def enumerate(self, vendor_id: int, product_id: int) -> Sequence[Mapping[str, object]]:
        with self._lock:
            return [
                {
                    "path": one.path,
                    "vendor_id": one.identity.vendor_id,
                    "product_id": one.identity.product_id,
                    "serial_number": one.identity.serial_number,
                    "usage_page": one.identity.usage_page,
                    "usage": one.identity.usage,
                }
                for one in self._plugs
                if (one.identity.vendor_id, one.identity.product_id) == (vendor_id, product_id)
            ]

    def device(self) -> VirtualHidHandle:
        return VirtualHidHandle(self)
