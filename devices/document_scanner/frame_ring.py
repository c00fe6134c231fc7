"""Camera frames in shared memory. Owns the ring and its wiping; must not look at a picture.

A ring is a file in ``/dev/shm`` (by name) or a memfd (handed down as a descriptor; it has no name
and vanishes with the last process that holds it). ``multiprocessing.shared_memory`` is not used:
on 3.11 it starts a tracker process per user of a ring, which unlinks the owner's ring when a
reader ends (python issue 82300).

Each slot is a seqlock: the stamp is odd while the writer is at it, and a reader believes a copy
only when the stamp was even and the same before and after. There is one writer.
"""

import mmap
import os
import struct
import threading
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Frame = NDArray[np.uint8]

_MAGIC = b"OHRING01"
_HEADER = struct.Struct("<8sIIQ")  # magic, slots, bytes a slot, newest sequence
_NEWEST_AT = 16
_HEADER_BYTES = 64
_SLOT = struct.Struct("<QQII")  # stamp, sequence, width, height
_SLOT_BYTES = 64
_CHANNELS = 3
_SHM = Path("/dev/shm")  # noqa: S108 - the kernel's own place for shared memory, mode 0600, O_EXCL
_PREFIX = "openhall-ring-"
_READ_ATTEMPTS = 4


@dataclass(frozen=True, slots=True)
class FrameStamp:
    """Which frame was copied, and how large it is."""

    sequence: int
    width_px: int
    height_px: int


