"""What the third status word (SW3) means for the one who waits. Pure table.

Codes 01..09 of the vendors' tables are absent on purpose: host libraries invent them, the wire
never carries them.
"""

from enum import Enum, auto


class Verdict(Enum):
    """What to do about an answer that is not the good one."""

    #: No card, or not any more: look again.
    NO_CARD = auto()
    #: The card has no such item.
    NO_ITEM = auto()
    #: The card and the SAM do not get on: lay it again, or it is not ours to read.
    CARD_REFUSED = auto()
    #: The SAM got lost: ask again, then reset it.
    CONFUSED = auto()
    #: Only a technician can help.
    OUT_OF_SERVICE = auto()


FIND_FAILED, SELECT_FAILED = 0x80, 0x81
READ_FAILED = 0x41
SELF_TEST_FAILED, NOT_PERMITTED, NOT_AUTHORISED = 0x60, 0x23, 0x66

_VERDICTS = {
    FIND_FAILED: Verdict.NO_CARD,
    SELECT_FAILED: Verdict.NO_CARD,
    0x34: Verdict.NO_CARD,  # one source: "no card found yet, card operation refused"
    0x91: Verdict.NO_ITEM,
    0x31: Verdict.CARD_REFUSED,
    0x32: Verdict.CARD_REFUSED,
    0x33: Verdict.CARD_REFUSED,
    0x37: Verdict.CARD_REFUSED,
    0x3F: Verdict.CARD_REFUSED,
    0x40: Verdict.CARD_REFUSED,
    READ_FAILED: Verdict.CARD_REFUSED,
    0x10: Verdict.CONFUSED,
    0x11: Verdict.CONFUSED,
    0x21: Verdict.CONFUSED,
    0x24: Verdict.CONFUSED,
    0x47: Verdict.CONFUSED,
    NOT_PERMITTED: Verdict.OUT_OF_SERVICE,
    SELF_TEST_FAILED: Verdict.OUT_OF_SERVICE,
    NOT_AUTHORISED: Verdict.OUT_OF_SERVICE,
}

#: Keywords of ``device.id-reader.<reason>``.
SERVICE_REASONS = {
    SELF_TEST_FAILED: "sam-self-test-failed",
    NOT_PERMITTED: "sam-not-permitted",
    NOT_AUTHORISED: "sam-not-authorised",
}


def verdict(status: int) -> Verdict:
    """A code that no table knows is shown as it is, as a refusal."""
    return _VERDICTS.get(status, Verdict.CARD_REFUSED)


KNOWN_STATUSES = frozenset(_VERDICTS)
