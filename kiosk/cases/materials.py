"""The papers of one case: what each one's state is, and what the citizen still has to decide.

Owns the decisions; must not scan, store or ask anybody. Only decisions are kept; everything else
follows from the package and from the walk, so a paper of a branch that was left is not in the case.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from types import MappingProxyType
from uuid import UUID

from kiosk.catalogue.definition import Material
from kiosk.journey.engine import Walk


@dataclass(frozen=True, slots=True)
class ReadFromCard:
    """Nothing to bring: the document was read."""

    at: datetime


@dataclass(frozen=True, slots=True)
class AtInspection:
    """Nothing to bring: the authority takes it itself."""


@dataclass(frozen=True, slots=True)
class ToScan:
    """Not here yet."""


@dataclass(frozen=True, slots=True)
class Scanned:
    """Here, as a file. ``digest`` is over the clear file."""

    upload_id: UUID
    digest: str
    pages: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Promised:
    """Follows until the end of that day."""

    due_by: date


MaterialState = ReadFromCard | AtInspection | ToScan | Scanned | Promised


@dataclass(frozen=True, slots=True)
class MaterialRefused:
    """Nothing changed, and why: a text key with its figures, or the package's own words."""

    key: str | None = None
    words: str | None = None
    figures: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))


_NOTHING: Mapping[str, Scanned | Promised] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Materials:
    """What was decided so far."""

    card_read_at: datetime | None = None
    decided: Mapping[str, Scanned | Promised] = field(default_factory=lambda: _NOTHING)

    def state(self, material: Material) -> MaterialState:
        """Return where this paper stands."""
        if material.source == "inspection":
            return AtInspection()
        if material.source == "card" and self.card_read_at is not None:
            return ReadFromCard(self.card_read_at)
        return self.decided.get(material.code, ToScan())

    def listed(self, now: Walk) -> tuple[tuple[Material, MaterialState], ...]:
        """Return every paper that counts now with its state, in the package's order."""
        return tuple((material, self.state(material)) for material in now.materials)

    def undecided(self, now: Walk) -> tuple[Material, ...]:
        """Return what keeps the citizen from going on (还差 2 样要您定一下)."""
        return tuple(
            material
            for material, state in self.listed(now)
            if material.required and isinstance(state, ToScan)
        )

    def promised(self, now: Walk) -> tuple[tuple[Material, Promised], ...]:
        """Return what follows later."""
        return tuple(
            (material, state) for material, state in self.listed(now) if isinstance(state, Promised)
        )

    def scanned(self, now: Walk) -> tuple[tuple[Material, Scanned], ...]:
        """Return what goes along as a file."""
        return tuple(
            (material, state) for material, state in self.listed(now) if isinstance(state, Scanned)
        )


def add_scan(
    materials: Materials, now: Walk, code: str, scan: Scanned
) -> Materials | MaterialRefused:
    """Take a scan for a paper. A promise for it is no longer needed; an earlier scan goes."""
    material = _wanted(now, code)
    if isinstance(material, MaterialRefused):
        return material
    pages = material.pages
    if not pages.least <= scan.pages <= pages.most:
        figures = {"least": pages.least, "most": pages.most}
        return MaterialRefused("journey.materials.refused.pages", figures=figures)
    return _decide(materials, code, scan)


def promise(materials: Materials, now: Walk, code: str, today: date) -> Materials | MaterialRefused:
    """Let a paper follow later (容缺), where the package allows it; else say its reason."""
    material = _wanted(now, code)
    if isinstance(material, MaterialRefused):
        return material
    if isinstance(materials.state(material), Scanned):
        return MaterialRefused("journey.materials.refused.already-given")
    days = material.promise.days
    if not material.promise.allowed or days is None:
        return MaterialRefused(words=material.promise.refusal)
    return _decide(materials, code, Promised(today + timedelta(days=days)))


def take_back(materials: Materials, code: str) -> Materials:
    """Forget the scan or the promise of a paper; it is to be decided again."""
    decided = {key: state for key, state in materials.decided.items() if key != code}
    return replace(materials, decided=MappingProxyType(decided))


def _wanted(now: Walk, code: str) -> Material | MaterialRefused:
    material = next((item for item in now.materials if item.code == code), None)
    if material is None:
        return MaterialRefused("journey.materials.refused.not-here")
    if material.source in ("card", "inspection"):
        return MaterialRefused("journey.materials.refused.not-a-paper")
    return material


def _decide(materials: Materials, code: str, state: Scanned | Promised) -> Materials:
    return replace(materials, decided=MappingProxyType({**materials.decided, code: state}))
