"""What somebody shows to say who they are: a staff badge with a QR code, or their own ID card.

Owns the shape of a badge and the keyed hash under which both are known. The badge's code and the
person's ID number are never stored: with the key, which stays on the terminal, they can be
recognised; without it a copied register tells nothing, however few ID numbers there are to try.
"""

import hashlib
import hmac
import os
import re
import secrets
from pathlib import Path

#: Letters that cannot be mistaken for digits, because the code can also be typed from the badge.
_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_PREFIX, _BODY_LETTERS = "STAFF-", 16
_CODE = re.compile(rf"{_PREFIX}[{_LETTERS}]{{4}}(-[{_LETTERS}]{{4}}){{3}}")
_KEY_BYTES = 32
#: Where the number stands in the text of a card (GA 450): 18 characters of UTF-16LE.
_TEXT_AT, _NUMBER_AT, _NUMBER_BYTES = 4, 122, 36


def new_code() -> str:
    """A fresh badge: 80 random bits, so that guessing one is hopeless without any back-off."""
    letters = "".join(secrets.choice(_LETTERS) for _ in range(_BODY_LETTERS))
    return _PREFIX + "-".join(letters[at : at + 4] for at in range(0, _BODY_LETTERS, 4))


def is_code(text: str) -> bool:
    """Whether this has the shape of a badge's code."""
    return _CODE.fullmatch(text) is not None


def tidy(typed: str) -> str:
    """A code as somebody typed it, with or without prefix, dashes and capitals."""
    letters = re.sub(r"[^0-9A-Z]", "", typed.upper())
    body = letters.removeprefix(_PREFIX.rstrip("-"))
    return _PREFIX + "-".join(body[at : at + 4] for at in range(0, len(body), 4))


class BadgeKey:
    """The terminal's own key for recognising staff."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def of_code(self, code: bytes | bytearray) -> str:
        """The name under which a badge's code is known."""
        return self._hashed(b"badge", code)

    def of_card(self, payload: bytearray) -> str | None:
        """The same for an ID card as a reader hands it over; None when it holds no number."""
        start = _TEXT_AT + _NUMBER_AT
        with memoryview(payload) as view:
            number = bytearray(view[start : start + _NUMBER_BYTES])
        try:
            whole = len(number) == _NUMBER_BYTES and number.strip(b" \0") != b""
            return self._hashed(b"card", number) if whole else None
        finally:
            number[:] = bytes(len(number))

    def of_number(self, number: str) -> str:
        """The same for a number typed at enrolment."""
        return self._hashed(b"card", bytearray(number.encode("utf-16-le")))

    def _hashed(self, kind: bytes, content: bytes | bytearray) -> str:
        mac = hmac.new(self._key(), kind + b"\0", hashlib.sha256)
        mac.update(content)
        return mac.hexdigest()

    def _key(self) -> bytes:
        try:
            return self._file.read_bytes()
        except FileNotFoundError:
            self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        key = secrets.token_bytes(_KEY_BYTES)
        try:
            handle = os.open(self._file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return self._file.read_bytes()
        with os.fdopen(handle, "wb") as stream:
            stream.write(key)
            stream.flush()
            os.fsync(stream.fileno())
        return key
