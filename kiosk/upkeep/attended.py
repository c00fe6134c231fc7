"""What staff have tried at the glass with their own hands and eyes: the newest word on each trial.

Read from the log of deeds, where the guided test writes every verdict. Pure. Owns how two lines
about one trial become one verdict, and what the verdict before it was.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from kiosk.upkeep.staff.audit import AuditLine, Deed

GOOD, SKIPPED = "good", "skipped"
#: What a machine says of its own trial, in the words of the people who judge.
_MACHINES_WORDS: Mapping[str, str] = MappingProxyType({"passed": GOOD})


@dataclass(frozen=True, slots=True)
class Attended:
    """One trial. ``verdict`` is good, poor, nothing, skipped, or the reason of a failure.

    ``before`` is the last verdict that was none of "skipped"; empty when there is none. ``number``
    is the staff number of who was there, ``slot`` the one lamp of several.
    """

    device_id: str
    trial: str
    slot: str
    verdict: str
    at: str
    number: str
    before: str = ""
    is_by_machine: bool = False


def attended_of(lines: Iterable[AuditLine]) -> tuple[Attended, ...]:
    """The newest verdicts, by device and trial. Lines of other deeds are passed over."""
    newest: dict[tuple[str, str, str], Attended] = {}
    for line in lines:
        one = _read(line)
        if one is not None:
            key = (one.device_id, one.trial, one.slot)
            newest[key] = _after(newest.get(key), one)
    return tuple(newest[key] for key in sorted(newest))


def _read(line: AuditLine) -> Attended | None:
    words = line.detail.split()
    if line.deed not in (Deed.TESTED, Deed.JUDGED) or not 3 <= len(words) <= 4:
        return None
    return Attended(
        device_id=words[0],
        trial=words[1],
        slot=words[2] if len(words) == 4 else "",
        verdict=_MACHINES_WORDS.get(words[-1], words[-1]),
        at=line.at,
        number=line.number,
        is_by_machine=line.deed == Deed.TESTED,
    )


def _after(earlier: Attended | None, one: Attended) -> Attended:
    if earlier is None:
        return one
    # The machine has done its part (the slip is out), now the person says how it looks: one trial.
    is_same_trial = earlier.is_by_machine and not one.is_by_machine
    is_word = not is_same_trial and earlier.verdict != SKIPPED
    return replace(one, before=earlier.verdict if is_word else earlier.before)
