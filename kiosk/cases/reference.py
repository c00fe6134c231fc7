"""Case numbers as people read and type them: ``QH2604-7K3M-9C``.

Owns the format and its two check characters, so that a slip is said at once, without the platform.
"""

import re
import unicodedata
from dataclasses import dataclass

#: No 0 O, 1 I L, 5 S, 8 B, 2 Z, U V: what a hurried eye or ear mixes up.
ALPHABET = "34679ACDEFGHJKMNPQRTWXY"
#: The largest prime that two characters of the alphabet can hold.
_PRIME = 523
_SHAPE = re.compile(rf"([A-Z]{{2}})(\d{{2}})(0[1-9]|1[0-2])([{ALPHABET}]{{4}})([{ALPHABET}]{{2}})")


@dataclass(frozen=True, slots=True)
class CaseNumber:
    """A number that can be one; only the platform knows whether it is."""

    text: str


@dataclass(frozen=True, slots=True)
class NotANumber:
    """What was typed cannot be a case number. ``key`` says what to look at."""

    key: str


def parse_case_number(typed: str) -> CaseNumber | NotANumber:
    """Read what a citizen typed; case, spaces and dashes do not matter."""
    plain = unicodedata.normalize("NFKC", typed).upper()
    compact = "".join(mark for mark in plain if not mark.isspace() and mark not in "-‐‑–—−")
    shape = _SHAPE.fullmatch(compact) if compact.isascii() else None
    if shape is None:
        return NotANumber("journey.reference.malformed")
    place, year, month, body, check = shape.groups()
    head = f"{place}{year}{month}"
    if check != check_characters(head + body):
        return NotANumber("journey.reference.mistyped")
    return CaseNumber(f"{head}-{body}-{check}")


def check_characters(text: str) -> str:
    """Return two characters over a prime: one wrong mark or two swapped never pass."""
    total = 0
    for mark in text:
        total = (total * 37 + int(mark, 36)) % _PRIME
    high, low = divmod(total, len(ALPHABET))
    return ALPHABET[high] + ALPHABET[low]
