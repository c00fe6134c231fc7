"""A virtual ID-card reader: a peer at the far end of a pty, byte for byte at wire speed.

Owns the reader's thread and its serial line. The host's driver cannot tell it from a real one;
nothing here is imported by a driver.
"""

import threading
from collections.abc import Callable, Mapping
from pathlib import Path

from devices.virtual.pty_wire import PtyWire
from devices.virtual.sam import Request
from devices.virtual.sam_hands import NOISE, SamHands
from devices.virtual.synthetic_card import DECK, SyntheticCard
from kiosk.clock import Clock

__all__ = ["NOISE", "VirtualIdReader"]


class VirtualIdReader(SamHands):
    """Everything public may be called from any thread."""

    def __init__(
        self,
        link_path: Path,
        clock: Clock,
        *,
        baud: int = 115200,
        thinking_seconds: float = 0.0,
        deck: Mapping[str, SyntheticCard] = DECK,
    ) -> None:
        super().__init__(thinking_seconds=thinking_seconds, deck=deck)
        self._clock = clock
        self._wire = PtyWire(link_path, clock, baud)
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._serve, name="virtual-id-reader", daemon=True)

    def start(self) -> None:
        """Plug in and listen."""
        self._wire.plug()
        self._thread.start()

    def stop(self) -> None:
        """Vanish, and leave no thread and no link behind."""
        self._stopping.set()
        self._wire.unplug()
        self._wire.wake()
        if self._thread.is_alive():
            self._thread.join()
        self._wire.close()

    @property
    def actions(self) -> Mapping[str, Callable[..., None]]:
        """What the dock offers, by name."""
        return {**super().actions, "slow": self.slow}

    @property
    def is_plugged(self) -> bool:
        return self._wire.is_plugged

    def unplug(self) -> None:
        self._wire.unplug()

    def plug(self) -> None:
        self.power_up()
        self._wire.plug()

    def slow(self, factor: float = 20.0) -> None:
        """The line crawls."""
        self._wire.slowness = factor

    def heal(self) -> None:
        super().heal()
        self._wire.slowness = 1.0

    def state(self) -> dict[str, object]:
        return {**super().state(), "slowness": self._wire.slowness}

    @property
    def carried_bytes(self) -> int:
        """Bytes on the wire in both directions since the start."""
        return self._wire.carried_bytes

    # --- the reader's own thread --------------------------------------------------------------

    def _serve(self) -> None:
        while not self._stopping.is_set():
            data = self._wire.read()
            if not self._wire.is_plugged:
                self.hear_nothing()
                continue
            for request in self.hear(data):
                self._answer(request)

    def _answer(self, request: Request) -> None:
        spoken = self.answer(request)
        if spoken is None:
            return
        self._wire.pause_until(self._clock.monotonic() + spoken.delay_seconds)
        self._wire.write(spoken.data)
        if spoken.lifts_card:
            self.lift()
        if spoken.unplugs:
            self.unplug()
