"""What a card reader's status word (SW3) means, for each who reads it. Pure.

Owns the way from a code to words; the words are ``device.id-reader.status`` in ``config/locale``. A
code that no table knows has words too, with the code in them: nothing falls through.
"""

from enum import StrEnum

from kiosk.i18n import Texts

_PLACE = "device.id-reader.status"


class Listener(StrEnum):
    """Who reads the words."""

    CITIZEN = "citizen"
    HOST_STAFF = "host-staff"
    TECHNICIAN = "technician"


def status_words(texts: Texts, status: int, listener: Listener) -> str:
    """The sentence for one status word, 0 to 255."""
    code = f"{status:02X}"
    key = f"{_PLACE}.{code}.{listener}"
    if key in texts:
        return texts(key)
    return texts(f"{_PLACE}.unknown.{listener}", code=code)
