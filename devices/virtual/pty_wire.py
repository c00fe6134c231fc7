"""The device's end of a serial cable: a pty behind a stable name, paced like a real line.

Owns plugging in and out, the time that bytes take, and the thread of whoever sits there. A pty
delivers at once; here each byte takes ten bit times in both directions, by absolute deadlines, so
that being woken late never adds up.
"""

import os
import select
import threading
from abc import ABC, abstractmethod
from pathlib import Path

from devices.virtual.pty_plug import PtyPlug
from kiosk.clock import Clock

BITS_PER_BYTE = 10
#: Bytes due are handed over this often, as a USB bridge would.
_TICK_SECONDS = 0.0005


class PtyWire:
    """One plug. ``read`` and ``write`` belong to the device's thread, plugging to anyone."""

    def __init__(self, link: Path, clock: Clock, baud: int) -> None:
        self._plug = PtyPlug(link)
        self._clock = clock
        self._baud = baud
        #: Above 1 the line crawls: a fault that the dock can switch on.
        self.slowness = 1.0
        #: Both directions, since the start.
        self.carried_bytes = 0
        #: When the last byte of the latest ``write`` was handed over; for measuring.
        self.last_byte_at = 0.0
        #: One hand at the plug at a time.
        self._hand = threading.Lock()
        #: Guards the ends of the line: whoever is at one of them, it is not closed under him.
        self._let_go = threading.Condition()
        self._is_watched = False
        self._wake_read, self._wake_write = os.pipe()
        os.set_blocking(self._wake_write, False)
        os.set_blocking(self._wake_read, False)
        self._broken_off = threading.Event()
        self._broken_off.set()
        #: The ends of the line at which the device listened last.
        self._line: tuple[int, int] | None = None
        #: When the line will have carried the last byte that the host has handed over.
        self._received_until = 0.0

    @property
    def is_plugged(self) -> bool:
        """True while the host can see the port."""
        return self._ends is not None

    @property
    def line(self) -> object:
        """Where the latest ``read`` listened: another object after each plugging in, or None."""
        return self._line

    def plug(self) -> None:
        """Appear under the stable name."""
        with self._hand, self._let_go:
            self._plug.push_in()
            self._broken_off.clear()
        self.wake()

    def unplug(self) -> None:
        """Vanish, in the middle of a byte if need be. Once it returns the host's line is dead."""
        with self._hand:
            self._broken_off.set()
            # A descriptor closed under a ``select`` stays open until that returns, and the host
            # would still find a line without anybody at its end.
            self.wake()
            with self._let_go:
                self._let_go.wait_for(lambda: not self._is_watched)
                self._plug.pull_out()
        self.wake()

    def close(self) -> None:
        """Unplug for good. The device's thread must have ended."""
        self.unplug()
        os.close(self._wake_read)
        os.close(self._wake_write)

    def wake(self) -> None:
        """Make a waiting ``read`` return."""
        try:
            os.write(self._wake_write, b"\0")
        except BlockingIOError:
            # The pipe is full of reasons to wake up already.
            return

    def read(self, timeout_seconds: float | None = None) -> bytes:
        """Bytes from the host, once the line has carried them; empty when woken or out of time."""
        with self._let_go:
            ends = self._line = self._ends
            self._is_watched = ends is not None
        watched = [self._wake_read] if ends is None else [self._wake_read, ends[0]]
        try:
            ready, _, _ = select.select(watched, [], [], timeout_seconds)
        finally:
            with self._let_go:
                self._is_watched = False
                self._let_go.notify_all()
        if self._wake_read in ready:
            os.read(self._wake_read, 4096)
        if ends is None or ends[0] not in ready:
            return b""
        arrived_at = self._clock.monotonic()
        data = self._take(ends)
        self.carried_bytes += len(data)
        self._received_until = max(self._received_until, arrived_at) + self._seconds(len(data))
        self.pause_until(self._received_until)
        return data

    def write(self, data: bytes) -> None:
        """Send, taking the time of the wire; stops where the line is broken off.

        What is said belongs to the line that was listened at: on a newer one nobody asked for it.
        """
        ends = self._line
        started_at = self._clock.monotonic()
        sent = 0
        while sent < len(data) and ends is not None and ends is self._ends:
            step = 1 + int(_TICK_SECONDS / self._seconds(1))
            due = min(sent + step, len(data))
            self.pause_until(started_at + self._seconds(due))
            elapsed = self._clock.monotonic() - started_at
            # Woken late, all that the wire would have carried meanwhile is due at once.
            due = max(due, min(int(elapsed / self._seconds(1)), len(data)))
            # Counted first: the host may act on the last byte before this thread runs again.
            self.carried_bytes += due - sent
            self.last_byte_at = self._clock.monotonic()
            self._put(ends, data[sent:due])
            sent = due

    def pause_until(self, instant: float) -> None:
        """Wait, unless the plug is pulled."""
        if self._line is not self._ends:
            return  # it was, and perhaps pushed in again
        self._clock.wait(self._broken_off, instant - self._clock.monotonic())

    @property
    def _ends(self) -> tuple[int, int] | None:
        """The device's and the host's; none from the moment when a hand is at the plug."""
        return None if self._broken_off.is_set() else self._plug.ends

    def _seconds(self, count: int) -> float:
        return count * BITS_PER_BYTE * self.slowness / self._baud

    def _take(self, ends: tuple[int, int]) -> bytes:
        with self._let_go:
            if self._ends is not ends:
                return b""
            try:
                return os.read(ends[0], 4096)
            except OSError:
                return b""

    def _put(self, ends: tuple[int, int], data: bytes) -> None:
        with self._let_go:
            if self._ends is not ends:
                return
            try:
                os.write(ends[0], data)
            except OSError:
                # Nobody reads: a UART without flow control loses what overruns it.
                return


class PtyDevice(ABC):
    """A virtual device at one plug: its thread, its life, its cable. What it says its heirs know.

    Everything public may be called from any thread.
    """

    def __init__(self, link: Path, clock: Clock, baud: int, name: str) -> None:
        self._clock, self._wire = clock, PtyWire(link, clock, baud)
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._serve, name=name, daemon=True)

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
    def is_plugged(self) -> bool:
        """True while the host can see the port."""
        return self._wire.is_plugged

    @property
    def carried_bytes(self) -> int:
        """Bytes on the wire in both directions since the start."""
        return self._wire.carried_bytes

    def unplug(self) -> None:
        """Pull the cable."""
        self._wire.unplug()

    def plug(self) -> None:
        """Push the cable back in."""
        self._wire.plug()

    # --- the device's own thread --------------------------------------------------------------

    @abstractmethod
    def _hear(self, data: bytes) -> None:
        """Bytes of the host; none when it was only time to look up."""

    @abstractmethod
    def _lose_line(self) -> None:
        """The cable is or was out: what had begun is lost. Before anything of a new line."""

    def _next_look_seconds(self) -> float | None:
        """When there is something to do though nobody says anything."""
        return None

    def _serve(self) -> None:
        line = self._wire.line
        while not self._stopping.is_set():
            data = self._wire.read(self._next_look_seconds())
            if self._wire.line is not line:
                line = self._wire.line
                self._lose_line()
            if self._wire.is_plugged:
                self._hear(data)
