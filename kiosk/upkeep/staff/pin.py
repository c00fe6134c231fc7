"""The PIN: what may be one, and how it is kept. The only place with parameters of argon2id.

Must not keep or log a PIN. Python strings cannot be wiped; the process that sees them does so for
the blink of one check, and they never travel in a message's header.
"""

from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST_DIGITS, LONGEST_DIGITS = 6, 12
#: The second recommendation of RFC 9106 (section 4): 64 MiB, three passes, four lanes. About a
#: tenth of a second on a terminal, once for each try that back-off lets through.
HASHER = PasswordHasher(
    time_cost=3, memory_cost=64 * 1024, parallelism=4, hash_len=32, salt_len=16, type=Type.ID
)


class PinFault(StrEnum):
    """Why something is no PIN."""

    NOT_DIGITS = "not-digits"
    LENGTH = "length"
    TOO_PLAIN = "too-plain"


def pin_fault(pin: str) -> PinFault | None:
    """What is wrong with a new PIN; None when it will do."""
    if not (pin.isascii() and pin.isdigit()):
        return PinFault.NOT_DIGITS
    if not SHORTEST_DIGITS <= len(pin) <= LONGEST_DIGITS:
        return PinFault.LENGTH
    steps = {(int(b) - int(a)) % 10 for a, b in pairwise(pin)}
    # 111111, 123456, 987654 are what a stranger tries first.
    return PinFault.TOO_PLAIN if len(steps) == 1 and steps <= {0, 1, 9} else None


@dataclass(frozen=True, slots=True)
class PinKeeper:
    """Hashes and checks. Tests give a cheap hasher; the house has one."""

    hasher: PasswordHasher = HASHER

    def hashed(self, pin: str) -> str:
        """The PIN as it may be stored: parameters, salt and hash in PHC format."""
        return self.hasher.hash(pin)

    def fits(self, stored: str, pin: str) -> bool:
        """Whether this PIN made that hash. A damaged hash fits nothing."""
        try:
            return self.hasher.verify(stored, pin)
        except (VerificationError, InvalidHashError):
            return False
