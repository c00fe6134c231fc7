"""The far end of a wire that answers as a saved transcript says.

Owns matching what a driver writes with what was written then. Requests that anybody may see are
matched by their bytes, masked ones by their length; the same request gets its answers in order and
the last one again and again, because polls are as many as there is time.
"""

import contextlib
import os
import select
import threading
from collections import deque
from collections.abc import Iterable

from devices.replayed import Exchange
from devices.virtual.escpos_wire import Wire


class ReplayPeer:
    """One thread at the wire. ``load`` from any thread."""

    def __init__(self, wire: Wire, between: Iterable[Exchange]) -> None:
        self._wire = wire
        self._always = _Script(between)
        self._script = _Script(())
        self._guard = threading.Lock()
        self._stopping = threading.Event()
        self._bell = os.pipe()
        self._thread = threading.Thread(target=self._run, name="replay-peer")

    def start(self) -> None:
        """Take the place at the far end."""
        self._wire.plug()
        self._thread.start()

    def stop(self) -> None:
        """Leave."""
        self._stopping.set()
        os.write(self._bell[1], b"!")
        self._thread.join()
        self._wire.unplug()
        for end in self._bell:
            os.close(end)

    def load(self, exchanges: Iterable[Exchange]) -> None:
        """Answer the next command by these; what comes unasked is said at once."""
        with self._guard:
            self._script = _Script(exchanges)
            unasked = self._script.unasked
        if unasked:
            self._wire.send(unasked)

    def _run(self) -> None:
        heard = bytearray()
        while not self._stopping.is_set():
            descriptor = self._wire.descriptor()
            watched = [self._bell[0]] if descriptor is None else [self._bell[0], descriptor]
            ready, _, _ = select.select(watched, [], [])
            if descriptor in ready:
                # A host that closes its end is none that hangs up for good.
                with contextlib.suppress(OSError):
                    heard += self._wire.receive()
            with self._guard:
                answers = self._answers(heard)
            for answer in answers:
                self._wire.send(answer)

    def _answers(self, heard: bytearray) -> list[bytes]:
        found = []
        while heard:
            answer = self._script.take(heard)
            if answer is None:
                answer = self._always.take(heard)
            if answer is None:
                if self._script.may_begin(heard) or self._always.may_begin(heard):
                    break
                # Nothing that was ever said: a byte of what is masked, or of another driver.
                del heard[0]
                continue
            found.append(answer)
        return [answer for answer in found if answer]


class _Script:
    """Answers by request, each in its order."""

    def __init__(self, exchanges: Iterable[Exchange]) -> None:
        self.unasked = b""
        self._shown: dict[bytes, deque[bytes]] = {}
        self._masked: deque[Exchange] = deque()
        for exchange in exchanges:
            if exchange.request:
                self._shown.setdefault(exchange.request, deque()).append(exchange.answer)
            elif exchange.masked_bytes:
                self._masked.append(exchange)
            else:
                self.unasked += exchange.answer

    def take(self, heard: bytearray) -> bytes | None:
        """The answer to the request at the front; None when there is none (yet)."""
        for request, answers in self._shown.items():
            if heard.startswith(request):
                del heard[: len(request)]
                return answers.popleft() if len(answers) > 1 else answers[0]
        if self._masked and len(heard) >= self._masked[0].masked_bytes:
            exchange = self._masked.popleft()
            del heard[: exchange.masked_bytes]
            return exchange.answer
        return None

    def may_begin(self, heard: bytearray) -> bool:
        """Whether more bytes may make a request of this."""
        return bool(self._masked) or any(
            request.startswith(bytes(heard)) for request in self._shown
        )
