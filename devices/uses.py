"""What came of a command, as far as a tally needs to know it.

Owns the way from the outcomes of the ports to four words. Sees kinds of outcomes, never what they
carry.
"""

from enum import Enum

from devices.ports import (
    Cancelled,
    CardMoved,
    CardRefused,
    FeederEmpty,
    JobUncertain,
    LightsRefused,
    NoCard,
    NoCode,
    ReceiptRefused,
    ReceiptUncertain,
    ScanFailed,
    SubmissionRefused,
    SubmissionUnknown,
)
from devices.smart_card_reader.port import ChipForeign, ChipGarbled, ChipMute, ChipRefused
from devices.speaker.port import SpeechRefused
from devices.status import Attention, Busy, Ready, Unavailable


class Use(Enum):
    """How a command counts."""

    #: What was asked for came: a card read, a receipt printed.
    DONE = "done"
    #: The device answered, and it did not come: a card that is not taken, no paper.
    REFUSED = "refused"
    #: The device was gone, or its driver crashed (``DeviceFailed``).
    FAILED = "failed"
    #: Nothing that could succeed: nobody came, somebody left, a look at its state.
    ASIDE = "aside"


def use_of(outcome: object) -> Use:
    """How an outcome of a port counts. What no port knows was done: it did not fail."""
    match outcome:
        case NoCard() | NoCode() | Cancelled() | FeederEmpty():
            return Use.ASIDE
        # Waiting until a card is taken; asking how the device is.
        case bool() | Ready() | Busy() | Attention() | Unavailable():
            return Use.ASIDE
        case CardMoved() | CardRefused() | ChipMute() | ChipForeign() | ChipRefused():
            return Use.REFUSED
        case ChipGarbled() | ScanFailed() | ReceiptRefused() | ReceiptUncertain():
            return Use.REFUSED
        case SubmissionRefused() | SubmissionUnknown() | JobUncertain():
            return Use.REFUSED
        case LightsRefused() | SpeechRefused():
            return Use.REFUSED
        case _:
            return Use.DONE
