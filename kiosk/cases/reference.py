"""Case numbers as people read and type them: ``QH2604-7K3M-9C``.

Owns the format, so that a slip is said at once, without the platform; marks and check characters
are the contract's.
"""

import re
import unicodedata
from dataclasses import dataclass

from kiosk.uplink.contract.spoken import ALPHABET, check_characters

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
