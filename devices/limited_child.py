"""A program as a disposable child: limits before it starts, its group killed before it is reaped.

Owns the process from spawn to the last of its group. Must not know what it is for: what is read
from it, how long is waited and what its end means is for those who started it. The network is not
cut off here: one such child talks to a network scanner, another to a sound server.
"""

import contextlib
import os
import select
import signal
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

#: No core, 64 descriptors; the kernel ends it with the thread that started it.
_LIMITED = (
    'ulimit -c 0; ulimit -n 64; {}ulimit -v {}; exec nice -n {} setpriv --pdeathsig KILL -- "$@"'
)
_NO_GROWING_FILE = "ulimit -f 0; "
_KIB_OF_MIB = 1024
_SETTLE_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Limits:
    """What a child may use. ``niceness`` is added to our own."""

    memory_mib: int
    may_grow_files: bool = False
    niceness: int = 0

    @property
    def prelude(self) -> str:
        """As the shell sets them before it becomes the program."""
        files = "" if self.may_grow_files else _NO_GROWING_FILE
        return _LIMITED.format(files, self.memory_mib * _KIB_OF_MIB, self.niceness)


class LimitedChild:
    """A running program that leads its group. Used by one thread; ``close`` is safe to call twice.

    ``environment`` is all that it gets beside the path to programs: no path of the kiosk, no home,
    no proxy. The three streams are as ``subprocess`` takes them.
    """

    def __init__(
        self,
        command: Sequence[str],
        environment: Mapping[str, str],
        limits: Limits,
        *,
        stdin: int = subprocess.DEVNULL,
        stdout: int = subprocess.PIPE,
        stderr: int = subprocess.PIPE,
        folder: Path | None = None,
    ) -> None:
        self._process = subprocess.Popen(
            ["/bin/sh", "-c", limits.prelude, "limited", *command],
            env={"PATH": os.environ.get("PATH", os.defpath), **environment},
            cwd=folder,
            bufsize=0,
            stdin=stdin,
            stdout=stdout,
            stderr=stderr,
            start_new_session=True,
        )
        self._is_closed = False
        try:
            self._ended = os.pidfd_open(self._process.pid)
        except OSError:  # no descriptor is left: then no child, either
            self._end()
            raise
        for pipe in self._pipes():
            os.set_blocking(pipe.fileno(), False)

    @property
    def pid(self) -> int:
        """The process id, which is also its group's."""
        return self._process.pid

    @property
    def ended(self) -> int:
        """A descriptor that is readable once the process has ended; it is not yet reaped."""
        return self._ended

    @property
    def stdin(self) -> IO[bytes]:
        """The end of its pipe that is ours, as of the other two: none of them blocks."""
        return _asked_for(self._process.stdin)

    @property
    def stdout(self) -> IO[bytes]:
        """What it writes."""
        return _asked_for(self._process.stdout)

    @property
    def stderr(self) -> IO[bytes]:
        """What it complains of."""
        return _asked_for(self._process.stderr)

    def has_ended(self, within_seconds: float = 0.0) -> bool:
        """Whether the process has ended, waiting so long for it."""
        return bool(select.select([self._ended], [], [], within_seconds)[0])

    def signal(self, number: signal.Signals) -> None:
        """Tell the whole group."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, number)

    def close(self) -> int:
        """End the whole group now; the program's exit code, negative for a signal."""
        if self._is_closed:
            return self._process.returncode
        self._is_closed = True
        try:
            return self._end()
        finally:
            os.close(self._ended)

    def _end(self) -> int:
        # Before reaping: until then the group's number cannot become somebody else's.
        self.signal(signal.SIGKILL)
        try:
            return self._process.wait(_SETTLE_SECONDS)
        finally:
            for pipe in self._pipes():
                pipe.close()

    def _pipes(self) -> list[IO[bytes]]:
        process = self._process
        return [pipe for pipe in (process.stdin, process.stdout, process.stderr) if pipe]


def _asked_for(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:
        raise ValueError("this child was started without that pipe")
    return pipe
