"""What a rule of the linter found, before it has a line."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault (or a remark) at a path of the package."""

    path: tuple[str | int, ...]
    text: str
    is_remark: bool = False


def repeated(values: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Yield (index, value) of every value that stood earlier already."""
    seen: set[str] = set()
    for index, value in enumerate(values):
        if value in seen:
            yield index, value
        seen.add(value)