class FrameRing:
    """N frames of at most ``width x height`` pixels, three bytes a pixel."""

    def __init__(self, descriptor: int, path: Path | None, owner: bool) -> None:
        self._descriptor = descriptor
        self._path = path
        self._owner = owner
        self._map = mmap.mmap(descriptor, os.fstat(descriptor).st_size)
        magic, slots, slot_bytes, _ = _HEADER.unpack_from(self._map, 0)
        self._slots, self._slot_bytes = int(slots), int(slot_bytes)
        if magic != _MAGIC or len(self._map) != _ring_bytes(self._slots, self._slot_bytes):
            self._map.close()
            os.close(descriptor)
            raise ValueError("not a frame ring")
        # Taken and let go around each stamp: a memory barrier on machines that reorder stores.
        self._fence = threading.Lock()
        self._closed = False

    @classmethod
    def create(
        cls, width_px: int, height_px: int, slots: int = 4, name: str | None = None
    ) -> "FrameRing":
        """A new, zeroed ring. With a name it is a file, else it can only be handed down."""
        slot_bytes = width_px * height_px * _CHANNELS
        path = None if name is None else _SHM / f"{_PREFIX}{os.getpid()}-{name}"
        if path is None:
            descriptor = os.memfd_create("frame-ring", os.MFD_CLOEXEC)
        else:
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        os.ftruncate(descriptor, _ring_bytes(slots, slot_bytes))
        os.pwrite(descriptor, _HEADER.pack(_MAGIC, slots, slot_bytes, 0), 0)
        return cls(descriptor, path, owner=True)

    @classmethod
    def attach(cls, address: str) -> "FrameRing":
        """Join a ring by the ``address`` that its owner gave away: a file's name, or ``fd:N``."""
        kind, _, place = address.partition(":")
        if kind == "fd":
            return cls(os.dup(int(place)), None, owner=False)
        if kind != "shm" or "/" in place or not place.startswith(_PREFIX):
            raise ValueError("not the address of a frame ring")
        return cls(os.open(_SHM / place, os.O_RDWR | os.O_CLOEXEC), None, owner=False)

    @property
    def address(self) -> str:
        """What another process needs to join: by name, or by inheriting ``fileno()``."""
        return f"fd:{self._descriptor}" if self._path is None else f"shm:{self._path.name}"

    def fileno(self) -> int:
        """The descriptor, to be passed on with ``pass_fds``."""
        return self._descriptor

    @property
    def newest(self) -> int:
        """Sequence number of the newest whole frame; 0 when there is none."""
        return int(struct.unpack_from("<Q", self._map, _NEWEST_AT)[0])

    def write(self, pixels: memoryview | Frame, width_px: int, height_px: int) -> int:
        """Copy one frame in; returns its sequence number. One writer only."""
        size = width_px * height_px * _CHANNELS
        if size > self._slot_bytes:
            raise ValueError(f"a frame of {width_px}x{height_px} does not fit into the ring")
        source = np.asarray(pixels).reshape(-1)
        if source.nbytes != size:
            raise ValueError("the frame's size and its pixels disagree")
        sequence = self.newest + 1
        start = self._slot_start(sequence)
        self._stamp(start, 2 * sequence - 1)
        _SLOT.pack_into(self._map, start, 2 * sequence - 1, sequence, width_px, height_px)
        self._pixels(start, size)[:] = source
        self._stamp(start, 2 * sequence)
        struct.pack_into("<Q", self._map, _NEWEST_AT, sequence)
        return sequence

    def read_newest(self, after: int, into: Frame) -> FrameStamp | None:
        """Copy the newest frame when it is newer than ``after``; None when there is none.

        ``into`` is flat, at least as large as a slot. A frame that the writer overtook while it
        was copied is thrown away and the newer one is taken.
        """
        for _ in range(_READ_ATTEMPTS):
            sequence = self.newest
            if sequence <= after:
                return None
            stamp = self._copy(sequence, into)
            if stamp is not None:
                return stamp
        return None

    def wipe(self) -> None:
        """Zero every pixel. Readers see no frame until the next one is written."""
        newest = self.newest
        for slot in range(self._slots):
            start = _HEADER_BYTES + slot * (_SLOT_BYTES + self._slot_bytes)
            self._stamp(start, 1)
            self._pixels(start, self._slot_bytes)[:] = 0
            _SLOT.pack_into(self._map, start, 1, 0, 0, 0)
        # The sequence goes on, so that nobody takes the next frame for one already seen.
        struct.pack_into("<Q", self._map, _NEWEST_AT, newest)

    def close(self) -> None:
        """Let go; the owner wipes and unlinks first. Safe to call twice."""
        if self._closed:
            return
        self._closed = True
        if self._owner:
            self.wipe()
            if self._path is not None:
                self._path.unlink(missing_ok=True)
        self._map.close()
        os.close(self._descriptor)

    @property
    def slot_bytes(self) -> int:
        """How large a reader's buffer must be."""
        return self._slot_bytes

    def _slot_start(self, sequence: int) -> int:
        return _HEADER_BYTES + (sequence % self._slots) * (_SLOT_BYTES + self._slot_bytes)

    def _stamp(self, start: int, value: int) -> None:
        with self._fence:
            struct.pack_into("<Q", self._map, start, value)
        with self._fence:
            pass

    def _pixels(self, start: int, size: int) -> Frame:
        return np.frombuffer(self._map, np.uint8, size, start + _SLOT_BYTES)

    def _copy(self, sequence: int, into: Frame) -> FrameStamp | None:
        start = self._slot_start(sequence)
        with self._fence:
            stamp, held, width_px, height_px = _SLOT.unpack_from(self._map, start)
        size = width_px * height_px * _CHANNELS
        if stamp != 2 * sequence or held != sequence or not 0 < size <= self._slot_bytes:
            return None
        into[:size] = self._pixels(start, size)
        with self._fence:
            (stamp_after,) = struct.unpack_from("<Q", self._map, start)
        return FrameStamp(sequence, width_px, height_px) if stamp_after == stamp else None


def sweep_abandoned_rings() -> int:
    """Unlink the named rings of processes that no longer live; returns how many."""
    swept = 0
    for path in _SHM.glob(f"{_PREFIX}*"):
        process = path.name.removeprefix(_PREFIX).partition("-")[0]
        if process.isdecimal() and not Path("/proc", process).exists():
            path.unlink(missing_ok=True)
            swept += 1
    return swept


def _ring_bytes(slots: int, slot_bytes: int) -> int:
    return _HEADER_BYTES + slots * (_SLOT_BYTES + slot_bytes)
