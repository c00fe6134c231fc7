"""Check characters of the national number standards. Pure arithmetic; no meaning."""

from itertools import cycle

_WEIGHTS_11_2 = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_11_2 = "10X98765432"

_WEIGHTS_31 = tuple(pow(3, position, 31) for position in range(17))
#: GB 32100: digits and capitals without the look-alikes I, O, S, V, Z.
ALPHABET_31 = "0123456789ABCDEFGHJKLMNPQRTUWXY"

_WEIGHTS_11714 = (3, 7, 9, 10, 5, 8, 4, 2)


def mod_11_2(first_17_digits: str) -> str:
    """GB 11643 (ISO 7064 MOD 11-2): the 18th character of a citizen number."""
    total = sum(w * int(d) for w, d in zip(_WEIGHTS_11_2, first_17_digits, strict=True))
    return _CHECK_11_2[total % 11]


def mod_31(first_17_characters: str) -> str:
    """GB 32100: the 18th character of a unified social credit code."""
    values = (ALPHABET_31.index(character) for character in first_17_characters)
    total = sum(w * value for w, value in zip(_WEIGHTS_31, values, strict=True))
    return ALPHABET_31[-total % 31]


def mod_11_organisation(first_8_characters: str) -> str:
    """GB 11714: the 9th character of an organisation code; here letters count A=10 to Z=35."""
    values = (int(character, 36) for character in first_8_characters)
    total = sum(w * value for w, value in zip(_WEIGHTS_11714, values, strict=True))
    return "0123456789X0"[11 - total % 11]


def mod_10_731(text: str) -> str:
    """Travel-document check (ICAO 9303): weights 7 3 1, A=10 to Z=35, filler counts nothing."""
    values = (0 if character == "<" else int(character, 36) for character in text)
    return str(sum(w * value for w, value in zip(cycle((7, 3, 1)), values, strict=False)) % 10)
