"""PC/SC as this house needs it: one context, the readers' states, one card. Over pyscard's scard.

Owns the calls to pcscd and what their return codes mean. Must not know any card. The higher levels
of pyscard are not used: their card monitor is a thread that dies with pcscd and tells nobody
(pyscard issues 82, 128, 220); here every loss is a ``DeviceGoneError`` for the worker to mend, and
every opening makes a fresh context.
"""

import os
from dataclasses import dataclass

from smartcard import scard

from devices.smart_card_reader.conversation import CardGoneError
from devices.smart_card_reader.protocol import Answer, split_answer
from devices.status import DeviceGoneError
from devices.transport.tap import Tap, tap_of_build

SERVICE_ABSENT = "service-absent"
SERVICE_FORBIDDEN = "service-forbidden"
READER_ABSENT = "reader-absent"
READER_BUSY = "reader-busy"
READER_FAILED = "reader-failed"

#: libpcsclite takes the place of pcscd's socket from here, once in the life of a process.
SOCKET_VARIABLE = "PCSCLITE_CSOCK_NAME"


def _code(value: int) -> int:
    """Some calls give the code signed, some unsigned."""
    return value & 0xFFFFFFFF


_GONE = {
    _code(scard.SCARD_E_NO_SERVICE): SERVICE_ABSENT,
    _code(scard.SCARD_E_SERVICE_STOPPED): SERVICE_ABSENT,
    _code(scard.SCARD_E_INVALID_HANDLE): SERVICE_ABSENT,
    _code(scard.SCARD_F_COMM_ERROR): SERVICE_ABSENT,
    _code(scard.SCARD_W_SECURITY_VIOLATION): SERVICE_FORBIDDEN,
    _code(scard.SCARD_E_NO_ACCESS): SERVICE_FORBIDDEN,
    _code(scard.SCARD_E_UNKNOWN_READER): READER_ABSENT,
    _code(scard.SCARD_E_READER_UNAVAILABLE): READER_ABSENT,
    _code(scard.SCARD_E_NO_READERS_AVAILABLE): READER_ABSENT,
    _code(scard.SCARD_E_SHARING_VIOLATION): READER_BUSY,
}
_CARD_GONE = frozenset(
    _code(value)
    for value in (
        scard.SCARD_W_REMOVED_CARD,
        scard.SCARD_W_RESET_CARD,
        scard.SCARD_W_UNPOWERED_CARD,
        scard.SCARD_E_NO_SMARTCARD,
    )
)
_CARD_MUTE = frozenset(
    _code(value)
    for value in (
        scard.SCARD_W_UNRESPONSIVE_CARD,
        scard.SCARD_W_UNSUPPORTED_CARD,
        scard.SCARD_E_PROTO_MISMATCH,
    )
)
_OK, _TIMEOUT = _code(scard.SCARD_S_SUCCESS), _code(scard.SCARD_E_TIMEOUT)
_TRANSMIT_FAILED = _code(scard.SCARD_E_NOT_TRANSACTED)


class CardMuteError(Exception):
    """There is a card, and it does not answer to its power."""


@dataclass(frozen=True, slots=True)
class Slot:
    """One slot as pcscd sees it. A reader with contacts and antenna has two."""

    name: str
    has_card: bool
    is_mute: bool
    #: pcscd's own word for all of it, handed back with the next question.
    state: int


class Link:
    """One card that has power."""

    def __init__(self, card: int, protocol: int, tap: Tap) -> None:
        self._card, self._protocol, self._tap = card, protocol, tap

    def exchange(self, command: bytes) -> Answer:
        """Send an APDU. Raises CardGoneError or DeviceGoneError."""
        self._tap.sent(command)
        code, values = scard.SCardTransmit(self._card, self._protocol, list(command))
        if _code(code) == _TRANSMIT_FAILED:
            # A contact that slips is not told from a card that is drawn out.
            raise CardGoneError
        _raise_for(code)
        raw = bytearray(values)
        values[:] = [0] * len(values)
        with memoryview(raw) as view:
            self._tap.received(view)
        answer = split_answer(raw)
        if answer is None:
            raise CardGoneError
        return answer

    def close(self) -> None:
        """Take the power away, so that nothing can be asked behind the citizen's back."""
        scard.SCardDisconnect(self._card, scard.SCARD_UNPOWER_CARD)


class Service:
    """One context at pcscd. Used by one worker thread only."""

    def __init__(self, socket: str) -> None:
        self._socket = socket
        self._context: int | None = None
        self._tap = tap_of_build()

    def open(self) -> None:
        """A fresh context. Raises DeviceGoneError."""
        self.close()
        if self._socket:
            os.environ[SOCKET_VARIABLE] = self._socket
        code, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_SYSTEM)
        _raise_for(code)
        self._context = context

    def close(self) -> None:
        """Let go. Never raises; safe to call twice."""
        context, self._context = self._context, None
        if context is not None:
            scard.SCardReleaseContext(context)

    def readers(self) -> list[str]:
        """The names of all slots. Raises DeviceGoneError."""
        code, names = scard.SCardListReaders(self._opened(), [])
        if _code(code) == _code(scard.SCARD_E_NO_READERS_AVAILABLE):
            return []
        _raise_for(code)
        return list(names)

    def slots(self, known: list[tuple[str, int]], timeout_seconds: float) -> list[Slot]:
        """How slots stand: at once when one is not as ``known``, else after the time is over."""
        code, states = scard.SCardGetStatusChange(
            self._opened(), round(timeout_seconds * 1000.0), known
        )
        if _code(code) != _TIMEOUT:
            _raise_for(code)
        return [_slot(name, state) for name, state, _ in states]

    def connect(self, name: str) -> Link:
        """Give the card power. Raises CardGoneError, CardMuteError or DeviceGoneError."""
        code, card, protocol = scard.SCardConnect(
            self._opened(), name, scard.SCARD_SHARE_SHARED, scard.SCARD_PROTOCOL_ANY
        )
        _raise_for(code)
        return Link(card, protocol, self._tap)

    def _opened(self) -> int:
        if self._context is None:
            raise DeviceGoneError(SERVICE_ABSENT)
        return self._context


def _slot(name: str, state: int) -> Slot:
    if state & (scard.SCARD_STATE_UNKNOWN | scard.SCARD_STATE_UNAVAILABLE):
        raise DeviceGoneError(READER_ABSENT)
    has_card = bool(state & scard.SCARD_STATE_PRESENT)
    return Slot(name, has_card, has_card and bool(state & scard.SCARD_STATE_MUTE), state)


def _raise_for(code: int) -> None:
    value = _code(code)
    if value == _OK:
        return
    if value in _CARD_GONE:
        raise CardGoneError
    if value in _CARD_MUTE:
        raise CardMuteError
    raise DeviceGoneError(_GONE.get(value, READER_FAILED))
