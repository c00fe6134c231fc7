"""Official sheets as PDF/A-3b. Owns the typesetter, kept alive; must not print, sign or store.

Values reach a template as JSON data, so nothing that a person is called can become markup. The
typesetter remembers what it has set: it lives in the visit's process and ends with the citizen.
"""

import io
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

import pikepdf
import typst

from kiosk.errors import BrokenEnvironmentError
from printer.layouts.sheet import Template, Words

_TEMPLATES = Path(__file__).resolve().parents[1] / "layouts"
_STANDARD: Literal["a-3b"] = "a-3b"
_FONT_FILES = (
    "NotoSerifCJKsc-Regular.otf", "NotoSerifCJKsc-Bold.otf", "NotoSansCJKsc-Regular.otf",
    "NotoSansCJKsc-Bold.otf", "NotoSansMonoCJKsc-Regular.otf",
)  # fmt: skip
#: How typst 0.15 says that no pinned font has the character (only under a PDF/A standard).
_MISSING_GLYPH = re.compile(r'text `?"(?P<text>.+?)"`? could not be displayed', re.DOTALL)
#: Drawn as nothing, yet able to turn a name around (U+202E) or to split it: never on a licence.
#: A lone surrogate is half a character. Control characters are escaped by JSON, hence the last.
_HIDDEN = re.compile(
    "[\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff\U000e0000-\U000e007f]"
    r"|\\u00[01][0-9a-f]"
)
_DOES_NOT_FIT = "openhall: does not fit"
#: Touches every pinned family once; nobody sees it.
_WARM_UP = (
    b'#set text(font: ("Noto Serif CJK SC", "Noto Sans CJK SC"))\n'
    b"\xe8\x90\xa5\xe4\xb8\x9a\xe6\x89\xa7\xe7\x85\xa7 *1*"
)


class Sheet(Protocol):
    """Any layout's input."""

    def template(self, words: Words) -> Template:
        """The sheet as its template takes it."""
        ...


@dataclass(frozen=True, slots=True)
class Composed:
    """A finished document. Wiping ``document`` is its receiver's duty."""

    document: bytearray
    pages: int


@dataclass(frozen=True, slots=True)
class GlyphMissing:
    """No pinned font can draw this text: a person at a window must help."""

    text: str


@dataclass(frozen=True, slots=True)
class DoesNotFit:
    """A value is too long for its frame even in the smallest type."""


Composition = Composed | GlyphMissing | DoesNotFit


class SheetComposer:
    """Sets sheets in the pinned fonts; only the first sheet pays for reading them."""

    def __init__(self, fonts: Path, words: Words) -> None:
        paths = [fonts / name for name in _FONT_FILES]
        if lost := [path.name for path in paths if not path.is_file()]:
            raise BrokenEnvironmentError(f"fonts missing: {', '.join(lost)}")
        self._words = words
        self._compiler = typst.Compiler(
            root=_TEMPLATES,
            font_paths=typst.Fonts(
                include_system_fonts=False, include_embedded_fonts=False, font_paths=[fonts]
            ),
            ignore_system_fonts=True,
        )

    def warm_up(self) -> None:
        """Read the fonts now, so that no citizen waits for it."""
        self._compiler.compile(input=_WARM_UP)

    def compose(self, sheet: Sheet) -> Composition:
        """Set one sheet."""
        template = sheet.template(self._words)
        data = json.dumps(template.values, ensure_ascii=False)
        if hidden := _HIDDEN.search(data):
            return GlyphMissing(hidden[0])
        try:
            document = self._compiler.compile(
                input=_TEMPLATES / template.file_name,
                sys_inputs={"data": data},
                pdf_standards=[_STANDARD],
            )
        except typst.TypstError as error:
            return _explained(error)
        if not isinstance(document, bytes):
            raise BrokenEnvironmentError("typst gave pictures instead of one document")
        return Composed(bytearray(document), _page_count(document))


def _explained(error: typst.TypstError) -> Composition:
    said = f"{error.message}\n{error.diagnostic}"
    if missing := _MISSING_GLYPH.search(said):
        return GlyphMissing(missing["text"])
    if _DOES_NOT_FIT in said:
        return DoesNotFit()
    raise error


def _page_count(document: bytes) -> int:
    with pikepdf.open(io.BytesIO(document)) as pdf:
        return len(pdf.pages)
