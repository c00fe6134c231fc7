"""Finds services by what people type: a name, a word, pinyin initials, a shelf.

Pure, over what is loaded; must not know what is offered now.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from kiosk.catalogue.definition import Category, ServiceDefinition
from kiosk.catalogue.loader import Catalogue

_INITIALS_START, _INITIALS_INSIDE, _NAME_START, _NAME_INSIDE, _WORD = 0, 4, 1, 2, 3


@dataclass(frozen=True, slots=True)
class _Entry:
    definition: ServiceDefinition
    names: tuple[str, ...]
    words: tuple[str, ...]


class Search:
    """An index over one catalogue, built once."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._entries = tuple(
            _entry(catalogue.services[code].definition) for code in sorted(catalogue.services)
        )

    def find(self, typed: str, most: int = 20) -> tuple[ServiceDefinition, ...]:
        """Return the best matches first; nothing typed finds nothing."""
        wanted = _folded(typed)
        if not wanted:
            return ()
        ranked = [
            (rank, len(entry.definition.name), entry.definition.code, entry.definition)
            for entry in self._entries
            if (rank := _rank(entry, wanted)) is not None
        ]
        return tuple(found[3] for found in sorted(ranked, key=lambda found: found[:3])[:most])

    def on_shelf(self, category: Category) -> tuple[ServiceDefinition, ...]:
        """Return everything of one category."""
        return _only(entry.definition for entry in self._entries if _is_on(entry, category))

    def behind(self, tool: str) -> tuple[ServiceDefinition, ...]:
        """Return everything behind one door of the home screen (``apply`` or ``proof``)."""
        return _only(entry.definition for entry in self._entries if entry.definition.tool == tool)


def _only(found: Iterable[ServiceDefinition]) -> tuple[ServiceDefinition, ...]:
    return tuple(found)


def _is_on(entry: _Entry, category: Category) -> bool:
    return entry.definition.category is category


def _entry(definition: ServiceDefinition) -> _Entry:
    names = (_folded(definition.name), _folded(definition.official_name))
    words = (*map(_folded, definition.words), _folded(definition.one_line))
    return _Entry(definition, names, words)


def _rank(entry: _Entry, wanted: str) -> int | None:
    initials = entry.definition.pinyin
    if initials.startswith(wanted):
        return _INITIALS_START
    if any(name.startswith(wanted) for name in entry.names):
        return _NAME_START
    if any(wanted in name for name in entry.names):
        return _NAME_INSIDE
    if any(wanted in word for word in entry.words):
        return _WORD
    return _INITIALS_INSIDE if wanted in initials else None


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())
