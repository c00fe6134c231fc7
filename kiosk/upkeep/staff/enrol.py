"""``run_kiosk.py staff``: who may enter service at this terminal. Owns the questions at enrolment.

Works beside a running host, which reads the register at every sign-in.
"""

import getpass
import re
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path
from typing import TextIO

from kiosk.clock import Clock
from kiosk.upkeep.staff.audit import Deed
from kiosk.upkeep.staff.badge import new_code
from kiosk.upkeep.staff.pin import LONGEST_DIGITS, SHORTEST_DIGITS, PinKeeper, pin_fault
from kiosk.upkeep.staff.register import NUMBER_PATTERN, StaffMember
from kiosk.upkeep.staff.roles import StaffRole
from kiosk.upkeep.staff.sign_in import StaffFiles

DONE, NOT_DONE = 0, 1
#: Whoever has a shell on the terminal; the log names the account's deed, not the account.
_AT_THE_SHELL = "shell"


class Enrolment:
    """One command at the shell."""

    def __init__(
        self, state_folder: Path, clock: Clock, ask: Callable[[str], str], out: TextIO
    ) -> None:
        self._files = StaffFiles.under(state_folder, clock)
        self._ask, self._out = ask, out

    def add(
        self,
        number: str,
        role: StaffRole,
        keeper: PinKeeper,
        *,
        asks_card: bool,
        badge: Path | None,
    ) -> int:
        """Enrol, or give a known number a new badge and PIN."""
        pin = self._asked_pin()
        if pin is None:
            return NOT_DONE
        code = new_code()
        tokens = [self._files.key.of_code(code.encode())]
        if asks_card:
            tokens.append(self._files.key.of_number(self._ask("ID number of the card: ").strip()))
        member = StaffMember(
            number=number, role=role, tokens=tuple(tokens), pin_hash=keeper.hashed(pin)
        )
        self._files.register.put(member)
        self._files.back_off.forget(number)
        self._files.audit.note(number, Deed.ENROLLED, f"{role} by {_AT_THE_SHELL}")
        self._show_badge(code, badge)
        return DONE

    def show(self) -> int:
        """Everybody: number and role."""
        for member in self._files.register.members():
            permission = self._files.back_off.ask(member.number)
            self._say(f"{member.number}  {member.role}  {type(permission).__name__}")
        return DONE

    def remove(self, number: str) -> int:
        """Somebody has left."""
        if not self._files.register.remove(number):
            return self.complain(f"nobody has the number {number}")
        self._files.back_off.forget(number)
        self._files.audit.note(number, Deed.REMOVED, f"by {_AT_THE_SHELL}")
        return DONE

    def unlock(self, number: str) -> int:
        """Somebody forgot their PIN eight times and remembers it now."""
        if self._files.register.numbered(number) is None:
            return self.complain(f"nobody has the number {number}")
        self._files.back_off.forget(number)
        self._files.audit.note(number, Deed.UNLOCKED, f"by {_AT_THE_SHELL}")
        return DONE

    def complain(self, line: str) -> int:
        """Say why not."""
        self._say(line)
        return NOT_DONE

    def _asked_pin(self) -> str | None:
        pin = self._ask(f"New PIN ({SHORTEST_DIGITS} to {LONGEST_DIGITS} digits): ").strip()
        fault = pin_fault(pin)
        if fault is not None:
            self._say(f"not a PIN: {fault}")
            return None
        if self._ask("The same again: ").strip() != pin:
            self._say("not the same")
            return None
        return pin

    def _show_badge(self, code: str, picture: Path | None) -> None:
        # The only time that the code can be seen: it is not kept.
        self._say(f"badge: {code}")
        if picture is not None:
            import segno

            segno.make_qr(code, error="q").save(str(picture), kind="png", scale=12, border=4)

    def _say(self, line: str) -> None:
        self._out.write(line + "\n")


def asker(stdin: TextIO) -> Callable[[str], str]:
    """Without echo at a terminal; line by line from anything else (tests, scripts)."""
    if stdin.isatty():
        return getpass.getpass
    return lambda _question: stdin.readline()


def run(enrolment: Enrolment, options: Namespace) -> int:
    """What the command line asks for; the exit code."""
    number = options.number
    if options.what == "list":
        return enrolment.show()
    if not re.fullmatch(NUMBER_PATTERN, number):
        return enrolment.complain(f"not a staff number: {number!r} (like T-118)")
    match options.what:
        case "add":
            role = StaffRole(options.role)
            asks_card, badge = options.card, options.badge
            return enrolment.add(number, role, PinKeeper(), asks_card=asks_card, badge=badge)
        case "remove":
            return enrolment.remove(number)
        case _:
            return enrolment.unlock(number)
