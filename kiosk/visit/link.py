"""The one thread of a visit beside the UI: reads the socket of the host and of the page worker.

It also runs errands that would hold a frame up (typesetting a licence). What comes is handed to
``deliver``, which must be thread safe (the UI's dispatcher is).
"""

import contextlib
import logging
import queue
import selectors
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from kiosk.errors import ProtocolViolationError, trace_of
from kiosk.host.messages import CODEC
from kiosk.host.wire import Channel, Codec, Frame

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class HostLost:
    """The host hung up: there is nobody to serve a citizen."""


@dataclass(frozen=True, slots=True)
class ErrandFailed:
    """An errand raised; ``name`` says which, never with what."""

    name: str


class Source(Protocol):
    """Anything with a socket that turns readability into events (the page worker)."""

    def fileno(self) -> int:
        """The descriptor to watch."""
        ...

    def receive(self) -> tuple[object, ...]:
        """All events that have come; the last one says so when the peer is gone."""
        ...


@dataclass(frozen=True, slots=True)
class _Send:
    message: object
    blob: bytearray | None


@dataclass(frozen=True, slots=True)
class _Watch:
    source: Source


@dataclass(frozen=True, slots=True)
class _Forget:
    source: Source
    close: Callable[[], None]


@dataclass(frozen=True, slots=True)
class _Errand:
    name: str
    run: Callable[[], object]


class Link:
    """Started once; every method may be called from the UI thread and returns at once."""

    def __init__(
        self, sock: socket.socket, deliver: Callable[[object], None], codec: Codec = CODEC
    ) -> None:
        self._channel = Channel(sock, codec)
        self._deliver = deliver
        self._orders: queue.SimpleQueue[_Send | _Watch | _Forget | _Errand | None] = (
            queue.SimpleQueue()
        )
        self._bell_in, self._bell_out = socket.socketpair()
        for end in (self._bell_in, self._bell_out):
            end.setblocking(False)
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._bell_out, selectors.EVENT_READ, None)
        self._selector.register(sock, selectors.EVENT_READ, self._channel)
        self._thread = threading.Thread(target=self._run, name="visit-link", daemon=True)

    def start(self) -> None:
        """Begin to listen."""
        self._thread.start()

    def stop(self) -> None:
        """Hang up and end the thread."""
        self._order(None)
        self._thread.join(5.0)
        if not self._thread.is_alive():
            self._close_forgotten()

    def send(self, message: object, blob: bytearray | None = None) -> None:
        """Say something to the host; the blob is taken over and wiped when it is on its way."""
        self._order(_Send(message, blob))

    def watch(self, source: Source) -> None:
        """Deliver the events of this source too."""
        self._order(_Watch(source))

    def forget(self, source: Source, close: Callable[[], None]) -> None:
        """Stop watching, then ``close``: on the link's thread, which may be reading it just now."""
        self._order(_Forget(source, close))

    def errand(self, name: str, run: Callable[[], object]) -> None:
        """Run something slow off the UI thread; its value is delivered as an event."""
        self._order(_Errand(name, run))

    def _close_forgotten(self) -> None:
        """What was given up after the host had hung up: nobody reads it any more."""
        with contextlib.suppress(queue.Empty):
            while True:
                order = self._orders.get_nowait()
                if isinstance(order, _Forget):
                    order.close()

    def _order(self, order: _Send | _Watch | _Forget | _Errand | None) -> None:
        self._orders.put(order)
        # A full bell is already ringing: the UI thread must not wait for an errand to end.
        with contextlib.suppress(OSError):
            self._bell_in.send(b"\0")

    # --- on the link's thread -----------------------------------------------------------------

    def _run(self) -> None:
        while self._obey() and not self._channel.is_closed:
            self._selector.modify(self._channel.sock, self._channel.events(), self._channel)
            for key, _ in self._selector.select():
                self._ready(key.data)
        self._hang_up()

    def _hang_up(self) -> None:
        self._channel.close()
        self._selector.close()
        self._bell_in.close()
        self._bell_out.close()
        self._deliver(HostLost())

    def _ready(self, source: "Channel | Source | None") -> None:
        if source is None:
            with contextlib.suppress(BlockingIOError):
                self._bell_out.recv(4096)
        elif isinstance(source, Channel):
            source.flush()
            try:
                source.receive(self._deliver_frame)
            except ProtocolViolationError:
                # Without the cause: it quotes what was said.
                log.error("host_protocol_violation")
                source.close()
        else:
            for event in source.receive():
                self._deliver(event)

    def _deliver_frame(self, frame: Frame) -> None:
        self._deliver(frame)

    def _obey(self) -> bool:
        while True:
            try:
                order = self._orders.get_nowait()
            except queue.Empty:
                return True
            match order:
                case None:
                    return False
                case _Send(message=message, blob=blob):
                    self._channel.send(message, blob)
                case _Watch(source=source):
                    self._selector.register(source.fileno(), selectors.EVENT_READ, source)
                case _Forget(source=source, close=close):
                    self._unregister(source)
                    close()
                case _Errand(name=name, run=run):
                    self._run_errand(name, run)

    def _unregister(self, source: Source) -> None:
        for key in list(self._selector.get_map().values()):
            if key.data is source:
                self._selector.unregister(key.fileobj)

    def _run_errand(self, name: str, run: Callable[[], object]) -> None:
        try:
            event = run()
        except Exception as bug:  # noqa: BLE001  (named edge: message loop)
            # Type and place: the text of an exception may quote the citizen.
            place = trace_of(bug.__traceback__)
            log.error("errand_failed name=%s error=%s at=%s", name, type(bug).__name__, place)
            event = ErrandFailed(name)
        if event is not None:
            self._deliver(event)
