"""What every target uses: saying that a promise was broken, and cutting bytes into pieces."""

from collections.abc import Iterator


class BrokenPromiseError(AssertionError):
    """The code under test believed what it must not, or lost what it must keep."""


def promise(holds: bool, otherwise: str) -> None:
    """Raise unless it holds. Not ``assert``: a fuzzer may run without assertions."""
    if not holds:
        raise BrokenPromiseError(otherwise)


def pieces(data: bytes, sizes: int) -> Iterator[bytes]:
    """The data as a wire delivers it: pieces of 1 to 64 bytes, by the six low bits of ``sizes``."""
    step = (sizes & 0x3F) + 1
    for at in range(0, len(data), step):
        yield data[at : at + step]
