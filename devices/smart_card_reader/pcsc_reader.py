"""The social-security card reader: any PC/SC reader that pcscd knows, with or without contact.

Owns waiting for a card and its removal, and one reading from power to power-off. Must not know what
a record says. Card data stays in buffers that are wiped or leave in the outcome.
"""

import threading
from collections.abc import Iterator
from dataclasses import dataclass

from devices.inspection import Inspection
from devices.ports import Cancelled, CardMoved, NoCard
from devices.smart_card_reader.conversation import CardGoneError, Conversation
from devices.smart_card_reader.pcsc import READER_ABSENT, CardMuteError, Service, Slot
from devices.smart_card_reader.port import (
    ChipForeign,
    ChipGarbled,
    ChipMute,
    ChipOutcome,
    ChipRead,
    ChipRefused,
)
from devices.status import DeviceGoneError, DeviceStatus, Ready
from kiosk.clock import Clock

CAPABILITIES = frozenset({"reads-social-security-cards", "senses-card", "answers-probe"})

#: Cancellation is noticed this soon.
_POLL_SECONDS = 0.25
_AT_ONCE_SECONDS = 0.0
#: pcscd has looked again by then, on the busiest machine; it tells a mute card itself before that.
_SETTLING_SECONDS = 3.0
#: "I know nothing yet": pcscd answers at once.
_UNAWARE = 0

_Settled = ChipRead | ChipMute | ChipForeign | ChipRefused | ChipGarbled | CardMoved
#: What a technician's test finds in the slot, told without a word of what the card says.
_KINDS: dict[type[_Settled], str] = {
    ChipRead: "social-security",
    ChipMute: "mute",
    ChipForeign: "other",
    ChipRefused: "refused",
    ChipGarbled: "garbled",
    CardMoved: "moved",
}


@dataclass(frozen=True, slots=True)
class PcscSettings:
    """Which reader, by what stays the same over replugging."""

    #: How the name begins that ``pcsc_scan`` shows; its two numbers at the end change and are left
    #: out. Empty: every reader that pcscd knows.
    reader: str = ""
    #: pcscd's socket, where it is not the system's own (virtual hardware).
    service_socket: str = ""


class PcscCardReader:
    """Implements ``port.SmartCardReader``. Used by one worker thread only."""

    def __init__(
        self, settings: PcscSettings, clock: Clock, service: Service | None = None
    ) -> None:
        self._settings, self._clock = settings, clock
        self._service = service or Service(settings.service_socket)

    # --- Device -------------------------------------------------------------------------------

    def open(self) -> None:
        self._service.open()
        try:
            self._look([], _AT_ONCE_SECONDS)
        except DeviceGoneError:
            self._service.close()
            raise

    def close(self) -> None:
        self._service.close()

    def capabilities(self) -> frozenset[str]:
        return CAPABILITIES

    def probe(self) -> DeviceStatus:
        """Ask pcscd for the reader's state: its end, and the reader's, are found out here."""
        self._look([], _AT_ONCE_SECONDS)
        return Ready()

    def inspect(self) -> Inspection:
        """For the technician: which slots, and of what kind a card is that lies there."""
        slots = self._look([], _AT_ONCE_SECONDS)
        cancelled = threading.Event()
        facts = {"slots": ", ".join(slot.name for slot in slots), "card": "none"}
        for slot in slots:
            if slot.has_card and (settled := self._read(slot, cancelled)) is not None:
                if isinstance(settled, ChipRead):
                    facts["records"] = str(len(settled.records))
                    settled.wipe()
                facts["card"] = _KINDS[type(settled)]
        return Inspection(facts)

    # --- SmartCardReader ----------------------------------------------------------------------

    def read_card(self, timeout_seconds: float, cancelled: threading.Event) -> ChipOutcome:
        """Wait for a card and read it whole."""
        for slots in self._watch(timeout_seconds, cancelled):
            for slot in slots:
                if slot.has_card and (settled := self._read(slot, cancelled)) is not None:
                    return settled
        return Cancelled() if cancelled.is_set() else NoCard()

    def wait_removed(self, timeout_seconds: float, cancelled: threading.Event) -> bool:
        """Wait until no slot holds a card; false when one is still there at the end."""
        return any(
            not any(slot.has_card for slot in slots)
            for slots in self._watch(timeout_seconds, cancelled)
        )

    def _watch(self, timeout_seconds: float, cancelled: threading.Event) -> Iterator[list[Slot]]:
        """How the slots stand: now, and after every change or poll, until time or patience end."""
        deadline = self._clock.monotonic() + timeout_seconds
        slots: list[Slot] = []
        wait_seconds = _AT_ONCE_SECONDS
        while not cancelled.is_set():
            slots = self._look(slots, wait_seconds)
            yield slots
            remaining = deadline - self._clock.monotonic()
            if remaining <= 0.0:
                return
            wait_seconds = min(_POLL_SECONDS, remaining)

    def _look(self, known: list[Slot], wait_seconds: float) -> list[Slot]:
        """Raises DeviceGoneError when pcscd is not there, or none of our readers."""
        names = [one for one in self._service.readers() if one.startswith(self._settings.reader)]
        if not names:
            raise DeviceGoneError(READER_ABSENT)
        states = {slot.name: slot.state for slot in known}
        return self._service.slots(
            [(name, states.get(name, _UNAWARE)) for name in names], wait_seconds
        )

    def _read(self, slot: Slot, cancelled: threading.Event) -> _Settled | None:
        """One reading; None when there is no card after all.

        pcscd looks at a slot every 0.4 s, so what it says of a card can be that old.
        """
        # One that pcscd calls mute gets power once more: a card that goes in askew, or a reader
        # that has just come back, fails the first time, and pcscd never tries again by itself.
        began = False
        try:
            link = self._service.connect(slot.name)
            try:
                conversation = Conversation(link.exchange)
                settled = conversation.read()
                began = conversation.has_heard
            finally:
                link.close()
        except (CardMuteError, CardGoneError) as failed:
            # Of one that it calls mute pcscd says "unpowered", as of one that was just taken.
            may_be_mute = slot.is_mute or isinstance(failed, CardMuteError)
            return ChipMute() if may_be_mute and self._is_still_there(slot, cancelled) else None
        return settled if began else None

    def _is_still_there(self, slot: Slot, cancelled: threading.Event) -> bool:
        deadline = self._clock.monotonic() + _SETTLING_SECONDS
        while not cancelled.is_set() and self._clock.monotonic() < deadline:
            (slot,) = self._service.slots([(slot.name, slot.state)], _POLL_SECONDS)
            if not slot.has_card or slot.is_mute:
                return slot.has_card
        return not cancelled.is_set()
