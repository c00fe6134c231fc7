"""The role of a smart-card reader: its port, as in ``devices/ports.py``, and its outcomes.

Must not know PC/SC, nor what a record says.
"""

import threading
from dataclasses import dataclass
from typing import Protocol

from devices.ports import Cancelled, CardMoved, Device, NoCard


@dataclass(frozen=True, slots=True)
class ChipRecord:
    """One record of a social-security card: its file, its number, its value without tag and length.

    What a value says is for ``kiosk/identity/social_security.py``.
    """

    file: int
    number: int
    value: bytearray

    def wipe(self) -> None:
        """Forget the value, in place."""
        self.value[:] = bytes(len(self.value))


@dataclass(frozen=True, slots=True)
class ChipRead:
    """All records that the card gave. The only copy: whoever receives them wipes them."""

    records: tuple[ChipRecord, ...]

    def wipe(self) -> None:
        """Forget every value, in place."""
        for record in self.records:
            record.wipe()


@dataclass(frozen=True, slots=True)
class ChipMute:
    """A card is there and does not answer to its power: turned over, dirty, or dead."""


@dataclass(frozen=True, slots=True)
class ChipForeign:
    """A card that answers and is no social-security card."""

    status_word: int


@dataclass(frozen=True, slots=True)
class ChipRefused:
    """A social-security card that does not give its records (SW1 SW2 of ISO/IEC 7816-4)."""

    status_word: int


@dataclass(frozen=True, slots=True)
class ChipGarbled:
    """Records that do not add up, even when asked for once more."""


ChipOutcome = (
    ChipRead | NoCard | CardMoved | ChipMute | ChipForeign | ChipRefused | ChipGarbled | Cancelled
)


class SmartCardReader(Device, Protocol):
    """Reads social-security cards, with or without contact (ISO/IEC 7816-4 over PC/SC)."""

    def read_card(self, timeout_seconds: float, cancelled: threading.Event) -> ChipOutcome:
        """Wait for a card and read it whole."""
        ...

    def wait_removed(self, timeout_seconds: float, cancelled: threading.Event) -> bool:
        """Wait until no card is there any more; true when it was taken."""
        ...
