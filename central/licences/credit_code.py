"""Unified social credit codes: GB 32100-2015, and the organisation code of GB 11714 inside.

Owns both check characters. Must not allocate: see ``central.licences.register``.
"""

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
_INNER_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


def compose(prefix: str, area: str, organisation: str) -> str:
    """The whole code for a prefix (``92`` is a sole trader), an area and eight characters."""
    if len(prefix) != 2 or len(area) != 6 or len(organisation) != 8:
        raise ValueError("a credit code takes 2 + 6 + 8 characters")
    head = prefix + area + organisation + _organisation_check(organisation)
    return head + _check(head)


def is_valid(code: str) -> bool:
    """True when the alphabet and both check characters are right."""
    if len(code) != 18 or not set(code) <= set(ALPHABET):
        return False
    return code[16] == _organisation_check(code[8:16]) and code[17] == _check(code[:17])


def _check(head: str) -> str:
    total = sum(ALPHABET.index(mark) * weight for mark, weight in zip(head, _WEIGHTS, strict=True))
    return ALPHABET[(31 - total % 31) % 31]


def _organisation_check(body: str) -> str:
    # GB 11714 counts A..Z as 10..35 without gaps, unlike the alphabet of GB 32100.
    total = sum(int(mark, 36) * w for mark, w in zip(body, _INNER_WEIGHTS, strict=True))
    value = 11 - total % 11
    return {10: "X", 11: "0"}.get(value, str(value))
