"""What a technician may ask of a device beyond its status.

Owns the optional port ``Inspectable``. Adapters that can tell more than "well" or "not well"
implement it; facts are about hardware and never about a person.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol, runtime_checkable


@dataclass(frozen=True, slots=True)
class Inspection:
    """What the device told. ``fault`` is a reason keyword, empty when nothing is wrong."""

    facts: Mapping[str, str]
    fault: str = ""


@runtime_checkable
class Inspectable(Protocol):
    """A device that answers a technician's questions. Called on its worker's thread only."""

    def inspect(self) -> Inspection:
        """Ask. Raises DeviceGoneError when it does not answer."""
        ...
