"""The host's door for ``run_kiosk.py paper``: a socket in the state folder.

The host holds the paper books for itself, so whoever wants to write in them beside it asks here.
Owns the socket and who may knock: the host's own user and root. One ask, one answer.
"""

import contextlib
import logging
import os
import socket
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from kiosk.clock import Clock
from kiosk.errors import ProtocolViolationError
from kiosk.host.hub import Hub
from kiosk.host.wire import Channel, Frame
from kiosk.paper.ledger import CustodyLedger
from kiosk.upkeep.paper_clerk import CLERK_CODEC, Ask, PaperClerk, Written
from kiosk.upkeep.staff.sign_in import StaffFiles

log = logging.getLogger(__name__)

SOCKET_NAME = "paper.socket"
_CREDENTIALS = struct.Struct("3i")


class ClerkDoor:
    """Runs in the hub's loop. ``changed`` is called after everything that was written."""

    def __init__(
        self, hub: Hub, clerk: PaperClerk, state: Path, changed: Callable[[], None]
    ) -> None:
        self._hub, self._clerk, self._state, self._changed = hub, clerk, state, changed
        self._listener: socket.socket | None = None

    def open(self) -> None:
        """Listen. A socket that a killed host left behind is replaced: the books' lock is ours."""
        (self._state / SOCKET_NAME).unlink(missing_ok=True)
        listener = self._listener = socket.socket(socket.AF_UNIX)
        listener.setblocking(False)
        with short_path(self._state) as place:
            listener.bind(place)
        (self._state / SOCKET_NAME).chmod(0o600)
        listener.listen(4)
        self._hub.listen(listener, self._call)

    def close(self) -> None:
        """Nobody is answered any more."""
        if self._listener is not None:
            self._hub.stop_listening(self._listener)
            self._listener.close()
            (self._state / SOCKET_NAME).unlink(missing_ok=True)
            self._listener = None

    def _call(self, caller: socket.socket) -> None:
        if _user(caller) not in {0, os.getuid()}:
            log.error("paper_door_refused")
            caller.close()
            return
        channel = Channel(caller, CLERK_CODEC)
        self._hub.attach(channel, lambda frame: self._answer(channel, frame), lambda: None)

    def _answer(self, channel: Channel, frame: Frame) -> None:
        if not isinstance(frame.message, Ask):
            raise ProtocolViolationError("an answer instead of an ask")
        answer = self._clerk.carry_out(frame.message)
        if isinstance(answer, Written):
            self._changed()
        channel.send(answer)


def make_clerk_door(
    hub: Hub, ledger: CustodyLedger, state: Path, clock: Clock, changed: Callable[[], None]
) -> ClerkDoor:
    """A door with the clerk behind it, not yet open."""
    staff = StaffFiles.under(state, clock)
    return ClerkDoor(hub, PaperClerk(ledger, staff.register, staff.audit), state, changed)


@contextmanager
def short_path(folder: Path) -> Iterator[str]:
    """A name for the socket that fits into 107 characters, wherever the folder is."""
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        yield f"/proc/self/fd/{opened}/{SOCKET_NAME}"
    finally:
        with contextlib.suppress(OSError):
            os.close(opened)


def _user(caller: socket.socket) -> int:
    credentials = caller.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size)
    return int(_CREDENTIALS.unpack(credentials)[1])
