"""Staff of a demo: two made-up people with fresh badges and one well-known PIN.

Only a demo's own folder is ever written to; the terminal of a hall enrols with ``run_kiosk.py
staff``.
"""

from collections.abc import Iterator
from pathlib import Path

from kiosk.clock import Clock
from kiosk.upkeep.staff.badge import new_code
from kiosk.upkeep.staff.pin import PinKeeper
from kiosk.upkeep.staff.register import StaffMember
from kiosk.upkeep.staff.roles import StaffRole
from kiosk.upkeep.staff.sign_in import StaffFiles

#: Known to everybody who reads this: good for a demo, whose folder goes when it ends.
DEMO_PIN = "804271"
DEMO_STAFF = {"T-118": StaffRole.TECHNICIAN, "H-7": StaffRole.HOST_STAFF}


def enrol_demo_staff(state: Path, clock: Clock) -> dict[str, str]:
    """Enrol both; the code of each one's badge by staff number."""
    files, keeper = StaffFiles.under(state, clock), PinKeeper()
    codes = {number: new_code() for number in DEMO_STAFF}
    for number, role in DEMO_STAFF.items():
        token = files.key.of_code(codes[number].encode())
        files.register.put(
            StaffMember(number=number, role=role, tokens=(token,), pin_hash=keeper.hashed(DEMO_PIN))
        )
    return codes


def told(codes: dict[str, str]) -> Iterator[str]:
    """What whoever runs the demo must know to play staff."""
    yield "Staff: rest a finger on the mark (upper left) for three seconds, then show a badge:"
    for number, code in codes.items():
        yield f"  {number} ({DEMO_STAFF[number]}): {code}   PIN {DEMO_PIN}"
    yield "Type the code into the dock's scanner panel, or at the screen."
