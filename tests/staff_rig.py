"""Staff on disk for tests: a cheap hasher, and people who never lived."""

from argon2 import PasswordHasher

from kiosk.upkeep.staff.badge import new_code
from kiosk.upkeep.staff.pin import PinKeeper
from kiosk.upkeep.staff.register import StaffMember
from kiosk.upkeep.staff.roles import StaffRole
from kiosk.upkeep.staff.sign_in import SignIn, StaffFiles

#: Eight lanes of nothing: what argon2 is worth is not what these tests ask.
CHEAP = PinKeeper(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
PIN, OTHER_PIN = "804271", "804272"


class Desk:
    """One terminal's staff files and the door to service."""

    def __init__(self, folder, clock):
        self.folder, self.clock = folder, clock
        self.restart()

    def restart(self):
        """What a restarted host knows: the disk."""
        self.files = StaffFiles.under(self.folder, self.clock)
        self.sign_in = SignIn(self.files, CHEAP)

    def enrol(self, number="T-118", role=StaffRole.TECHNICIAN, pin=PIN, id_number=""):
        code = new_code()
        tokens = [self.files.key.of_code(code.encode())]
        if id_number:
            tokens.append(self.files.key.of_number(id_number))
        self.files.register.put(
            StaffMember(number=number, role=role, tokens=tuple(tokens), pin_hash=CHEAP.hashed(pin))
        )
        return code

    def deeds(self):
        return [line.deed for line in self.files.audit.lines()]
