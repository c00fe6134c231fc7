"""One question, one answer on a serial line of Modbus, and an empty line before each question.

Owns time limits and repeats. Must not know what any address means.
"""

import threading

from devices.io_board.protocol import (
    Answer,
    ExceptionCode,
    Miss,
    Question,
    Refused,
    answer_in,
    request,
)
from devices.status import DeviceGoneError
from devices.transport.transport import Transport
from kiosk.clock import Clock

NOT_ANSWERING = "not-answering"
GARBLED = "answers-garbled"
OTHER_UNIT = "other-unit"

#: Boards answer within some 20 ms, and both frames take another 40 at 9600 baud; the rest is for a
#: machine that does other things too.
ANSWER_LIMIT_SECONDS = 1.0
WRITE_LIMIT_SECONDS = 1.0
#: 3.5 characters end a frame: 4 ms at 9600 baud; USB bridges hold bytes back for 16 ms.
QUIET_SECONDS = 0.03
#: Longest pause inside an answer, on a machine that does other things too.
GAP_SECONDS = 0.3
#: The longest answer is 256 bytes; who talks on longer than that is broken.
BABBLE_LIMIT_SECONDS = 1.0
#: A noisy cable spoils one answer in thousands; twice in a row is a fault.
ATTEMPTS = 2
#: Codes with which a board says: not now, ask again.
_LATER = (ExceptionCode.ACKNOWLEDGE, ExceptionCode.BUSY)
LATER_SECONDS = 0.1
_READ_BYTES = 256


class ModbusLine:
    """The asking end of the wire. Used by one worker thread only."""

    def __init__(self, transport: Transport, unit: int, clock: Clock) -> None:
        self._transport, self._unit, self._clock = transport, unit, clock
        self._space = bytearray(_READ_BYTES)
        self._never = threading.Event()

    def ask(self, question: Question) -> Answer:
        """The board's answer, a refusal included. Raises DeviceGoneError when none comes."""
        missed = NOT_ANSWERING
        answer: Answer | str = missed
        for _ in range(ATTEMPTS):
            answer = self._exchange(question)
            match answer:
                case Refused(code=code) if code in _LATER:
                    self._clock.wait(self._never, LATER_SECONDS)
                case str():
                    missed = answer
                case _:
                    return answer
        if isinstance(answer, str):
            raise DeviceGoneError(missed)
        return answer

    def _exchange(self, question: Question) -> Answer | str:
        self._empty_line()
        self._write(question)
        deadline = self._clock.monotonic() + ANSWER_LIMIT_SECONDS
        heard = bytearray()
        miss = Miss.NOT_YET
        while (now := self._clock.monotonic()) < deadline and len(heard) <= len(self._space):
            # A reply of another unit leaves the time-out running (Serial Line V1.02, 2.4.1).
            is_begun = bool(heard) and miss is Miss.NOT_YET
            count = self._read(min(deadline, now + GAP_SECONDS) if is_begun else deadline)
            if not count:
                break
            heard += memoryview(self._space)[:count]
            found = answer_in(heard, self._unit, question)
            if not isinstance(found, Miss):
                return found
            miss = found
        if miss is Miss.OTHER_UNIT:
            return OTHER_UNIT
        return GARBLED if heard else NOT_ANSWERING

    def _empty_line(self) -> None:
        """Throw away what nobody asked for: late answers, noise."""
        give_up_at = self._clock.monotonic() + BABBLE_LIMIT_SECONDS
        quiet_at = self._clock.monotonic()
        while self._read(quiet_at):
            now = self._clock.monotonic()
            if now >= give_up_at:
                raise DeviceGoneError(GARBLED)
            quiet_at = now + QUIET_SECONDS

    def _read(self, deadline: float) -> int:
        return self._transport.read_into(memoryview(self._space), deadline)

    def _write(self, question: Question) -> None:
        deadline = self._clock.monotonic() + WRITE_LIMIT_SECONDS
        self._transport.write(request(self._unit, question), deadline)
