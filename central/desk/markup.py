"""HTML from templates and values: everything is escaped unless it is markup already.

Owns escaping. Must not know what a page says.
"""

import html
from collections.abc import Iterable
from functools import cache
from importlib import resources
from string import Template


class Markup(str):
    """Text that went through a template and goes into another one as it is."""

    __slots__ = ()


def page(name: str, **values: object) -> Markup:
    """A template of this package with its values put in. A missing value is a bug and raises."""
    return _fill(_template(name), values)


def piece(text: str, **values: object) -> Markup:
    """A short template, written where it is used."""
    return _fill(Template(text), values)


def joined(pieces: Iterable[Markup]) -> Markup:
    """Several pieces, one after the other."""
    return Markup("".join(pieces))


def _fill(template: Template, values: dict[str, object]) -> Markup:
    return Markup(template.substitute({name: _safe(value) for name, value in values.items()}))


def _safe(value: object) -> str:
    return value if isinstance(value, Markup) else html.escape(str(value), quote=True)


@cache
def _template(name: str) -> Template:
    return Template(resources.files("central.desk").joinpath("templates", name).read_text("utf-8"))
