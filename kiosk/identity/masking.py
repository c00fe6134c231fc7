"""How personal data is shown when it is shown at all. Length is kept, content is not."""

import re

STAR = "*"
_LATIN_WORD = re.compile(r"[^\W\d_]+")


def mask_number(number: str) -> str:
    """First four and last four: 1101**********0014. Short numbers show less."""
    match len(number):
        case length if length >= 15:
            return _middle(number, 4, 4)
        case length if length >= 8:
            return _middle(number, 2, 2)
        case _:
            return _middle(number, 0, 1) if len(number) > 1 else STAR * len(number)


def mask_phone(number: str) -> str:
    """First three and last four, as on a bill: 138****5678."""
    return _middle(number, 3, 4) if len(number) >= 11 else mask_number(number)


def mask_name(name: str) -> str:
    """The first character stays; of a name in letters, the first of each word."""
    if name.isascii():
        return _LATIN_WORD.sub(lambda word: word[0][0] + STAR * (len(word[0]) - 1), name)
    if len(name) == 1:
        return STAR
    return name[:1] + STAR * (len(name) - 1)


def _middle(text: str, head: int, tail: int) -> str:
    hidden = len(text) - head - tail
    return text[:head] + STAR * hidden + text[len(text) - tail :]
