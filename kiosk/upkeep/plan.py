"""The one plan of tests: what is tried on a device of each role, and who can judge it.

``diagnose`` runs the trials that need nobody at the machine; the technician's screens walk through
all of them. Owns the list; ``self_test.py`` knows how each trial is done. The words are those of
``diagnose.trial.<name>`` and, for what a person does or judges, ``diagnose.ask.<name>``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from devices.status import Role


class TrialName(StrEnum):
    """Every trial there is."""

    ANSWERS = "answers"
    CARD = "card"
    CHIP = "chip"
    TRIGGER = "trigger"
    CODE = "code"
    PICTURE = "picture"
    PAGE = "page"
    SHEET = "sheet"
    STATUS = "status"
    SLIP = "slip"
    SLIP_CODE = "slip-code"
    INPUTS = "inputs"
    LAMPS = "lamps"
    LAMPS_SEEN = "lamps-seen"
    SPEECH = "speech"
    TOUCH = "touch"
    #: Never done, and listed so that nobody takes it for done: each blank has a number.
    BLANK = "blank"


class Glass(StrEnum):
    """What the service visit tries by itself, because it is the one who has it."""

    TOUCH_SCREEN = "touch-screen"


#: Where a trial is done: at a device, or at the glass.
Place = Role | Glass


class Judge(StrEnum):
    """Who can say whether a trial went well."""

    MACHINE = "machine"
    #: The machine has done its part and passed; only eyes or ears can tell the rest.
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Trial:
    """One thing to try. ``role`` is the device whose worker does it, or the glass."""

    name: TrialName
    role: Place
    judge: Judge = Judge.MACHINE
    #: Somebody has to do something at the machine meanwhile: lay a card, hold a code.
    is_attended: bool = False


def _trials(role: Place, *rest: Trial, alone: TrialName) -> tuple[Trial, ...]:
    return (Trial(alone, role), *rest)


#: In the order in which a technician walks through them. The first of each role needs nobody.
PLAN: Mapping[Place, tuple[Trial, ...]] = MappingProxyType(
    {
        Glass.TOUCH_SCREEN: (Trial(TrialName.TOUCH, Glass.TOUCH_SCREEN, is_attended=True),),
        Role.ID_READER: _trials(
            Role.ID_READER,
            Trial(TrialName.CARD, Role.ID_READER, is_attended=True),
            alone=TrialName.ANSWERS,
        ),
        Role.QR_SCANNER: _trials(
            Role.QR_SCANNER,
            Trial(TrialName.CODE, Role.QR_SCANNER, is_attended=True),
            alone=TrialName.TRIGGER,
        ),
        Role.DOCUMENT_SCANNER: _trials(Role.DOCUMENT_SCANNER, alone=TrialName.PICTURE),
        Role.PAGE_SCANNER: _trials(
            Role.PAGE_SCANNER,
            Trial(TrialName.SHEET, Role.PAGE_SCANNER, is_attended=True),
            alone=TrialName.PAGE,
        ),
        Role.RECEIPT_PRINTER: _trials(
            Role.RECEIPT_PRINTER,
            Trial(TrialName.SLIP, Role.RECEIPT_PRINTER, Judge.PERSON, is_attended=True),
            # The printer's own page before the terminal's own scanner: no opinion needed.
            Trial(TrialName.SLIP_CODE, Role.QR_SCANNER, is_attended=True),
            alone=TrialName.STATUS,
        ),
        Role.LICENCE_PRINTER: _trials(
            Role.LICENCE_PRINTER,
            Trial(TrialName.BLANK, Role.LICENCE_PRINTER, Judge.PERSON, is_attended=True),
            alone=TrialName.ANSWERS,
        ),
        Role.SMART_CARD_READER: _trials(
            Role.SMART_CARD_READER,
            Trial(TrialName.CHIP, Role.SMART_CARD_READER, is_attended=True),
            alone=TrialName.ANSWERS,
        ),
        Role.IO_BOARD: _trials(
            Role.IO_BOARD,
            # That a relay has obeyed is asked of the board; that a lamp burns only eyes can tell.
            Trial(TrialName.LAMPS, Role.IO_BOARD),
            Trial(TrialName.LAMPS_SEEN, Role.IO_BOARD, Judge.PERSON, is_attended=True),
            alone=TrialName.INPUTS,
        ),
        Role.SPEAKER: _trials(
            Role.SPEAKER,
            # A sound card takes samples whether or not a loudspeaker hangs on it.
            Trial(TrialName.SPEECH, Role.SPEAKER, Judge.PERSON, is_attended=True),
            alone=TrialName.ANSWERS,
        ),
    }
)


def trials_of(role: Place) -> tuple[Trial, ...]:
    """What is tried on a role; a role that is not in the plan is only asked whether it answers."""
    return PLAN.get(role, (Trial(TrialName.ANSWERS, role),))
