"""Words for technicians: what a reason means, who acts, what to do.

Owns where the words are looked up (``guide.yaml`` for devices, ``diagnose.yaml`` for the rest) and
what is said when one is missing: the keyword itself, so that a new reason of a new device is never
hidden.
"""

from dataclasses import dataclass

from devices.status import Actor
from kiosk.i18n import Texts
from kiosk.upkeep.findings import Trouble


@dataclass(frozen=True, slots=True)
class Guide:
    """The technician's language. ``where`` is a role or the name of a section."""

    texts: Texts

    def wrong(self, reason: str) -> str:
        """What is wrong, in words."""
        return self._first(reason, f"diagnose.wrong.{reason}")

    def todo(self, where: str, trouble: Trouble) -> str:
        """What to do about it."""
        reason = trouble.reason
        return self._first(
            self.label(f"then.{trouble.actor}"),
            f"guide.{where}.{reason}",
            f"diagnose.{where}.{reason}",
            f"diagnose.any.{reason}",
        )

    def actor(self, actor: Actor) -> str:
        """Who must act."""
        return self._first(actor, f"diagnose.actor.{actor}")

    def place(self, where: str) -> str:
        """The name of a device or of a section."""
        return self._first(where, f"device.{where}.name", f"diagnose.section.{where}")

    def label(self, name: str, **values: object) -> str:
        """A word of the report itself."""
        return self.texts(f"diagnose.{name}", **values)

    def _first(self, otherwise: str, *keys: str) -> str:
        return next((self.texts(key) for key in keys if key in self.texts), otherwise)
