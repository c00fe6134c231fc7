"""Numbers that people read aloud: case numbers, query codes, envelope codes.

Owns how they are made. Must not know whether a number is
taken: storage's UNIQUE columns know that.
"""

import secrets
from collections.abc import Callable
from datetime import date

from kiosk.uplink.contract.spoken import ALPHABET, check_characters

Choose = Callable[[str], str]


def case_no(prefix: str, today: date, choose: Choose = secrets.choice) -> str:
    """Such as ``QH2611-7K3M-9C``: place, year and month, four random, two to check."""
    head = f"{prefix}{today:%y%m}"
    body = "".join(choose(ALPHABET) for _ in range(4))
    return f"{head}-{body}-{check_characters(head + body)}"


def query_code(choose: Choose = secrets.choice) -> str:
    """Eight random characters: shows the state of one case to whoever holds the receipt."""
    return "".join(choose(ALPHABET) for _ in range(8))


def envelope_code(choose: Choose = secrets.choice) -> str:
    """Such as ``E-7K3M9CQT-4P``; long enough that nobody finds another person's by trying."""
    body = "".join(choose(ALPHABET) for _ in range(12))
    return f"E-{body}-{check_characters(body)}"


def is_envelope_code(text: str) -> bool:
    """True when the check characters fit: a mistyped code is refused without a search."""
    parts = text.split("-")
    if len(parts) != 3 or parts[0] != "E" or len(parts[1]) != 12:
        return False
    return set(parts[1]) <= set(ALPHABET) and parts[2] == check_characters(parts[1])


def verification_code(choose: Choose = secrets.choice) -> str:
    """Twelve random characters on a printed result, for whoever checks it."""
    return "".join(choose(ALPHABET) for _ in range(12))
