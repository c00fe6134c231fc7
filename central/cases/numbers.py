"""Numbers that people read aloud: case numbers, query codes, envelope codes.

Owns the alphabet without look-alikes and the check characters. Must not know whether a number is
taken: storage's UNIQUE columns know that.
"""

import secrets
from collections.abc import Callable
from datetime import date

#: No 0 O, 1 I L, 5 S, 8 B, 2 Z, U V: what a hurried eye or ear mixes up.
ALPHABET = "34679ACDEFGHJKMNPQRTWXY"
#: The largest prime that two characters of the alphabet can hold.
_PRIME = 523

Choose = Callable[[str], str]


def case_no(prefix: str, today: date, choose: Choose = secrets.choice) -> str:
    """Such as ``QH2611-7K3M-9C``: place, year and month, four random, two to check."""
    head = f"{prefix}{today:%y%m}"
    body = "".join(choose(ALPHABET) for _ in range(4))
    return f"{head}-{body}-{check(head + body)}"


def query_code(choose: Choose = secrets.choice) -> str:
    """Eight random characters: shows the state of one case to whoever holds the receipt."""
    return "".join(choose(ALPHABET) for _ in range(8))


def envelope_code(choose: Choose = secrets.choice) -> str:
    """Such as ``E-7K3M9CQT-4P``; long enough that nobody finds another person's by trying."""
    body = "".join(choose(ALPHABET) for _ in range(12))
    return f"E-{body}-{check(body)}"


def is_envelope_code(text: str) -> bool:
    """True when the check characters fit: a mistyped code is refused without a search."""
    parts = text.split("-")
    if len(parts) != 3 or parts[0] != "E" or len(parts[1]) != 12:
        return False
    return set(parts[1]) <= set(ALPHABET) and parts[2] == check(parts[1])


def check(text: str) -> str:
    """Two characters over a prime: one wrong character or two swapped never pass."""
    total = 0
    for character in text:
        total = (total * 37 + int(character, 36)) % _PRIME
    high, low = divmod(total, len(ALPHABET))
    return ALPHABET[high] + ALPHABET[low]


def verification_code(choose: Choose = secrets.choice) -> str:
    """Twelve random characters on a printed result, for whoever checks it."""
    return "".join(choose(ALPHABET) for _ in range(12))
