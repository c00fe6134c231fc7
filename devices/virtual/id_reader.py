"""A virtual ID-card reader: a peer at the far end of a pty, byte for byte at wire speed.

Owns what is a reader's on its serial line. The host's driver cannot tell it from a real one;
nothing here is imported by a driver.
"""

from collections.abc import Callable, Mapping
from pathlib import Path

from devices.virtual.pty_wire import PtyDevice
from devices.virtual.sam import Request
from devices.virtual.sam_hands import NOISE, SamHands
from devices.virtual.synthetic_card import DECK, SyntheticCard
from kiosk.clock import Clock

__all__ = ["NOISE", "VirtualIdReader"]


class VirtualIdReader(PtyDevice, SamHands):
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
        PtyDevice.__init__(self, link_path, clock, baud, "virtual-id-reader")
        SamHands.__init__(self, thinking_seconds=thinking_seconds, deck=deck)

    @property
    def actions(self) -> Mapping[str, Callable[..., None]]:
        """What the dock offers, by name."""
        return {**super().actions, "slow": self.slow}

    def plug(self) -> None:
        self.power_up()
        super().plug()

    def slow(self, factor: float = 20.0) -> None:
        """The line crawls."""
        self._wire.slowness = factor

    def heal(self) -> None:
        super().heal()
        self._wire.slowness = 1.0

    def state(self) -> dict[str, object]:
        return {**super().state(), "slowness": self._wire.slowness}

    # --- the reader's own thread --------------------------------------------------------------

    def _hear(self, data: bytes) -> None:
        for request in self.hear(data):
            self._answer(request)

    def _lose_line(self) -> None:
        # Once more, here: a command of the old line may have been obeyed after power came back.
        self.forget_selection()
        self.hear_nothing()

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
