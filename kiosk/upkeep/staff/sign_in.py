"""Signing in: something that one has (badge or card), then something that one knows (PIN).

Owns the order and the outcomes. A PIN is only asked of somebody whose badge is known, is counted
before it is judged, and is never told apart from any other wrong one.
"""

from dataclasses import dataclass
from pathlib import Path

from kiosk.clock import Clock
from kiosk.upkeep.staff.audit import Audit, Deed
from kiosk.upkeep.staff.back_off import BackOff, LockedOut, MayTry, MustWait
from kiosk.upkeep.staff.badge import BadgeKey, tidy
from kiosk.upkeep.staff.pin import PinKeeper
from kiosk.upkeep.staff.register import StaffMember, StaffRegister
from kiosk.upkeep.staff.roles import RIGHTS, Right, StaffRole

STAFF_FOLDER = "staff"


@dataclass(frozen=True, slots=True)
class StaffFiles:
    """Everything about staff that is on disk."""

    register: StaffRegister
    key: BadgeKey
    back_off: BackOff
    audit: Audit

    @staticmethod
    def under(state_folder: Path, clock: Clock) -> "StaffFiles":
        """The files of one terminal; nothing is made before something is written."""
        folder = state_folder / STAFF_FOLDER
        return StaffFiles(
            register=StaffRegister(folder / "register.json"),
            key=BadgeKey(folder / "key"),
            back_off=BackOff(folder / "tries.json", clock),
            audit=Audit(folder / "audit.log", clock),
        )


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Somebody is who they say."""

    number: str
    role: StaffRole

    @property
    def rights(self) -> frozenset[Right]:
        """What they may do."""
        return RIGHTS[self.role]


@dataclass(frozen=True, slots=True)
class PinWrong:
    """No. ``tries_left`` before the door is locked."""

    tries_left: int


PinOutcome = SignedIn | PinWrong | MustWait | LockedOut


class SignIn:
    """One attempt to enter service at one terminal."""

    def __init__(self, files: StaffFiles, keeper: PinKeeper) -> None:
        self._files, self._keeper = files, keeper

    def by_code(self, code: bytes | bytearray) -> StaffMember | None:
        """Who shows this badge. ``code`` is what the scanner read."""
        return self._known(self._files.key.of_code(code))

    def by_typed_code(self, typed: str) -> StaffMember | None:
        """Who holds the badge that these letters stand on."""
        return self.by_code(tidy(typed).encode())

    def by_card(self, payload: bytearray) -> StaffMember | None:
        """Whose ID card this is. Wiping ``payload`` is the caller's."""
        token = self._files.key.of_card(payload)
        return None if token is None else self._known(token)

    def try_pin(self, number: str, pin: str) -> PinOutcome:
        """Judge a PIN of a member whose badge was shown. Raises OSError: then nobody comes in."""
        files = self._files
        match files.back_off.ask(number):
            case MustWait() as wait:
                files.audit.note(number, Deed.PIN_TOO_EARLY)
                return wait
            case LockedOut() as locked:
                files.audit.note(number, Deed.LOCKED_OUT)
                return locked
            case MayTry(tries_left=left):
                files.back_off.count(number)
        member = files.register.numbered(number)
        if member is None or not self._keeper.fits(member.pin_hash, pin):
            files.audit.note(number, Deed.PIN_WRONG)
            return PinWrong(left - 1) if left > 1 else LockedOut()
        files.back_off.forget(number)
        files.audit.note(number, Deed.SIGNED_IN, member.role)
        return SignedIn(number, member.role)

    def _known(self, token: str) -> StaffMember | None:
        member = self._files.register.known_by(token)
        if member is None:
            self._files.audit.note("", Deed.BADGE_UNKNOWN)
        return member
