"""A virtual smart-card reader: a card at the far end of the real pcscd and its real driver.

Owns the card in the slot, the thread that speaks for it over TCP (vpcd's protocol: two bytes of
length, then an APDU or one control byte) and the faults on demand. The host's driver cannot tell it
from a reader of plastic and metal; nothing here is imported by a driver.
"""

import contextlib
import socket
import threading
from collections.abc import Callable, Mapping
from pathlib import Path

from devices.virtual.chip_card import ATR, CHIP_DECK, ChipCard, PoweredCard
from devices.virtual.loopback_ports import free_port
from devices.virtual.pcscd import PrivatePcscd
from kiosk.errors import BrokenEnvironmentError

_POWER_OFF, _POWER_ON, _RESET, _GET_ATR = 0, 1, 2, 4
#: Too long for an answer to reset: the only way that vpcd has to say "felt, but mute".
_NO_ATR = bytes(40)
_MOST_TRIES = 5
_CONNECT_SECONDS = 10.0
#: pcscd looks every 0.4 s, and later on a loaded machine. A card drawn out with power on and
#: replaced before that stays "absent" for ever to its clients (pcscd 1.9.9); no hand is so quick.
_LOOK_SECONDS, _MOST_LOOKS = 0.02, 1500
#: Before a card goes in again of which the reader has let go.
_PAUSE_SECONDS = 0.5


