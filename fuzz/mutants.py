"""Mutants of a corpus: the same seed makes the same inputs, so a broken promise can be met again.

Pure. libFuzzer finds its way by coverage and pays for it with every branch; once a corpus reaches
what can be reached, plain mutants of it find the rare combinations several times as fast.
"""

from collections.abc import Callable, Iterator, Sequence
from random import Random

#: As long as libFuzzer's inputs (``fuzz/run.py``).
LONGEST_INPUT_BYTES = 4096
_MOST_CHANGES = 4
#: One in so many is repeated until it is long: a parser's growing buffers are parsers too.
_ONE_LONG_IN = 1024
#: Lengths and statuses where readers of bytes go wrong: signs, carries, ends, escapes.
_SHARP = bytes((0x00, 0x01, 0x02, 0x03, 0x04, 0x0A, 0x0D, 0x10, 0x16, 0x1B, 0x7F, 0x80, 0xFE, 0xFF))

_Change = Callable[[Random, bytearray, Sequence[bytes]], None]


def mutants(corpus: Sequence[bytes], seed: int) -> Iterator[bytes]:
    """Inputs without end, each one to four changes away from one of the corpus.

    The corpus must not be empty; its order matters for the sequence.
    """
    random = Random(seed)  # noqa: S311  repeatable is the point
    below = random.randrange
    while True:
        data = bytearray(corpus[below(len(corpus))])
        for _ in range(1 + below(_MOST_CHANGES)):
            _CHANGES[below(len(_CHANGES))](random, data, corpus)
        if not below(_ONE_LONG_IN) and data:
            data *= LONGEST_INPUT_BYTES // len(data)
        yield bytes(data[:LONGEST_INPUT_BYTES])


def _flip(random: Random, data: bytearray, _: Sequence[bytes]) -> None:
    if data:
        data[random.randrange(len(data))] ^= 1 << random.randrange(8)


def _sharpen(random: Random, data: bytearray, _: Sequence[bytes]) -> None:
    if data:
        data[random.randrange(len(data))] = _SHARP[random.randrange(len(_SHARP))]


def _replace(random: Random, data: bytearray, _: Sequence[bytes]) -> None:
    if data:
        data[random.randrange(len(data))] = random.randrange(256)


def _insert(random: Random, data: bytearray, _: Sequence[bytes]) -> None:
    at = random.randrange(len(data) + 1)
    data[at:at] = random.randbytes(1 + random.randrange(8))


def _delete(random: Random, data: bytearray, _: Sequence[bytes]) -> None:
    at = random.randrange(len(data) + 1)
    del data[at : at + 1 + random.randrange(8)]


def _double(random: Random, data: bytearray, _: Sequence[bytes]) -> None:
    at = random.randrange(len(data) + 1)
    data[at:at] = data[at : at + 1 + random.randrange(32)]


def _splice(random: Random, data: bytearray, corpus: Sequence[bytes]) -> None:
    other = corpus[random.randrange(len(corpus))]
    at, start = random.randrange(len(data) + 1), random.randrange(len(other) + 1)
    data[at:] = other[start:]


_CHANGES: Sequence[_Change] = (_flip, _sharpen, _replace, _insert, _delete, _double, _splice)
