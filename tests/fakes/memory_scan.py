"""Looks for what a person said, in the memory of live processes and in files, in many encodings.

Owns the encodings and the reading; must not decide who may know the person. What it cannot see is
said in docs/privacy.md: kernel buffers, pages that the kernel has taken back, the memory of a GPU.
"""

import base64
import mmap
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

_PIECE_BYTES = 16 * 1024 * 1024
_OVERLAP_BYTES = 4096
#: Four bytes happen by chance once in ten scans; six never do.
_SHORTEST_BYTES = 6
#: Of bytes that are no text (a photo, a print job) this much is looked for.
_SAMPLE_BYTES = 48


@dataclass(frozen=True, slots=True)
class Needle:
    """One way in which something of the person may lie about."""

    what: str
    encoding: str
    pattern: bytes
    #: What may follow where the same word stands in a text of ours.
    harmless_tail: bytes = b""


@dataclass(frozen=True, slots=True)
class Hit:
    """Found: what, how written, where, how often. Never with what stands around it."""

    what: str
    encoding: str
    place: str
    count: int


def text_needles(what: str, text: str, harmless_tail: str = "") -> tuple[Needle, ...]:
    """A text in every encoding that something in the house might use."""
    tail = harmless_tail.encode()
    found: dict[bytes, Needle] = {}
    for name, pattern in _encoded(text):
        if len(pattern) >= _SHORTEST_BYTES:
            found.setdefault(pattern, Needle(what, name, pattern, tail if name == "utf-8" else b""))
    return tuple(found.values())


