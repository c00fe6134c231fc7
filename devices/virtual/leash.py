"""A child process of the virtual hardware that ends with it, however it ends.

Owns one process, the group that it leads, and the watch over both. Without the watch a printer
outlives ``kill -9`` of its virtual machine; CUPS lets two printers of one user share a port, so the
next machine would boot beside the orphan, and a power cut would only darken one of the two.
"""

import contextlib
import os
import signal
import subprocess
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

from kiosk.errors import BrokenEnvironmentError

#: Waits for the end of its standard input, which nobody writes to: only our end closes it.
_WATCH = 'read -r _; kill -9 "-$1"'
#: Who was killed may still be busy in the kernel, or get no turn to die; in a minute it has.
_LOOK_SECONDS, _MOST_LOOKS = 0.02, 3000


class LeashedProcess:
    """A command in a process group of its own, killed as a whole. Raises BrokenEnvironmentError."""

    def __init__(
        self, command: Sequence[str], environment: Mapping[str, str], pass_fds: Sequence[int] = ()
    ) -> None:
        try:
            self._process = subprocess.Popen(
                command,
                env={**os.environ, **environment},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
                pass_fds=tuple(pass_fds),
            )
        except FileNotFoundError as error:
            raise BrokenEnvironmentError(f"{command[0]} is not installed") from error
        # PR_SET_PDEATHSIG will not do: it looks at the thread that starts a process, and here
        # that is a thread of the bench, which comes and goes.
        self._watch = subprocess.Popen(
            ["/bin/sh", "-c", _WATCH, "watch", str(self._process.pid)],
            stdin=subprocess.PIPE,
            start_new_session=True,
        )

    @property
    def has_ended(self) -> bool:
        """Whether the command ended by itself."""
        return self._process.poll() is not None

    def signal(self, number: signal.Signals) -> None:
        """Tell the whole group."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, number)

    def freeze(self) -> None:
        """Let the command stand still; every thread of it does once this returns."""
        self.signal(signal.SIGSTOP)
        with contextlib.suppress(ChildProcessError):
            os.waitid(os.P_PID, self._process.pid, os.WSTOPPED | os.WEXITED | os.WNOWAIT)

    def kill(self) -> None:
        """End the group at once, children of the command included; nothing is left of it."""
        # The watch goes first: once the group is gone, its number may be somebody else's.
        self._watch.kill()
        self._watch.communicate()
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        # Not yet reaped: until then the group's number cannot become somebody else's.
        with contextlib.suppress(ChildProcessError):
            os.waitid(os.P_PID, self._process.pid, os.WEXITED | os.WNOWAIT)
        never = threading.Event()
        for _ in range(_MOST_LOOKS):
            if not _is_running(self._process.pid):
                break
            never.wait(_LOOK_SECONDS)
        self._process.wait()


def _is_running(group: int) -> bool:
    """Whether anybody of the group lives; the dead may wait for long to be reaped by others."""
    for entry in Path("/proc").iterdir():
        if not entry.name.isdecimal():
            continue
        with contextlib.suppress(OSError):
            # proc(5): after the name in brackets come the state, the parent, the group.
            state, _, member_of, *_ = (entry / "stat").read_text().rpartition(")")[2].split()
            if int(member_of) == group and state not in "ZX":
                return True
    return False
