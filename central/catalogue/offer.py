"""The items of this platform: read once from YAML, judged as a whole, shown by digest.

Owns shapes and loading. Must not decide about a case.
"""

import hashlib
from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable

import yaml
from pydantic import BaseModel, ConfigDict, Field

from kiosk.uplink.contract import (
    Catalogue,
    CatalogueItem,
    Decision,
    ItemState,
    Mode,
    ResultKind,
)


class _Definition(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Place(_Definition):
    """The made-up city that this platform serves."""

    name: str
    #: First letters of every case number.
    case_prefix: str = Field(pattern=r"^[A-Z]{2}$")
    verification_url: str


class ItemMaterial(_Definition):
    """One thing that a case must bring, or may promise (容缺)."""

    code: str
    name: str
    required: bool = True
    promise_days: int = Field(default=0, ge=0)


class ItemResult(_Definition):
    """What a granted case gives."""

    kind: ResultKind
    layout: str


class Item(_Definition):
    """One item as this platform decides it."""

    code: str
    version: str
    name: str
    decision: Decision
    mode: Mode
    state: ItemState = ItemState.OPEN
    follow_up: str
    #: Who decides, by the longest region code that the case's own begins with.
    authorities: dict[str, str]
    limit_days: int = Field(ge=0)
    required_fields: tuple[str, ...] = ()
    #: Business scopes that may be registered without an officer.
    scopes: tuple[str, ...] = ()
    materials: tuple[ItemMaterial, ...] = ()
    result: ItemResult

    def material(self, code: str) -> ItemMaterial | None:
        """The material with this code."""
        return next((one for one in self.materials if one.code == code), None)

    def authority(self, region: str) -> str | None:
        """Who decides for a region; None when it is not ours."""
        ours = [code for code in self.authorities if region.startswith(code)]
        return self.authorities[max(ours, key=len)] if ours else None


class SamplePerson(_Definition):
    """A synthetic person of the sample register."""

    number: str
    employer: str
    base_yuan: str
    since: str = Field(pattern=r"^\d{4}-\d{2}$")
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Offer:
    """Everything the platform offers."""

    place: Place
    items: tuple[Item, ...]
    sample_register: tuple[SamplePerson, ...]
    digest: str

    def item(self, code: str, version: str) -> Item | None:
        """One item in one version."""
        return next((i for i in self.items if (i.code, i.version) == (code, version)), None)

    def wire(self, platform_key: str) -> Catalogue:
        """The catalogue as the contract says it."""
        return Catalogue(
            version=self.digest[-12:],
            digest=self.digest,
            platform_key=platform_key,
            items=tuple(
                CatalogueItem(
                    code=item.code,
                    version=item.version,
                    name=item.name,
                    decision=item.decision,
                    state=item.state,
                )
                for item in self.items
            ),
        )


def load_offer(folder: Traversable | None = None) -> Offer:
    """Read ``place.yaml``, ``items/*.yaml`` and ``register.yaml`` of a folder."""
    root = folder or resources.files("central.catalogue")
    state = hashlib.sha256()
    items = []
    for file in sorted((root / "items").iterdir(), key=lambda entry: entry.name):
        state.update(file.read_bytes())
        items.append(Item.model_validate(yaml.safe_load(file.read_bytes())))
    place = Place.model_validate(yaml.safe_load((root / "place.yaml").read_bytes()))
    register = yaml.safe_load((root / "register.yaml").read_bytes())
    people = tuple(SamplePerson.model_validate(person) for person in register["people"])
    return Offer(place, tuple(items), people, f"sha256:{state.hexdigest()}")
