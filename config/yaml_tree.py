"""The tree behind a YAML file: every value with its line. Built from parser events, never objects.

Must not turn a scalar into anything but text, whole number, fraction, true, false or nothing.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import yaml

from kiosk.errors import Problem

Scalar = str | int | float | bool | None
Plain = Scalar | list["Plain"] | dict[str, "Plain"]

_WHOLE = re.compile(r"-?(0|[1-9][0-9]{0,17})")
_FRACTION = re.compile(r"-?(0|[1-9][0-9]{0,17})\.[0-9]{1,9}")
_WORDS: dict[str, Scalar] = {"true": True, "false": False, "null": None, "~": None, "": None}
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a file may hold before it is refused."""

    depth: int = 24
    values: int = 20_000


class TooMuchError(Exception):
    """The file goes past the limits; building stopped at ``line``."""

    def __init__(self, line: int) -> None:
        super().__init__(f"line {line}")
        self.line = line


@dataclass(frozen=True, slots=True)
class Place:
    """A position, counted from 1 as editors do."""

    file: str
    line: int
    column: int


@dataclass(slots=True)
class Tree:
    """One value and its place. ``key_place`` is where its key stands, for a value in a map."""

    place: Place
    key_place: Place
    value: "Scalar | list[Tree] | dict[str, Tree]" = None


@dataclass(slots=True)
class _Builder:
    file: str
    limits: Limits
    problems: list[Problem]
    events: Iterator[yaml.Event]
    seen: int = field(default=0)

    def value(self, event: yaml.Event, depth: int) -> Tree:
        place = self.place(event)
        tree = Tree(place, place)
        self._refuse_magic(event, place)
        self.seen += 1
        if depth > self.limits.depth or self.seen > self.limits.values:
            raise TooMuchError(place.line)
        if isinstance(event, yaml.MappingStartEvent):
            tree.value = self._map(depth)
        elif isinstance(event, yaml.SequenceStartEvent):
            tree.value = self._list(depth)
        elif isinstance(event, yaml.ScalarEvent):
            tree.value = _scalar(event)
        return tree

    def _map(self, depth: int) -> dict[str, Tree]:
        found: dict[str, Tree] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            key_place = self.place(event)
            key = self.value(event, depth + 1)
            tree = self.value(next(self.events), depth + 1)
            tree.key_place = key_place
            if not isinstance(event, yaml.ScalarEvent) or isinstance(key.value, list | dict):
                self._say(key_place, "a key must be plain text")
            elif event.value in found:
                first = found[event.value].key_place.line
                self._say(key_place, f"key '{event.value}' is already on line {first}")
            else:
                found[event.value] = tree
        return found

    def _list(self, depth: int) -> list[Tree]:
        found = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            found.append(self.value(event, depth + 1))
        return found

    def _refuse_magic(self, event: yaml.Event, place: Place) -> None:
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) is not None:
            self._say(place, "anchors and aliases are not allowed")
        tag = getattr(event, "tag", None)
        if tag is not None:
            self._say(place, f"tags such as {tag} are not allowed")

    def place(self, event: yaml.Event) -> Place:
        mark = event.start_mark
        # The parser gives every event a mark; only its type stub doubts it.
        return Place(self.file, mark.line + 1, mark.column + 1) if mark else Place(self.file, 1, 1)

    def _say(self, place: Place, text: str) -> None:
        self.problems.append(Problem(place.file, place.line, text, place.column))


def build_tree(file: str, text: str, limits: Limits, problems: list[Problem]) -> Tree | None:
    """Build the tree of a text; nothing for an empty one.

    Raises yaml.YAMLError for broken syntax and TooMuchError past the limits.
    """
    events = yaml.parse(text, Loader=_LOADER)
    builder = _Builder(file, limits, problems, events)
    root: Tree | None = None
    for event in events:
        if isinstance(event, yaml.DocumentStartEvent):
            first = next(events)
            if root is not None:
                line = builder.place(first).line
                problems.append(Problem(file, line, "a second document"))
            root = builder.value(first, 1)
    return None if root is None or root.value is None else root


def merge_tops(trees: Sequence[Tree], problems: list[Problem]) -> Tree:
    """Several files as one map. A top-level key in two files is a problem."""
    first = trees[0]
    if len(trees) == 1:
        return first
    top: dict[str, Tree] = {}
    for tree in trees:
        if not isinstance(tree.value, dict):
            problems.append(Problem(tree.place.file, tree.place.line, "must be a map of keys"))
            continue
        for key, value in tree.value.items():
            if key in top:
                there = top[key].key_place
                place = value.key_place
                text = f"key '{key}' is already in {there.file}:{there.line}"
                problems.append(Problem(place.file, place.line, text, place.column))
            else:
                top[key] = value
    return Tree(first.place, first.key_place, top)


def plain(tree: Tree) -> Plain:
    """Return the values without their places."""
    match tree.value:
        case dict() as entries:
            return {key: plain(value) for key, value in entries.items()}
        case list() as entries:
            return [plain(value) for value in entries]
        case value:
            return value


def find(tree: Tree, path: Sequence[str | int]) -> Tree:
    """Return the value at ``path``, skipping parts that are not there.

    A validator names the branch of a union in its paths, which no file spells.
    """
    for part in path:
        if isinstance(tree.value, dict) and part in tree.value:
            tree = tree.value[str(part)]
        elif isinstance(tree.value, list) and isinstance(part, int) and part < len(tree.value):
            tree = tree.value[part]
    return tree


def _scalar(event: yaml.ScalarEvent) -> Scalar:
    text = str(event.value)
    if not event.implicit[0]:  # quoted or block text
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _WHOLE.fullmatch(text):
        return int(text)
    return float(text) if _FRACTION.fullmatch(text) else text