class VirtualSmartCardReader:
    """Everything public may be called from any thread."""

    def __init__(self, service_socket: Path, *, deck: Mapping[str, ChipCard] = CHIP_DECK) -> None:
        self._daemon = PrivatePcscd(service_socket)
        self._deck = deck
        self._port = 0
        self._has_reader = False
        self._card: ChipCard | None = None
        self._powered: PoweredCard | None = None
        self._connection: socket.socket | None = None
        self._lift_after: int | None = None
        #: So many times given power it stays mute.
        self._askew = 0
        self._is_awake = True
        self._readings = 0
        self._changed = threading.Condition()
        self._stopping = False
        self._thread = threading.Thread(target=self._serve, name="virtual-smart-card", daemon=True)

    def start(self) -> None:
        """Start the daemon with its reader. Raises BrokenEnvironmentError."""
        self.plug()
        self._thread.start()

    def stop(self) -> None:
        """Vanish, and leave no process, no thread and no socket behind."""
        with self._changed:
            self._stopping = True
            self._changed.notify_all()
        self._take_card()
        if self._thread.is_alive():
            self._thread.join()
        self._daemon.kill()

    # --- what a hand can do -------------------------------------------------------------------

    @property
    def actions(self) -> Mapping[str, Callable[..., None]]:
        """What the dock offers, by name."""
        return {
            "lay": self.lay,
            "lift": self.lift,
            "lift-during-read": self.lift_during_read,
            "askew": self.push_askew,
            "unplug": self.unplug,
            "plug": self.plug,
            "stop-service": self.stop_service,
            "stick": self.stick,
            "heal": self.heal,
        }

    def lay(self, card: str = "social-security") -> None:
        """Put a card of the deck into the slot."""
        self.insert(self._deck[card])

    def insert(self, card: ChipCard) -> None:
        """Put any card into the slot."""
        self.lift()
        with self._changed:
            self._card, self._powered = card, None
            self._changed.notify_all()
        self._await_look(lambda feels_card: feels_card or self._card is not card)

    def lift(self) -> None:
        """Take the card out."""
        self._take_card()
        self._await_look(lambda feels_card: not feels_card)

    def lift_during_read(self, after_commands: int = 4) -> None:
        """The card in the slot goes after so many commands."""
        with self._changed:
            self._lift_after = after_commands

    def push_askew(self, times: int = 1) -> None:
        """The next card does not answer the first times that it gets power."""
        with self._changed:
            self._askew = times

    def unplug(self) -> None:
        """The reader goes; the daemon stays."""
        self._drop_connection()
        with self._changed:
            self._has_reader = False
        self._daemon.start(None)

    def plug(self) -> None:
        """The reader comes (back); one that is there stays as it is."""
        if self._has_reader and self._daemon.is_running:
            return
        self._drop_connection()
        for number in range(_MOST_TRIES):
            self._port = free_port(neighbours=1)
            self._daemon.start(self._port)
            if self._daemon.is_running and _is_open(self._port):
                break
            if number == _MOST_TRIES - 1:
                raise BrokenEnvironmentError("pcscd's virtual reader does not come up")
        with self._changed:
            self._has_reader = True
            self._changed.notify_all()

    def stop_service(self) -> None:
        """The daemon dies, and the reader with it, until it is plugged in again."""
        self._drop_connection()
        with self._changed:
            self._has_reader = False
        self._daemon.kill()

    def stick(self) -> None:
        """The daemon hears everything and answers nothing."""
        self._daemon.freeze()

    def heal(self) -> None:
        """No fault any more."""
        with self._changed:
            self._lift_after, self._askew = None, 0
        self._daemon.thaw()

    # --- what an eye can see ------------------------------------------------------------------

    def state(self) -> dict[str, object]:
        """For the dock and for tests."""
        with self._changed:
            return {
                "plugged": self._has_reader,
                "card": self._card.label if self._card is not None else None,
                "powered": self._powered is not None,
                "readings": self._readings,
                "service": self._daemon.is_running,
            }

    def commands(self) -> list[bytes]:
        """APDUs that the card in the slot has heard since it got power."""
        with self._changed:
            return list(self._powered.commands) if self._powered is not None else []

    def wait_until_dark(self, timeout_seconds: float) -> bool:
        """True once no card has power: pcscd takes it away without waiting for an answer."""
        with self._changed:
            return self._changed.wait_for(lambda: self._powered is None, timeout_seconds)

    # --- the card's own thread ----------------------------------------------------------------

    def _serve(self) -> None:
        while (port := self._await_card()) is not None:
            with (
                contextlib.suppress(OSError),
                socket.create_connection(("127.0.0.1", port), _CONNECT_SECONDS) as connection,
            ):
                connection.settimeout(None)
                with self._changed:
                    if self._card is None or port != self._port:
                        continue
                    self._connection = connection
                self._answer_all(connection)
            with self._changed:
                if self._powered is not None and self._card is not None:
                    self._changed.wait_for(lambda: self._stopping, _PAUSE_SECONDS)
                self._connection, self._powered = None, None
                self._changed.notify_all()

    def _await_card(self) -> int | None:
        with self._changed:
            self._changed.wait_for(
                lambda: self._stopping or (self._card is not None and self._has_reader)
            )
            return None if self._stopping else self._port

    def _answer_all(self, connection: socket.socket) -> None:
        while (request := _received(connection)) is not None:
            answer = self._answer(request)
            if answer is None:
                return
            if len(request) > 1 or request[0] == _GET_ATR:
                connection.sendall(len(answer).to_bytes(2, "big") + answer)

    def _answer(self, request: bytes) -> bytes | None:
        """The card's word; None when it goes in the middle of it."""
        with self._changed:
            card = self._card
            if card is None:
                return None
            if len(request) == 1:
                if request[0] in (_POWER_ON, _RESET):
                    self._powered = PoweredCard(card)
                    self._readings += 1
                    self._is_awake = not self._askew
                    self._askew = max(0, self._askew - 1)
                elif request[0] == _POWER_OFF:
                    self._powered = None
                    self._changed.notify_all()
                return ATR if self._is_awake and not card.is_mute else _NO_ATR
            if self._powered is None:
                self._powered = PoweredCard(card)
            if self._lift_after is not None and len(self._powered.commands) >= self._lift_after:
                self._card, self._lift_after = None, None
                return None
            return self._powered.answer(request)

    # --- inside -------------------------------------------------------------------------------

    def _take_card(self) -> None:
        with self._changed:
            self._card = None
        self._drop_connection()

    def _await_look(self, is_told: Callable[[bool], bool]) -> None:
        """Until pcscd tells its clients what a hand has done, or tells them nothing at all."""
        for _ in range(_MOST_LOOKS):
            feels_card = self._daemon.feels_card() if self._has_reader else None
            if feels_card is None or self._stopping or is_told(feels_card):
                return
            with self._changed:
                self._changed.wait_for(lambda: self._stopping, _LOOK_SECONDS)

    def _drop_connection(self) -> None:
        with self._changed:
            connection, self._connection = self._connection, None
            # Ends a waiting read; the thread itself closes.
            if connection is not None:
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)


def _received(connection: socket.socket) -> bytes | None:
    head = _exactly(connection, 2)
    if head is None:
        return None
    return _exactly(connection, int.from_bytes(head, "big")) or None


def _exactly(connection: socket.socket, count: int) -> bytes | None:
    data = b""
    while len(data) < count:
        # vpcd sends length and body apart and waits in between for the acknowledgement (40 ms).
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
        piece = connection.recv(count - len(data))
        if not piece:
            return None
        data += piece
    return data


def _is_open(port: int) -> bool:
    """Whether somebody listens there, asked without a connection that the driver would take."""
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        with contextlib.suppress(OSError):
            for line in Path(table).read_text("ascii").splitlines()[1:]:
                _, local, _, state, *_ = line.split()
                if state == "0A" and int(local.rsplit(":", 1)[1], 16) == port:
                    return True
    return False
