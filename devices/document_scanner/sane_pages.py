"""Pages out of a running scan, one after the other: bytes from pipes to pictures that are whole.

Owns the deadline of a page and the proof that it is whole: a header that fits, exactly its number
of pixels, the end of the pipe, and the program's own word for it. Half a page is not a page. Must
not know what the scanner was asked for.
"""

import os
import select
import threading
from dataclasses import dataclass
from enum import Enum, auto

import numpy as np

from devices.document_scanner.sane_child import LOOK_SECONDS, ScanChild
from devices.document_scanner.sane_picture import (
    MOST_HEADER_BYTES,
    PictureHeader,
    PictureRefusedError,
    Pixels,
    ends_unpainted,
    read_header,
)
from kiosk.clock import Clock

#: The scanner's head goes home, the job is deleted at a network scanner.
_GRACE_SECONDS = 3.0
_NEXT_PAGE_SECONDS = 0.5


class EndedBy(Enum):
    """Why no more pages come."""

    EXIT = auto()
    CANCELLED = auto()
    DEADLINE = auto()
    #: The program called a page whole that is not.
    TORN = auto()
    REFUSED = auto()


@dataclass(frozen=True, slots=True)
class RawPage:
    """One whole page; ``pixels`` (RGB or grey) are overwritten by the next one."""

    number: int
    pixels: Pixels


@dataclass(frozen=True, slots=True)
class Ended:
    """The last word. ``is_page_begun``: pixels of a page had come that never became whole."""

    by: EndedBy
    is_page_begun: bool


class SanePages:
    """The pages of one scan. Used by one thread."""

    def __init__(self, child: ScanChild, clock: Clock, page_seconds: float) -> None:
        self._child, self._clock, self._page_seconds = child, clock, page_seconds
        self._number = 0
        self._memory = bytearray()
        self._deadline = 0.0

    def next(self, cancelled: threading.Event) -> RawPage | Ended:
        """Wait for the next page. After anything but a page the child is over or about to be."""
        self._number += 1
        self._deadline = self._clock.monotonic() + self._page_seconds
        pipe = self._child.open_next_page()
        intake = _Intake(pipe, self._memory)
        try:
            ended = self._take(intake, cancelled)
            if ended is not None and ended.by is not EndedBy.EXIT:
                self.stop(pipe, is_page_begun=intake.is_announced)
            return RawPage(self._number, intake.pixels()) if ended is None else ended
        finally:
            self._memory = intake.memory
            os.close(pipe)

    def stop(self, *pipes: int, is_page_begun: bool = False) -> None:
        """No more pages are wanted."""
        coming = self._child.open_next_page()
        try:
            _WindDown(self._child, self._clock, self._number + 1).run(
                (*pipes, coming), is_page_begun
            )
        finally:
            os.close(coming)

    def wipe(self) -> None:
        """Forget the last page."""
        _wipe(self._memory)

    def _take(self, intake: "_Intake", cancelled: threading.Event) -> Ended | None:
        """None when the page is whole."""
        try:
            return self._fill(intake, cancelled) or self._confirm(intake, cancelled)
        except PictureRefusedError:
            return Ended(EndedBy.REFUSED, is_page_begun=True)

    def _fill(self, intake: "_Intake", cancelled: threading.Event) -> Ended | None:
        """Take in until the writer closes; None then."""
        while True:
            ready = self._wait([intake.pipe, self._child.ended], intake, cancelled)
            if isinstance(ready, Ended):
                return ready
            if intake.pipe in ready:
                if not intake.take():
                    return None
            elif self._child.ended in ready:
                return Ended(EndedBy.EXIT, intake.is_begun)

    def _confirm(self, intake: "_Intake", cancelled: threading.Event) -> Ended | None:
        """Wait for the program's own word; None when the page is whole by it and by count."""
        awaited = [self._child.ended, self._child.hears]
        is_over = False
        while not self._is_confirmed(awaited):
            if is_over:
                return Ended(EndedBy.EXIT, intake.is_begun)
            ready = self._wait(awaited, intake, cancelled)
            if isinstance(ready, Ended):
                return ready
            # Its last words may still be in the pipe.
            is_over = self._child.ended in ready
        if not intake.is_whole or ends_unpainted(intake.pixels()):
            return Ended(EndedBy.TORN, is_page_begun=True)
        return None

    def _is_confirmed(self, awaited: list[int]) -> bool:
        """Listen first, and only then wait: what was heard does not come again."""
        if not self._child.listen() and self._child.hears in awaited:
            awaited.remove(self._child.hears)
        return self._child.has_confirmed(self._number)

    def _wait(
        self, awaited: list[int], intake: "_Intake", cancelled: threading.Event
    ) -> set[int] | Ended:
        """What became ready; or why to wait no longer."""
        poll = select.poll()
        for descriptor in awaited:
            poll.register(descriptor, select.POLLIN)
        while True:
            if cancelled.is_set():
                return Ended(EndedBy.CANCELLED, intake.is_begun)
            if self._clock.monotonic() > self._deadline:
                return Ended(EndedBy.DEADLINE, intake.is_begun)
            ready = {descriptor for descriptor, _ in poll.poll(LOOK_SECONDS * 1000)}
            if ready:
                return ready


