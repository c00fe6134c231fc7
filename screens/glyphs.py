"""Which characters can be drawn. Owns the font's coverage and the safe form of foreign text.

Text of people and of the platform goes through ``legible``: capped, without control or direction
characters, never markup, and with a visible mark where the font has no glyph, because a silent
blank in a name is worse than a mark.
"""

import unicodedata
from collections.abc import Set as AbstractSet
from pathlib import Path

#: The printers' own sign for a missing type.
MISSING_MARK = "〓"
LONGEST_TEXT_CHARACTERS = 400


def load_coverage(font_file: Path) -> frozenset[int]:
    """Every code point for which the font has a glyph."""
    from fontTools.ttLib import TTFont

    with TTFont(font_file, lazy=True) as font:
        return frozenset(font.getBestCmap())


def legible(
    text: str, coverage: AbstractSet[int], limit_characters: int = LONGEST_TEXT_CHARACTERS
) -> str:
    """``text`` as it may be drawn."""
    if len(text) > limit_characters:
        text = text[: limit_characters - 1] + "…"
    return "".join(_drawable(character, coverage) for character in text)


class Typeface:
    """The face that everything on the glass is drawn in."""

    def __init__(self) -> None:
        self._coverage: frozenset[int] = frozenset()

    def open(self, font_file: Path) -> None:
        """Learn which characters the face has."""
        self._coverage = load_coverage(font_file)

    def drawn(self, text: str) -> str:
        """``text`` as it may be drawn; nothing is lost before a face was opened."""
        return legible(text, self._coverage) if self._coverage and text else text


#: The one face, as ``theme`` is the one theme.
typeface = Typeface()


def _drawable(character: str, coverage: AbstractSet[int]) -> str:
    if character == "\n" or (character.isascii() and character.isprintable()):
        return character
    # Cc and Cf hold control and direction characters, Cs the lone surrogates that raise in Kivy.
    if unicodedata.category(character) in {"Cc", "Cf"}:
        return ""
    return character if ord(character) in coverage else MISSING_MARK
