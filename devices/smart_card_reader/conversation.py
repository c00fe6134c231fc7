"""One reading of a social-security card, from the first command to the last record.

Owns the order of commands and which way of asking a card understands. Must not know PC/SC: it is
given ``exchange``, which raises ``CardGoneError`` when the card went. Every buffer is wiped that
does not leave in the outcome.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from devices.ports import CardMoved
from devices.smart_card_reader.port import (
    ChipForeign,
    ChipGarbled,
    ChipRead,
    ChipRecord,
    ChipRefused,
)
from devices.smart_card_reader.protocol import (
    ASK_OTHERWISE,
    FILE_CARD,
    FILE_HOLDER,
    INS_READ_RECORD,
    LOCKED,
    Answer,
    get_response,
    read_record,
    record_value,
    select_application,
    select_file,
    select_master_file,
)

Exchange = Callable[[bytes], Answer]
Reading = ChipRead | ChipForeign | ChipGarbled | ChipRefused | CardMoved

#: A file's records, and those without which the reading is of no use.
_WANTED = (
    (FILE_CARD, range(0x01, 0x08), frozenset[int]()),
    (FILE_HOLDER, range(0x08, 0x0E), frozenset({0x08, 0x09})),
)
#: A garbled answer is asked for once more; dirt does not lie twice in the same place.
_TRIES = 2
#: 61 xx may follow 61 xx; a card that never ends is broken.
_MOST_PIECES = 8


class CardGoneError(Exception):
    """The card was taken, or lost its power, between two commands."""


class _Refused(Exception):  # noqa: N818  (a way out of the loop, not an error)
    def __init__(self, outcome: ChipForeign | ChipGarbled | ChipRefused) -> None:
        self.outcome = outcome


@dataclass(slots=True)
class Conversation:
    """Reads one card once. Drop it with the card: it remembers how this one wants to be asked."""

    exchange: Exchange
    #: The card has answered at least once: what breaks off after that is a reading broken off.
    has_heard: bool = False
    _by_path: bool = True
    _by_number: bool = False
    _records: list[ChipRecord] = field(default_factory=list)

    def read(self) -> Reading:
        """Every record that the card gives, or why there are none."""
        outcome: Reading
        try:
            self._select_application()
            for file, numbers, needed in _WANTED:
                self._read_file(file, numbers, needed)
            outcome = ChipRead(tuple(self._records))
        except CardGoneError:
            outcome = CardMoved()
        except _Refused as refused:
            outcome = refused.outcome
        if not isinstance(outcome, ChipRead):
            for record in self._records:
                record.wipe()
        self._records = []
        return outcome

    # --- files --------------------------------------------------------------------------------

    def _select_application(self) -> None:
        answer = self._ask(select_application())
        if not answer.is_done:
            self._ask(select_master_file()).wipe()
            answer = self._ask(select_application())
        answer.wipe()
        if not answer.is_done:
            raise _Refused(ChipForeign(answer.status_word))

    def _read_file(self, file: int, numbers: range, needed: frozenset[int]) -> None:
        answer = self._ask(select_file(file, by_path=self._by_path))
        if not answer.is_done:
            self._by_path = not self._by_path
            answer = self._ask(select_file(file, by_path=self._by_path))
        answer.wipe()
        if not answer.is_done:
            if needed:
                raise _Refused(ChipRefused(answer.status_word))
            return
        for number in numbers:
            self._read_record(file, number, is_needed=number in needed)

    def _read_record(self, file: int, number: int, *, is_needed: bool) -> None:
        for _ in range(_TRIES):
            answer = self._ask_record(number)
            if not answer.is_done:
                answer.wipe()
                if is_needed:
                    raise _Refused(ChipRefused(answer.status_word))
                return
            value = record_value(number, answer.data)
            answer.wipe()
            if value is not None:
                self._records.append(ChipRecord(file, number, value))
                return
        raise _Refused(ChipGarbled())

    def _ask_record(self, number: int) -> Answer:
        answer = self._ask(read_record(number, is_by_number=self._by_number))
        if answer.status_word in ASK_OTHERWISE and answer.status_word not in LOCKED:
            self._by_number = not self._by_number
            answer = self._ask(read_record(number, is_by_number=self._by_number))
        return answer

    # --- commands -----------------------------------------------------------------------------

    def _ask(self, command: bytes) -> Answer:
        """One command with all that belongs to its answer."""
        answer = self.exchange(command)
        self.has_heard = True
        if answer.right_length and command[1] == INS_READ_RECORD:
            answer.wipe()
            # Its last byte is the expected length.
            answer = self.exchange(command[:-1] + bytes([answer.right_length & 0xFF]))
        pieces = 0
        while answer.waiting_bytes:
            if pieces == _MOST_PIECES:
                answer.wipe()
                raise _Refused(ChipGarbled())
            pieces += 1
            more = self.exchange(get_response(answer.waiting_bytes))
            answer = _joined(answer, more)
        return answer


def _joined(first: Answer, second: Answer) -> Answer:
    data = bytearray(len(first.data) + len(second.data))
    data[: len(first.data)] = first.data
    data[len(first.data) :] = second.data
    first.wipe()
    second.wipe()
    return Answer(data, second.status_word)