class _WindDown:
    """Lets a program stop by itself for a moment, so that the scanner is told.

    It is interrupted in the middle of a page: between two pages SANE forgets it. The second time it
    leaves without a word to the scanner, as it does when a pipe that it writes to is closed. So the
    pipes are emptied meanwhile, that of the page to come too, and it is interrupted again only when
    it has finished that page all the same, and would go on for ever.
    """

    def __init__(self, child: ScanChild, clock: Clock, coming_page: int) -> None:
        self._child, self._clock, self._coming_page = child, clock, coming_page
        self._interrupts = 0

    def run(self, pipes: tuple[int, ...], is_page_begun: bool) -> None:
        start = self._clock.monotonic()
        poll = select.poll()
        for descriptor in (*pipes, self._child.hears, self._child.ended):
            poll.register(descriptor, select.POLLIN)
        while (waited := self._clock.monotonic() - start) < _GRACE_SECONDS:
            self._interrupt_if_time(is_page_begun, waited)
            for descriptor, _ in poll.poll(LOOK_SECONDS * 1000):
                if descriptor == self._child.ended:
                    return
                if descriptor == self._child.hears:
                    goes_on = self._child.listen()
                else:
                    goes_on, is_page_begun = bool(os.read(descriptor, 65536)), True
                if not goes_on:
                    poll.unregister(descriptor)

    def _interrupt_if_time(self, is_page_begun: bool, waited_seconds: float) -> None:
        """At most once a look: two signals in one instant arrive as one."""
        is_first_due = is_page_begun or waited_seconds > _NEXT_PAGE_SECONDS
        is_second_due = self._child.has_confirmed(self._coming_page)
        if (self._interrupts == 0 and is_first_due) or (self._interrupts == 1 and is_second_due):
            self._interrupts += 1
            self._child.interrupt()


def _wipe(memory: bytearray) -> None:
    if memory:
        np.frombuffer(memory, np.uint8).fill(0)  # in place, without a second page of noughts


class _Intake:
    """The bytes of one page on their way into ``memory``, which is reused from page to page."""

    def __init__(self, pipe: int, memory: bytearray) -> None:
        self.pipe, self.memory = pipe, memory
        self._head = bytearray()
        self._header: PictureHeader | None = None
        self._filled = 0

    @property
    def is_announced(self) -> bool:
        """The writer is in the middle of it."""
        return self._header is not None

    @property
    def is_begun(self) -> bool:
        """Some pixels have come."""
        return self._filled > 0

    @property
    def is_whole(self) -> bool:
        """Every pixel has come, and nothing more."""
        return self._header is not None and self._filled == self._header.pixel_bytes

    def take(self) -> bool:
        """Read once; false at the end. Raises PictureRefusedError."""
        if self._header is None:
            return self._take_head()
        room = memoryview(self.memory)[self._filled : self._header.pixel_bytes]
        if not room:
            if os.read(self.pipe, 1):
                raise PictureRefusedError("more pixels than announced")
            return False
        count = os.readv(self.pipe, [room])
        self._filled += count
        return count > 0

    def pixels(self) -> Pixels:
        """The picture, height x width x channels. Only when it is whole."""
        header = self._header
        if header is None:
            raise ValueError("no picture yet")
        flat = np.frombuffer(self.memory, np.uint8, header.pixel_bytes)
        return flat.reshape(header.height_px, header.width_px, header.channels)

    def _take_head(self) -> bool:
        piece = os.read(self.pipe, MOST_HEADER_BYTES - len(self._head))
        if not piece:
            return False
        self._head += piece
        self._header = read_header(bytes(self._head))
        if self._header is not None:
            if len(self.memory) < self._header.pixel_bytes:
                _wipe(self.memory)
                self.memory = bytearray(self._header.pixel_bytes)
            rest = self._head[self._header.header_bytes :]
            self._filled = len(rest)
            self.memory[: self._filled] = rest
            self._head[:] = bytes(len(self._head))
        return True
