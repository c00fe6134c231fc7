"""Bad luck as data: at this moment, this fault. A small language in YAML, documented in
``tests/faults/README.md``.

Owns the shape of a script and drawing its numbers by seed, so that the same seed is the same bad
luck. Every mistake of a file is reported at once with its line. Must not know a driver.
"""  # noqa: D205

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, model_validator

from config.yaml_source import Document, read, validate
from kiosk.errors import DefinitionError, Problem

#: Methods of the ports; a page scanner is asked for the glass or for the feeder.
COMMANDS = r"^(read_card|wait_removed|scan|scan_glass|scan_feeder|print_receipt|probe)$"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Span(_Part):
    """A number that the seed draws, both ends included."""

    least: int = Field(alias="from", ge=0)
    most: int = Field(alias="to", ge=0)

    @model_validator(mode="after")
    def _ordered(self) -> "Span":
        if self.most < self.least:
            raise ValueError("'to' is less than 'from'")
        return self


Number = int | float | Span


class Deed(_Part):
    """An action of the virtual device, with its values by name."""

    do: str
    values: dict[str, str | Number] = Field(default_factory=dict, alias="with")


class Fault(Deed):
    """A deed and its moment; exactly one of the four."""

    #: A command of the driver that holds these bytes (hex), the ``nth`` one.
    at_command: str | None = Field(default=None, pattern=r"^[0-9A-Fa-f]{2}( ?[0-9A-Fa-f]{2})*$")
    nth: int = Field(default=1, ge=1, le=1000)
    #: Since the act began, or since the fault before.
    after_bytes_received: Number | None = None
    after_bytes_sent: Number | None = None
    after_milliseconds: Number | None = None

    @model_validator(mode="after")
    def _one_moment(self) -> "Fault":
        moments = [
            self.at_command,
            self.after_bytes_received,
            self.after_bytes_sent,
            self.after_milliseconds,
        ]
        if sum(moment is not None for moment in moments) != 1:
            raise ValueError(
                "needs one moment: at_command, after_bytes_received, "
                "after_bytes_sent or after_milliseconds"
            )
        return self


class Act(_Part):
    """What lies there, what goes wrong, what is asked of the driver, what must become of it."""

    given: tuple[Deed, ...] = ()
    faults: tuple[Fault, ...] = ()
    command: str = Field(pattern=COMMANDS)
    seconds: float = Field(default=20.0, gt=0, le=120)
    #: Names of outcomes (devices/ports.py), ``gone``, or ``gone <reason>``; any one of them.
    expect: tuple[str, ...] = Field(min_length=1)


class Script(_Part):
    """The whole file."""

    title: str = Field(min_length=5, max_length=100)
    driver: str
    options: dict[str, Any] = Field(default_factory=dict)
    seed: int = 1
    acts: tuple[Act, ...] = Field(min_length=1, max_length=20)


@dataclass(frozen=True, slots=True)
class Loaded:
    """A script, and where everything in it stands."""

    file: Path
    script: Script
    document: Document


def load_scripts(files: Iterable[Path]) -> tuple[Loaded, ...]:
    """Read them all. Raises DefinitionError with every problem of every file."""
    problems: list[Problem] = []
    found = []
    for file in files:
        document = read([file], problems)
        script = None if document is None else validate(document, Script, problems)
        if document is not None and script is not None:
            found.append(Loaded(file, script, document))
    if problems:
        raise DefinitionError(tuple(problems))
    return tuple(found)


def check_actions(loaded: Loaded, actions: Mapping[str, object]) -> list[Problem]:
    """Deeds that this virtual device cannot do, with their lines."""
    known = ", ".join(sorted(actions))
    problems = []
    for number, act in enumerate(loaded.script.acts):
        for kind in ("given", "faults"):
            for place, deed in enumerate(getattr(act, kind)):
                if deed.do not in actions:
                    path = ("acts", number, kind, place, "do")
                    text = f"it cannot '{deed.do}'; it can: {known}"
                    problems.append(loaded.document.problem(path, text))
    return problems


def drawn(number: Number, random: Random) -> int | float:
    """The number, or the seed's choice within its span."""
    return random.randint(number.least, number.most) if isinstance(number, Span) else number


def drawn_values(deed: Deed, random: Random) -> dict[str, object]:
    """The values of a deed, drawn in the order of their names in the file."""
    return {
        name: value if isinstance(value, str) else drawn(value, random)
        for name, value in deed.values.items()
    }