def byte_needles(what: str, content: bytes) -> tuple[Needle, ...]:
    """Three samples of something that is no text; two thirds in, no header repeats."""
    steps = (len(content) // 3, len(content) // 2, 2 * len(content) // 3)
    return tuple(Needle(what, f"bytes at {at}", content[at : at + _SAMPLE_BYTES]) for at in steps)


def _encoded(text: str) -> Iterator[tuple[str, bytes]]:
    plain, wide = text.encode(), text.encode("utf-16-le")
    yield "utf-8", plain
    yield "gb18030", text.encode("gb18030")
    if len(wide) < _SHORTEST_BYTES:
        # Two ideographs are too short for a search: with the NUL that ends a Python string they do.
        yield "utf-16-le, ended", wide + b"\0\0"
        return
    # ASCII without its last NUL is the same in both byte orders.
    yield "utf-16", wide.rstrip(b"\0")
    if not text.isascii():
        yield "utf-16-be", text.encode("utf-16-be")
    yield "utf-32-le", text.encode("utf-32-le")
    for name, raw in (("utf-8", plain), ("utf-16-le", wide)):
        yield f"hex of {name}", raw.hex().encode()
        yield f"HEX of {name}", raw.hex().upper().encode()
    for shift in range(3):
        yield f"base64, shifted {shift}", _base64_core(plain, shift)


def _base64_core(raw: bytes, shift: int) -> bytes:
    """The characters that depend on nothing but ``raw`` when it starts ``shift`` bytes in."""
    coded = base64.b64encode(bytes(shift) + raw)
    first = -(-shift * 8 // 6)
    last = (shift + len(raw)) * 8 // 6
    return coded[first:last]


# --- memory -------------------------------------------------------------------------------------


def memory_hits(pid: int, name: str, needles: Iterable[Needle]) -> list[Hit]:
    """Everything found in what the process may have written to. Raises PermissionError."""
    wanted = tuple(needles)
    counts: dict[Needle, int] = {}
    with open(f"/proc/{pid}/mem", "rb", buffering=0) as memory:
        for start, end in _written_regions(pid):
            for piece in _pieces(memory.fileno(), start, end):
                _count(piece, wanted, counts)
    return [Hit(one.what, one.encoding, name, count) for one, count in counts.items()]


def unseen(pid: int, needles: Iterable[Needle]) -> set[str]:
    """What cannot be found in the process in any encoding. Stops once everything was found."""
    left: dict[str, list[Needle]] = {}
    for one in needles:
        left.setdefault(one.what, []).append(one)
    with open(f"/proc/{pid}/mem", "rb", buffering=0) as memory:
        for start, end in _written_regions(pid):
            for piece in _pieces(memory.fileno(), start, end):
                for what in [w for w in left if any(_occurrences(piece, n) for n in left[w])]:
                    del left[what]
                if not left:
                    return set()
    return set(left)


def _written_regions(pid: int) -> Iterator[tuple[int, int]]:
    """Anonymous and writable regions; what only mirrors a file on disk is scanned as a file."""
    with open(f"/proc/{pid}/pagemap", "rb", buffering=0) as pages:
        for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
            place, rights, _, _, inode, *path = line.split(maxsplit=5)
            is_kernel = bool(path) and path[0] in ("[vvar]", "[vdso]", "[vsyscall]")
            if "r" not in rights or is_kernel or ("w" not in rights and inode != "0"):
                continue
            start, _, end = place.partition("-")
            yield from _touched(pages.fileno(), int(start, 16), int(end, 16))


def _touched(pages: int, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The runs of pages that are in memory or in swap; the others were never written."""
    count = (end - start) // mmap.PAGESIZE
    raw = os.pread(pages, 8 * count, 8 * (start // mmap.PAGESIZE))
    is_there = (np.frombuffer(raw, np.uint64) >> np.uint64(62)) != 0
    edges = np.flatnonzero(np.diff(np.concatenate(([0], is_there.astype(np.int8), [0]))))
    for first, last in edges.reshape(-1, 2):
        yield start + int(first) * mmap.PAGESIZE, start + int(last) * mmap.PAGESIZE


def _pieces(descriptor: int, start: int, end: int) -> Iterator[bytes]:
    """Pieces that overlap, so that nothing hides on a border; without unreadable pages."""
    at = start
    while at < end:
        size = min(_PIECE_BYTES, end - at)
        try:
            piece = os.pread(descriptor, size, at)
        except OSError:
            piece = b""
        if piece:
            yield piece
        if len(piece) == size == _PIECE_BYTES:
            at += size - _OVERLAP_BYTES
        else:
            at += len(piece) or mmap.PAGESIZE


def _count(piece: bytes, needles: tuple[Needle, ...], counts: dict[Needle, int]) -> None:
    for needle in needles:
        found = _occurrences(piece, needle)
        if found:
            counts[needle] = counts.get(needle, 0) + found


def _occurrences(piece: bytes, needle: Needle) -> int:
    found, at = 0, piece.find(needle.pattern)
    while at >= 0:
        behind = at + len(needle.pattern)
        if not needle.harmless_tail or not piece.startswith(needle.harmless_tail, behind):
            found += 1
        at = piece.find(needle.pattern, behind)
    return found


# --- files --------------------------------------------------------------------------------------


def file_hits(root: Path, needles: Iterable[Needle], *, without: Iterable[Path] = ()) -> list[Hit]:
    """Everything found in the names and contents of the files below ``root``."""
    wanted, skipped = tuple(needles), set(without)
    hits = []
    for folder, folders, files in os.walk(root):
        folders[:] = [one for one in folders if Path(folder, one) not in skipped]
        for name in files:
            file = Path(folder, name)
            if file.is_file() and not file.is_symlink():
                hits += _hits_in(file, wanted)
    return hits


def _hits_in(file: Path, needles: tuple[Needle, ...]) -> list[Hit]:
    counts: dict[Needle, int] = {}
    try:
        content = file.read_bytes()
    except FileNotFoundError:
        return []  # a journal of SQLite comes and goes
    _count(content + b"\0" + os.fsencode(file), needles, counts)
    return [Hit(one.what, one.encoding, str(file), count) for one, count in counts.items()]


# --- processes ----------------------------------------------------------------------------------


def processes() -> Mapping[int, tuple[int, str]]:
    """Every process that lives: its parent and its command line."""
    found = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                status = (entry / "stat").read_text()
                command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode().strip()
            except (FileNotFoundError, ProcessLookupError):
                continue
            state, parent = status.rpartition(")")[2].split()[:2]
            if state != "Z":
                found[int(entry.name)] = (int(parent), command)
    return found


def family(pid: int) -> Mapping[int, str]:
    """A process and everything that it and its children started: pid and command line."""
    everybody = processes()
    found: dict[int, str] = {}
    wanted = [pid]
    while wanted:
        one = wanted.pop()
        if one in everybody:
            found[one] = everybody[one][1]
            wanted += [child for child, (parent, _) in everybody.items() if parent == one]
    return found
