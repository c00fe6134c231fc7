"""What to bring and what not, said before anything is asked (先看清，再开始).

Pure; owns the sorting of materials into what the citizen has to do about each.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

from kiosk.catalogue.definition import Material
from kiosk.journey.engine import Walk


class Effort(StrEnum):
    """What a material asks of the citizen; the word is ``journey.guide.<value>``."""

    BRING = "bring"
    SPARED = "spared"
    PROMISABLE = "promisable"
    INSPECTION = "inspection"


@dataclass(frozen=True, slots=True)
class Preparation:
    """One line of the guide."""

    material: Material
    effort: Effort


def preparations(now: Walk) -> tuple[Preparation, ...]:
    """Return every material with its effort, what has to be brought first."""
    listed = [Preparation(material, _effort(material)) for material in now.materials]
    return tuple(sorted(listed, key=lambda line: line.effort is not Effort.BRING))


def brought(lines: tuple[Preparation, ...]) -> int:
    """Count what has to be brought (只有 1 样要带)."""
    return sum(line.effort is Effort.BRING for line in lines)


def _effort(material: Material) -> Effort:
    match material.source:
        case "card" | "licence-library":
            return Effort.SPARED
        case "inspection":
            return Effort.INSPECTION
        case "scan":
            return Effort.PROMISABLE if material.promise.allowed else Effort.BRING
        case _:
            assert_never(material.source)
