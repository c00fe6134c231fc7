"""Whether somebody has tampered with this box, as the log of deeds has it, and the word that it is
looked into: ``run_kiosk.py tamper``.

Owns the two lines in the log (seen, cleared: the last one counts) and who may write the second.
Works beside a running host, which reads it there (``kiosk.host.tamper_latch``).
"""  # noqa: D205

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import TextIO

from devices.io_board.condition import TAMPER_SEEN, TAMPERED
from devices.status import Actor, Role, State
from kiosk.upkeep.findings import DeviceFinding, Trouble
from kiosk.upkeep.staff.audit import Audit, Deed
from kiosk.upkeep.staff.register import NUMBER_PATTERN, StaffRegister
from kiosk.upkeep.staff.roles import StaffRole
from kiosk.upkeep.staff.sign_in import StaffFiles

DONE, NOT_DONE = 0, 1
TAMPER_DEEDS = frozenset({Deed.TAMPER_SEEN, Deed.TAMPER_CLEARED})


def tampered_since(audit: Audit) -> datetime | None:
    """When tampering was seen that nobody has cleared; None when there is none."""
    newest = audit.newest(TAMPER_DEEDS)
    if newest is None or newest.deed != Deed.TAMPER_SEEN:
        return None
    return datetime.fromisoformat(newest.at)


def run(files: StaffFiles, what: str, number: str, out: TextIO) -> int:
    """One command: ``show`` (``NOT_DONE`` when a technician has to come) or ``clear``."""
    return _clear(files, number, out) if what == "clear" else _show(files, out)


def _show(files: StaffFiles, out: TextIO) -> int:
    since = tampered_since(files.audit)
    if since is None:
        out.write("not tampered with\n")
        return DONE
    out.write(f"tampered with, seen {since.isoformat(timespec='seconds')}; look, then clear it\n")
    return NOT_DONE


def _clear(files: StaffFiles, number: str, out: TextIO) -> int:
    obstacle = _obstacle(files.register, number)
    if not obstacle and tampered_since(files.audit) is None:
        obstacle = "not tampered with"
    if not obstacle and not files.audit.note(number, Deed.TAMPER_CLEARED):
        obstacle = "the disk took nothing; it stays as it is"
    out.write(f"{obstacle or 'cleared; a switch that is still open is seen anew'}\n")
    return NOT_DONE if obstacle else DONE


def with_latch(
    findings: Iterable[DeviceFinding], since: datetime | None
) -> tuple[DeviceFinding, ...]:
    """What a round along the devices found, where the board alone would have forgotten."""
    return tuple(_latched(each, since) if since is not None else each for each in findings)


def _latched(finding: DeviceFinding, since: datetime) -> DeviceFinding:
    if finding.role is not Role.IO_BOARD:
        return finding
    is_open = finding.trouble is not None and finding.trouble.reason == TAMPERED
    word = TAMPERED if is_open else TAMPER_SEEN
    return replace(
        finding, state=State.FRAUD_ATTEMPT, trouble=Trouble(word, Actor.TECHNICIAN, since)
    )


def _obstacle(register: StaffRegister, number: str) -> str:
    if not re.fullmatch(NUMBER_PATTERN, number):
        return "--by takes a staff number, like T-118"
    members = register.members()
    if members and not any(
        one.number == number and one.role is StaffRole.TECHNICIAN for one in members
    ):
        return f"{number} is no technician of this terminal"
    return ""
