"""A pcscd of our own, with one virtual reader and nothing else: the real daemon, the real driver.

Owns its folder, its socket and its life. The daemon's socket has a fixed place in Debian's build,
so it is handed ours the way systemd would (LISTEN_FDS); that works for any user and beside the
system's own daemon. The reader is the driver of Debian's package vsmartcard-vpcd, which listens for
a card on a TCP port and on the one above it (a second slot that stays empty).
"""

import atexit
import os
import shutil
import signal
import socket
import struct
import sys
import tempfile
from functools import cache
from pathlib import Path

from devices.virtual.leash import LeashedProcess
from kiosk.errors import BrokenEnvironmentError

PROGRAM = Path("/usr/sbin/pcscd")
DRIVER = Path("/usr/lib/pcsc/drivers/serial/libifdvpcd.so")
READER_NAME = "Openhall Virtual"
_START_SECONDS = 30.0
#: What libpcsclite says first: 12 bytes of body, command "version", protocol 4.4, no error yet.
_VERSION_QUESTION = struct.pack("=II", 12, 0x11) + struct.pack("=iiI", 4, 4, 0)
_VERSION_BYTES = 12
#: Then "get readers state". Each reader's record begins with a name of 128 bytes, a counter of
#: events and what is known of the slot (winscard_msg.h, eventhandler.h; the same since 1.8).
_STATES_QUESTION = struct.pack("=II", 0, 0x12)
_FIRST_STATE = struct.Struct("=128sII")
_CARD_PRESENT = 0x04
_CONFIG = """FRIENDLYNAME "{name}"
DEVICENAME /dev/null:{port:#x}
LIBPATH {driver}
CHANNELID {port:#x}
"""
#: Becomes pcscd: LISTEN_PID must name the process itself. Root gives up its rights first, because
#: a daemon with them would write over the system's own pid file; the folder is then reached through
#: its descriptor, whatever may be closed above it.
_BECOME = """
import fcntl, os, sys
listener, folder, *command = sys.argv[1:]
folder = fcntl.fcntl(int(folder), fcntl.F_DUPFD, 10)
os.dup2(int(listener), 3)
os.dup2(folder, 4)
if os.geteuid() == 0:
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
os.environ.update(LISTEN_FDS="1", LISTEN_PID=str(os.getpid()))
os.execv(command[0], command)
"""


def missing() -> str:
    """What this machine lacks for it, in words; empty when nothing."""
    for file, package in ((PROGRAM, "pcscd"), (DRIVER, "vsmartcard-vpcd")):
        if not file.exists():
            return f"{file} is not there: install the package {package}"
    return ""


@cache
def private_socket() -> Path:
    """Where a daemon of this process's own may listen.

    One place for the whole process: libpcsclite takes it once, at its first call.
    """
    folder = Path(tempfile.mkdtemp(prefix="openhall-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder / "pcscd.comm"


class PrivatePcscd:
    """One daemon with one reader, or with none. Raises BrokenEnvironmentError."""

    def __init__(self, socket_path: Path, *, reader_name: str = READER_NAME) -> None:
        self._socket_path, self._reader_name = socket_path, reader_name
        self._process: LeashedProcess | None = None
        self._is_frozen = False

    def start(self, port: int | None) -> None:
        """Begin; the reader waits at ``port`` for a card, without one there is no reader."""
        if lack := missing():
            raise BrokenEnvironmentError(lack)
        self.kill()
        self._socket_path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="openhall-pcscd-") as folder:
            # Read once, at the start; nothing of it needs to stay.
            Path(folder).chmod(0o755)
            if port is not None:
                values = {"name": self._reader_name, "port": port, "driver": DRIVER}
                (Path(folder) / "reader").write_text(_CONFIG.format(**values), "ascii")
            self._launch(folder)
            self._await_answer()

    def _launch(self, folder: str) -> None:
        self._socket_path.unlink(missing_ok=True)
        opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            # Our end is closed at once: were it kept, a dead daemon's clients would wait for ever.
            with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener:
                listener.bind(str(self._socket_path))
                listener.listen(8)
                command = [
                    sys.executable, "-c", _BECOME, str(listener.fileno()), str(opened),
                    str(PROGRAM), "--foreground", "--config", "/proc/self/fd/4",
                ]  # fmt: skip
                self._process = LeashedProcess(command, {}, (listener.fileno(), opened))
        finally:
            os.close(opened)

    def _await_answer(self) -> None:
        """Until it has read its folder: a connection is answered only after that."""
        try:
            if not self._asked(b"", 1):
                raise BrokenEnvironmentError("pcscd does not stay up")
        except OSError as error:
            raise BrokenEnvironmentError("pcscd does not answer") from error

    def feels_card(self) -> bool | None:
        """Whether a card is in the reader's slot, as it would tell any client at this moment.

        None when nobody would be told: hung, ended, or without a reader.
        """
        if self._is_frozen or not self.is_running:
            return None
        try:
            answer = self._asked(_STATES_QUESTION, _VERSION_BYTES + _FIRST_STATE.size)
        except OSError:
            return None
        if len(answer) < _VERSION_BYTES + _FIRST_STATE.size:
            return None
        name, _, state = _FIRST_STATE.unpack_from(answer, _VERSION_BYTES)
        return bool(state & _CARD_PRESENT) if name[0] else None

    def _asked(self, question: bytes, count: int) -> bytes:
        """So many bytes of what a client is told, the version first; less when it hangs up."""
        told = b""
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
            client.settimeout(_START_SECONDS)
            client.connect(str(self._socket_path))
            client.sendall(_VERSION_QUESTION + question)
            while len(told) < count and (piece := client.recv(count - len(told))):
                told += piece
        return told

    def freeze(self) -> None:
        """Hung: it takes every question and answers none."""
        self._is_frozen = True
        if self._process is not None:
            self._process.freeze()

    def thaw(self) -> None:
        """As if it had only been slow."""
        if self._process is not None:
            self._process.signal(signal.SIGCONT)
        self._is_frozen = False

    @property
    def is_running(self) -> bool:
        """Whether there is a daemon that has not ended by itself."""
        return self._process is not None and not self._process.has_ended

    def kill(self) -> None:
        """End it at once; nothing of it is left."""
        process, self._process = self._process, None
        self._is_frozen = False
        if process is not None:
            process.kill()
        self._socket_path.unlink(missing_ok=True)
