"""APDUs of the social-security card, and what its answers hold. Pure.

Owns bytes of commands (ISO/IEC 7816-4), status words and the records' outer shape. Must not send
anything, nor know what a record says: that is ``kiosk/identity/social_security.py``. Nothing here
writes to a card.
Source: the application as three public drivers select and read it; where they differ, both ways
are here and ``conversation.py`` tries them.
"""

from dataclasses import dataclass

#: "sx1.sh." and 社会保障 in GB 18030: the name of the application.
APPLICATION = b"sx1.sh." + "社会保障".encode("gb18030")
MASTER_FILE = 0x3F00
#: Files of the card's issue and of its holder.
FILE_CARD, FILE_HOLDER = 0xEF05, 0xEF06

INS_READ_RECORD = 0xB2
DONE = 0x9000
_MORE, _WRONG_LENGTH = 0x61, 0x6C
_STATUS_BYTES = 2
_RECORD_HEAD_BYTES = 2

#: Security status not satisfied, conditions not satisfied: this card wants a control of its own.
LOCKED = frozenset({0x6982, 0x6985})
#: Wrong P1 or P2, wrong length: the other way of asking may be the right one.
ASK_OTHERWISE = frozenset({0x6A86, 0x6B00, 0x6700, 0x6A81, 0x6D00})


@dataclass(frozen=True, slots=True)
class Answer:
    """What a card said: data, then two status bytes."""

    data: bytearray
    status_word: int

    @property
    def is_done(self) -> bool:
        """Everything was done, perhaps with more to fetch."""
        return self.status_word == DONE or self.waiting_bytes > 0

    @property
    def waiting_bytes(self) -> int:
        """Bytes that wait to be fetched (61 xx); 00 stands for 256."""
        return _count(self.status_word) if self.status_word >> 8 == _MORE else 0

    @property
    def right_length(self) -> int:
        """The length that the card wants to be asked for (6C xx); 0 when it does not complain."""
        return _count(self.status_word) if self.status_word >> 8 == _WRONG_LENGTH else 0

    def wipe(self) -> None:
        """Forget the data, in place."""
        self.data[:] = bytes(len(self.data))


def select_application() -> bytes:
    """By its name."""
    return bytes([0x00, 0xA4, 0x04, 0x00, len(APPLICATION)]) + APPLICATION


def select_master_file() -> bytes:
    """Back to the root; some contactless cards want this first."""
    return bytes([0x00, 0xA4, 0x00, 0x00, 0x02]) + MASTER_FILE.to_bytes(2, "big")


def select_file(number: int, *, by_path: bool) -> bytes:
    """An elementary file: under the current application (P1 02), or by its number alone (00)."""
    return bytes([0x00, 0xA4, 0x02 if by_path else 0x00, 0x00, 0x02]) + number.to_bytes(2, "big")


def read_record(number: int, *, is_by_number: bool, length: int = 0) -> bytes:
    """Record ``number`` of the current file. Length 0 is "all": a card corrects it with 6C xx."""
    return bytes([0x00, INS_READ_RECORD, number, 0x04 if is_by_number else 0x00, length & 0xFF])


def get_response(length: int) -> bytes:
    """Fetch what waits after 61 xx."""
    return bytes([0x00, 0xC0, 0x00, 0x00, length & 0xFF])


def split_answer(raw: bytearray) -> Answer | None:
    """Data and status; None when even the status is missing. Wipes ``raw``."""
    if len(raw) < _STATUS_BYTES:
        raw[:] = bytes(len(raw))
        return None
    with memoryview(raw) as view, view[:-_STATUS_BYTES] as content:
        data = bytearray(content)
    status_word = int.from_bytes(raw[-_STATUS_BYTES:], "big")
    raw[:] = bytes(len(raw))
    return Answer(data, status_word)


def record_value(number: int, data: bytearray) -> bytearray | None:
    """The value of a record (tag = its number, length, value); None when that does not add up."""
    if len(data) < _RECORD_HEAD_BYTES or data[0] != number:
        return None
    end = _RECORD_HEAD_BYTES + data[1]
    # Some cards fill a record up to its fixed size behind the value.
    if end > len(data):
        return None
    with memoryview(data) as view, view[_RECORD_HEAD_BYTES:end] as content:
        return bytearray(content)


def _count(status_word: int) -> int:
    return (status_word & 0xFF) or 0x100
