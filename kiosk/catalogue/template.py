"""Words with slots for earlier answers: ``{street}{street-number}号``."""

import re
from collections.abc import Mapping

_SLOT = re.compile(r"\{([a-z0-9-]+)\}")


def fill(template: str, words: Mapping[str, str]) -> str:
    """Put the words of earlier answers into ``{field}``; what is not known yet stays empty."""
    # One pass: braces inside an answer are text, never another slot.
    return _SLOT.sub(lambda slot: words.get(slot.group(1), ""), template)


def slots(template: str) -> tuple[str, ...]:
    """Return the field ids that a template mentions."""
    return tuple(_SLOT.findall(template))
