"""Words for keys. Owns the loaded language; must not choose which sentence is true.

A language is a folder of YAML files under ``config/locale``; the file name is the first part of
its keys, so ``receipt.yaml`` with ``title: ...`` is ``receipt.title``. Nested maps join with dots.
Placeholders are ``{name}``; values are inserted as they are (never markup).
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

import yaml


class Texts:
    """All texts of one language."""

    def __init__(self, entries: Mapping[str, str]) -> None:
        self._entries = dict(entries)

    def __call__(self, key: str, **values: object) -> str:
        """The sentence for ``key``. Raises KeyError for a key that no file has."""
        return self._entries[key].format(**values) if values else self._entries[key]

    def __contains__(self, key: str) -> bool:
        return key in self._entries

    def keys(self) -> frozenset[str]:
        """Every key, for the linter."""
        return frozenset(self._entries)


def load_texts(folder: Path) -> Texts:
    """Read every ``*.yaml`` of one language folder."""
    entries: dict[str, str] = {}
    for file in sorted(folder.glob("*.yaml")):
        tree = yaml.safe_load(file.read_text("utf-8")) or {}
        entries.update(_flatten(file.stem, tree))
    return Texts(entries)


def _flatten(prefix: str, tree: object) -> Iterator[tuple[str, str]]:
    if isinstance(tree, dict):
        for key, value in tree.items():
            yield from _flatten(f"{prefix}.{key}", value)
    else:
        yield prefix, str(tree)
