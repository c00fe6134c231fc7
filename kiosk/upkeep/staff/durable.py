"""A small file that is either the old one or the new one, whatever happens in between.

The host changes it, and so does a shell beside it: whoever reads it to write it anew is ``alone``.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def alone(file: Path) -> Iterator[None]:
    """Nobody else who asks for it is at a file of this folder meanwhile, of any process.

    Not nested. It ends with the process, however that dies. Raises OSError without a folder.
    """
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # The folder itself: a file for the lock would belong to whoever came first, perhaps to root.
    lock = os.open(file.parent, os.O_RDONLY | os.O_CLOEXEC)
    try:
        # Held for one small write; the sign-in waits for it rather than lose what it counted.
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def replace_file(file: Path, text: str) -> None:
    """Write, make durable, put in place; only ``alone``. Raises OSError when the disk refuses."""
    partial = file.with_suffix(".part")
    handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    partial.replace(file)
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
