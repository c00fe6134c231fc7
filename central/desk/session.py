"""Who sits at the desk: a signed cookie with the officer's name, and a token against forged forms.

Owns signing only. The name is what the officer typed: on loopback there is nobody to ask. In front
of a desk for more than one machine stands the site's own sign-on.
"""

import base64
import hmac
import secrets
from dataclasses import dataclass

COOKIE = "desk"
NAME_MAX = 32


@dataclass(frozen=True, slots=True)
class Session:
    """One officer in one browser."""

    officer: str
    #: Goes into every form; a page of another origin cannot read it.
    token: str
    cookie: str


class Sessions:
    """Makes and checks cookies. The key lives as long as the process: a restart signs out."""

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)

    def begin(self, officer: str) -> Session:
        """Sign an officer in."""
        nonce = secrets.token_hex(8)
        payload = base64.urlsafe_b64encode(f"{nonce}:{officer}".encode()).decode("ascii")
        cookie = f"{payload}.{self._mac('cookie', payload)}"
        return Session(officer, self._mac("token", payload), cookie)

    def find(self, cookie: str) -> Session | None:
        """The session of a genuine cookie."""
        payload, _, mac = cookie.partition(".")
        if not cookie.isascii() or not hmac.compare_digest(mac, self._mac("cookie", payload)):
            return None
        officer = base64.urlsafe_b64decode(payload).decode().partition(":")[2]
        return Session(officer, self._mac("token", payload), cookie)

    def _mac(self, purpose: str, payload: str) -> str:
        return hmac.digest(self._key, f"{purpose}:{payload}".encode(), "sha256").hex()


def is_genuine(session: Session, token: str) -> bool:
    """True when a form was made by this session's own page."""
    return token.isascii() and hmac.compare_digest(token, session.token)
