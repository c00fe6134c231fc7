"""YAML as typed data: reads files with positions and reports everything wrong at once.

Owns the subset of YAML that this house allows: maps with text keys, lists and plain values. No
tags, anchors or aliases (nothing here needs them, and an alias is how a small file becomes a huge
one). ``yes``, ``010`` and dates stay text. It must not know what any file is about.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar, cast

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from config.yaml_tree import Limits, Place, TooMuchError, Tree, build_tree, find, merge_tops, plain
from kiosk.errors import DefinitionError, Problem

Model = TypeVar("Model", bound=BaseModel)

#: A file larger than this is no hand-written definition.
LARGEST_FILE_BYTES = 512 * 1024


@dataclass(frozen=True, slots=True)
class Document:
    """A file (or several, merged) that parsed, and where each value stands."""

    tree: Tree

    def place(self, path: Sequence[str | int]) -> Place:
        """Where the value at ``path`` stands (a map or list: its key); else the nearest parent."""
        found = find(self.tree, path)
        return found.key_place if isinstance(found.value, dict | list) else found.place

    def problem(self, path: Sequence[str | int], text: str) -> Problem:
        """Report a problem at ``path``."""
        place = self.place(path)
        return Problem(place.file, place.line, text, place.column)


def load(file: Path, model: type[Model]) -> Model:
    """Read the file as a model. Raises DefinitionError with all problems."""
    problems: list[Problem] = []
    loaded = collect(file, model, problems)
    if loaded is None:
        raise DefinitionError(tuple(problems))
    return loaded


def collect(file: Path, model: type[Model], problems: list[Problem]) -> Model | None:
    """Like ``load``, but adds the problems to a list, so that several files report together."""
    document = read([file], problems)
    return None if document is None else validate(document, model, problems)


def read(files: Sequence[Path], problems: list[Problem]) -> Document | None:
    """Parse the files into one document; each top-level key may stand in one file only."""
    trees = [tree for file in files if (tree := _parse(file, problems)) is not None]
    if len(trees) != len(files) or not trees:
        return None
    return Document(merge_tops(trees, problems))


def validate(document: Document, model: type[Model], problems: list[Problem]) -> Model | None:
    """Check a document against a model."""
    try:
        return model.model_validate(plain(document.tree))
    except ValidationError as refused:
        problems.extend(_explain(document, refused.errors(include_url=False)))
        return None


def _explain(document: Document, errors: Iterable[ErrorDetails]) -> Iterator[Problem]:
    for error in errors:
        path = error["loc"]
        if error["type"] == "extra_forbidden":
            place = find(document.tree, path).key_place
            yield Problem(place.file, place.line, f"unknown key '{path[-1]}'", place.column)
        elif error["type"] == "missing":
            yield document.problem(path[:-1], f"missing key '{path[-1]}'")
        else:
            dotted = ".".join(str(part) for part in path)
            said = error["msg"].removeprefix("Value error, ")
            yield document.problem(path, f"{dotted}: {said}" if dotted else said)


def _parse(file: Path, problems: list[Problem]) -> Tree | None:
    name = str(file)
    text = _text(file, problems)
    if text is None:
        return None
    before = len(problems)
    try:
        tree = build_tree(name, text, Limits(), problems)
    except TooMuchError as error:
        problems.append(Problem(name, error.line, "too deep or too long"))
        return None
    except yaml.YAMLError as error:
        problems.append(_syntax_problem(name, text, error))
        return None
    if len(problems) > before:
        return None
    if tree is None:
        problems.append(Problem(name, 1, "the file is empty"))
    return tree


def _text(file: Path, problems: list[Problem]) -> str | None:
    name = str(file)
    try:
        # One byte more than allowed is enough to know; a device file would never end.
        with file.open("rb") as stream:
            raw = stream.read(LARGEST_FILE_BYTES + 1)
    except OSError as error:
        problems.append(Problem(name, 1, f"cannot be read: {error.strerror or error}"))
        return None
    if len(raw) > LARGEST_FILE_BYTES:
        problems.append(Problem(name, 1, f"larger than {LARGEST_FILE_BYTES} bytes"))
        return None
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        problems.append(Problem(name, line, "not UTF-8 text"))
        return None


def _syntax_problem(name: str, text: str, error: yaml.YAMLError) -> Problem:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    said = getattr(error, "problem", None) or getattr(error, "reason", None) or "not YAML"
    if mark is not None:
        line, column = mark.line + 1, mark.column + 1
    else:
        line = text.count("\n", 0, cast(int, getattr(error, "position", 0))) + 1
        column = 1
    current = text.splitlines()[line - 1] if line <= len(text.splitlines()) else ""
    if "\t" in current[: len(current) - len(current.lstrip())]:
        said = "a tab used for indentation; use spaces"
    return Problem(name, line, said, column)
