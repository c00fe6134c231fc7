"""The host's one loop: sockets of visits, events of other threads, time. Owns no decision.

Everything that the host does happens here, one thing after the other, so nothing in it needs a
lock. Other threads only ``post`` frozen events.
"""

import contextlib
import logging
import queue
import selectors
import socket
from collections.abc import Callable

from kiosk.errors import ProtocolViolationError, trace_of
from kiosk.host.wire import Channel, Frame

log = logging.getLogger(__name__)

#: The longest that the loop sleeps with nothing to do: supervision looks at beats this often.
IDLE_LOOK_SECONDS = 0.25

#: A listening socket, and who takes its callers.
_Listening = tuple[socket.socket, Callable[[socket.socket], None]]


class Hub:
    """Single-threaded selector loop."""

    def __init__(self) -> None:
        self._selector = selectors.DefaultSelector()
        self._posted: queue.SimpleQueue[object] = queue.SimpleQueue()
        self._bell_in, self._bell_out = socket.socketpair()
        for end in (self._bell_in, self._bell_out):
            end.setblocking(False)
        self._selector.register(self._bell_out, selectors.EVENT_READ, None)
        self._channels: dict[Channel, tuple[Callable[[Frame], None], Callable[[], None]]] = {}
        #: Channels whose sockets the selector knows.
        self._watched: set[Channel] = set()
        self._is_stopping = False

    def post(self, event: object) -> None:
        """Hand an event to the loop. The only method that other threads may call."""
        self._posted.put(event)
        # A full bell is already ringing.
        with contextlib.suppress(BlockingIOError, OSError):
            self._bell_in.send(b"\0")

    def attach(
        self, channel: Channel, on_frame: Callable[[Frame], None], on_closed: Callable[[], None]
    ) -> None:
        """Watch a channel until it closes."""
        # The new socket may have the number of one that was closed a moment ago.
        self._unwatch_closed()
        self._channels[channel] = (on_frame, on_closed)
        self._watched.add(channel)
        self._selector.register(channel.sock, channel.events(), channel)

    def listen(self, listener: socket.socket, on_call: Callable[[socket.socket], None]) -> None:
        """Take every caller of a listening socket; it stays the owner's to close."""
        self._unwatch_closed()
        self._selector.register(listener, selectors.EVENT_READ, (listener, on_call))

    def stop_listening(self, listener: socket.socket) -> None:
        """Take no more callers."""
        self._selector.unregister(listener)

    def detach(self, channel: Channel) -> None:
        """Close a channel without calling back."""
        self._channels.pop(channel, None)
        channel.close()
        self._unwatch_closed()

    def hear_out(self, channel: Channel) -> None:
        """Take in what has come since the last round, before the channel is let go."""
        self._receive(channel)

    def run(self, on_event: Callable[[object], None], on_tick: Callable[[], None]) -> None:
        """Loop until ``stop``; ``on_tick`` is called at least every IDLE_LOOK_SECONDS."""
        try:
            while not self._is_stopping:
                self._sweep_closed()
                self._watch_writers()
                for key, _ in self._selector.select(IDLE_LOOK_SECONDS):
                    self._ready(key.data)
                self._deliver(on_event)
                on_tick()
        finally:
            self._is_stopping = False

    def stop(self) -> None:
        """End the loop after this round; one that is about to begin does not. From any thread."""
        self._is_stopping = True

    def close(self) -> None:
        """Close all channels and the bell."""
        for channel in tuple(self._channels):
            self.detach(channel)
        self._selector.close()
        self._bell_in.close()
        self._bell_out.close()

    def _sweep_closed(self) -> None:
        """A channel may close in any send; its owner hears of it here, outside that send."""
        self._unwatch_closed()
        for channel in [one for one in self._channels if one.is_closed]:
            # Whoever heard of one before may have let go of this one.
            _, on_closed = self._channels.pop(channel, (None, None))
            if on_closed is not None:
                on_closed()

    def _unwatch_closed(self) -> None:
        for channel in [one for one in self._watched if one.is_closed]:
            self._watched.discard(channel)
            self._selector.unregister(channel.sock)

    def _watch_writers(self) -> None:
        for channel in self._watched:
            wanted = channel.events()
            if not channel.is_closed and self._selector.get_key(channel.sock).events != wanted:
                self._selector.modify(channel.sock, wanted, channel)

    def _ready(self, channel: Channel | _Listening | None) -> None:
        if channel is None:
            with contextlib.suppress(BlockingIOError):
                self._bell_out.recv(4096)
            return
        if isinstance(channel, tuple):
            listener, on_call = channel
            # Gone again before it was taken.
            with contextlib.suppress(OSError):
                on_call(listener.accept()[0])
            return
        self._receive(channel)

    def _receive(self, channel: Channel) -> None:
        if channel not in self._channels:
            return
        on_frame, _ = self._channels[channel]
        channel.flush()
        try:
            channel.receive(on_frame)
        except ProtocolViolationError as violation:
            # A visit that speaks out of turn is broken or taken over: it ends like a crashed one.
            # Where, but never what: it may quote what was said.
            log.error("visit_protocol_violation at=%s", trace_of(violation.__traceback__))
            channel.close()

    def _deliver(self, on_event: Callable[[object], None]) -> None:
        while True:
            try:
                event = self._posted.get_nowait()
            except queue.Empty:
                return
            on_event(event)
