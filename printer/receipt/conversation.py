"""One question, one byte back: how a receipt printer is asked. Owns deadlines and stray answers.

Must not judge what a byte means. Silence is ``DeviceGoneError``, never an answer.
"""

from collections.abc import Callable

from devices.status import DeviceGoneError
from devices.transport.transport import Transport
from kiosk.clock import Clock
from printer.receipt.commands import STATUS_REQUEST
from printer.receipt.status import (
    QUERIES,
    SILENT,
    Condition,
    is_barrier_answer,
    is_status_answer,
    without_tear_bar,
)


class Conversation:
    """The printer's wire, for questions and for bytes that need no answer."""

    def __init__(
        self, transport: Transport, clock: Clock, answer_seconds: float, *, has_tear_bar: bool
    ) -> None:
        self._transport, self._clock = transport, clock
        self._answer_seconds = answer_seconds
        self._has_tear_bar = has_tear_bar
        #: The barrier's answer, when it came by, perhaps between two other answers.
        self.barrier_answer: int | None = None
        #: Questions that were given up: each may still be answered, as if it were a later one.
        self._owed = 0

    def send(self, data: bytes | memoryview, deadline: float | None = None) -> None:
        """Bytes that need no answer."""
        if deadline is None:
            deadline = self._clock.monotonic() + self._answer_seconds
        self._transport.write(data, deadline)

    def condition(self) -> Condition:
        """DLE EOT 1 to 4."""
        return Condition(*(self._ask_status(number) for number in QUERIES))

    def ask(self, question: bytes, wanted: Callable[[int], bool]) -> int:
        """The first byte that is ``wanted``. Raises DeviceGoneError for silence."""
        deadline = self._clock.monotonic() + self._answer_seconds
        self._transport.write(question, deadline)
        answer = self.hear(wanted, deadline)
        if answer is None:
            self._owed += 1
            raise DeviceGoneError(SILENT)
        return answer

    def hear(self, wanted: Callable[[int], bool], deadline: float) -> int | None:
        """The next byte that is ``wanted``; ``None`` for silence.

        One byte at a time: the barrier may be answered between two status answers, and a babbling
        line must not keep us beyond the deadline.
        """
        byte = bytearray(1)
        with memoryview(byte) as target:
            while self._transport.read_into(target, deadline):
                if is_barrier_answer(byte[0]):
                    self.barrier_answer = byte[0]
                if wanted(byte[0]):
                    return byte[0]
                self._note_late(byte[0])
                if self._clock.monotonic() > deadline:
                    return None
        return None

    def drain(self) -> None:
        """Late answers of an earlier question must not be taken for answers to the next.

        All answers to DLE EOT look alike. So what is owed is waited for, as long as for any answer.
        """
        deadline = self._clock.monotonic() + self._answer_seconds
        byte = bytearray(1)
        with memoryview(byte) as target:
            while (now := self._clock.monotonic()) < deadline:
                if not self._transport.read_into(target, deadline if self._owed else now):
                    break
                self._note_late(byte[0])
        # What has not come by now never will: a busy printer drops questions.
        self._owed = 0

    def _note_late(self, byte: int) -> None:
        if self._owed and is_status_answer(byte):
            self._owed -= 1

    def _ask_status(self, number: int) -> int:
        wanted = is_status_answer
        if self._has_tear_bar and number == 1:

            def wanted(byte: int) -> bool:
                return is_status_answer(without_tear_bar(byte))

        return self.ask(STATUS_REQUEST + bytes([number]), wanted)
