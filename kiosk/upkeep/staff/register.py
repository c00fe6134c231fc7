"""Who is staff of this terminal. Owns ``staff/register.json``: staff number, role, hashes.

Read anew at every sign-in, so that somebody who was removed is out at once, host running or not.
Holds no name, no ID number, no code of a badge and no PIN.
"""

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kiosk.errors import BrokenEnvironmentError
from kiosk.upkeep.staff.durable import alone, replace_file
from kiosk.upkeep.staff.roles import StaffRole

NUMBER_PATTERN = r"^[A-Z]{1,4}-[0-9]{1,6}$"


class StaffMember(BaseModel):
    """One of the staff. ``tokens`` are keyed hashes of what they may show."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    number: str = Field(pattern=NUMBER_PATTERN)
    role: StaffRole
    tokens: tuple[str, ...] = Field(min_length=1)
    pin_hash: str = Field(min_length=20)


class _Register(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    version: int = 1
    members: tuple[StaffMember, ...] = ()


class StaffRegister:
    """The list on disk."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def members(self) -> tuple[StaffMember, ...]:
        """Everybody, by number. Raises BrokenEnvironmentError for a file that is none of ours."""
        try:
            content = self._file.read_bytes()
        except FileNotFoundError:
            return ()
        try:
            return _Register.model_validate_json(content).members
        except ValidationError as wrong:
            raise BrokenEnvironmentError("the staff register cannot be read") from wrong

    def known_by(self, token: str) -> StaffMember | None:
        """Whose this is."""
        return next((one for one in self.members() if token in one.tokens), None)

    def numbered(self, number: str) -> StaffMember | None:
        """The member of this number."""
        return next((one for one in self.members() if one.number == number), None)

    def put(self, member: StaffMember) -> None:
        """Add a member, or replace the one of the same number. Raises OSError."""
        with alone(self._file):
            rest = [one for one in self.members() if one.number != member.number]
            self._write(sorted((*rest, member), key=lambda one: one.number))

    def remove(self, number: str) -> bool:
        """Strike somebody out; false when nobody has this number. Raises OSError."""
        with alone(self._file):
            members = self.members()
            rest = [one for one in members if one.number != number]
            if len(rest) == len(members):
                return False
            self._write(rest)
            return True

    def _write(self, members: list[StaffMember]) -> None:
        replace_file(self._file, _Register(members=tuple(members)).model_dump_json(indent=1) + "\n")
