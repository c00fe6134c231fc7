"""The last wall of the support bundle: every text is of a closed kind, or it is masked.

Owns the kinds by key. It does not trust the parts before it: a reason keyword that a database or a
device made up, a fact in a citizen's language, a number that is longer than any of ours.
"""

import re
from collections.abc import Mapping

MASK = "***"
#: Keywords and readings of devices: ASCII, short, and no run of digits that could be a person's.
_PLAIN = re.compile(r"(?!.*[0-9]{6})[A-Za-z0-9<>._ =%:/+,@()-]{0,120}")
_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{5,8}(?:\.[0-9]{1,6})?(?:[+-][0-9:]{5}|Z)")
_BY_KEY: Mapping[str, re.Pattern[str]] = {
    "at": _TIME,
    "since": _TIME,
    "board_at": _TIME,
    "oldest_at": _TIME,
    # A blank's own serial, as the host site's staff loaded it.
    "serial": re.compile(r"[A-Z]{0,4}[0-9]{4,10}|plain"),
    # Printed on the housing of the security module.
    "sam-id": re.compile(r"[0-9]{2}\.[0-9]{2}-[0-9]{8}-[0-9]{10}-[0-9]{10}"),
    "before": re.compile(r"[0-9a-f]{64}"),
}
#: Sentences of the language files: whoever reads the bundle has them, and a keyword without words
#: would come through them as it is.
_LEFT_OUT = ("wrong", "todo")
#: Counts are small; a number of somebody is not.
_LARGEST_COUNT = 10**14


def safe(value: object, key: str = "") -> object:
    """The same tree with every unsafe text and key masked."""
    match value:
        case dict():
            return {
                _safe_text(str(name), ""): safe(inner, str(name))
                for name, inner in value.items()
                if name not in _LEFT_OUT
            }
        case list() | tuple():
            return [safe(inner, key) for inner in value]
        case bool() | None:
            return value
        case int() | float():
            return value if abs(value) < _LARGEST_COUNT else MASK
        case _:
            return _safe_text(str(value), key)


def _safe_text(text: str, key: str) -> str:
    return text if _BY_KEY.get(key, _PLAIN).fullmatch(text) else MASK
