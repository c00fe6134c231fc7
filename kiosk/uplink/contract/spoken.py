"""Marks and check characters of numbers that people read aloud and type.

Both ends need them: the platform mints the numbers, the terminal says at once that one was
mistyped.
"""

#: No 0 O, 1 I L, 5 S, 8 B, 2 Z, U V: what a hurried eye or ear mixes up.
ALPHABET = "34679ACDEFGHJKMNPQRTWXY"
#: The largest prime that two characters of the alphabet can hold.
_PRIME = 523


def check_characters(text: str) -> str:
    """Return two characters over a prime: one wrong mark or two swapped never pass."""
    total = 0
    for mark in text:
        total = (total * 37 + int(mark, 36)) % _PRIME
    high, low = divmod(total, len(ALPHABET))
    return ALPHABET[high] + ALPHABET[low]
