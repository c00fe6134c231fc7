"""Whether the site's photo decoder can be started and ends, tried on a made-up block.

Owns what counts as trouble there. A decoder may well refuse the block, because it is no photo: that
it ran and ended in time is what can be known without a card.
"""

from config.terminal import PhotoDecoder
from devices.id_reader.photo_decoder import (
    NoPictureReason,
    NotDecoded,
    PhotoOutcome,
    decode_photo,
)
from devices.id_reader.photo_picture import Picture
from devices.status import Actor
from kiosk.clock import Clock
from kiosk.upkeep.findings import PhotoFinding, Trouble

#: Head of the format as every reader delivers it; behind it is nobody.
SAMPLE = bytes.fromhex("574C66007E00320000FF").ljust(1024, b"\0")
DECODED = "decoded"


def look_at_photo_decoder(decoder: PhotoDecoder | None, clock: Clock) -> PhotoFinding:
    """Run it once. Takes at most its own deadline."""
    outcome = decode_photo(SAMPLE, decoder, clock)
    return PhotoFinding(_word(outcome), _troubles(outcome))


def _word(outcome: PhotoOutcome) -> str:
    match outcome:
        case Picture():
            return DECODED
        case NotDecoded(reason=reason):
            return reason


def _troubles(outcome: PhotoOutcome) -> tuple[Trouble, ...]:
    match outcome:
        case NotDecoded(reason=NoPictureReason.CANNOT_START):
            return (Trouble("photo-decoder-missing", Actor.TECHNICIAN),)
        case NotDecoded(reason=NoPictureReason.TIMED_OUT):
            return (Trouble("photo-decoder-hangs", Actor.TECHNICIAN),)
        case _:
            return ()
