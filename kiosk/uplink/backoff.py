"""How long to wait before trying again (pure).

Full jitter: anywhere between nothing and the ceiling, so that a whole city of terminals does not
come back in the same second. What the platform asks for (``Retry-After``) is kept, never shortened.
"""

from dataclasses import dataclass
from random import Random


@dataclass(frozen=True, slots=True)
class Backoff:
    """Doubles from ``first_seconds`` to ``most_seconds``."""

    first_seconds: float = 2.0
    most_seconds: float = 900.0
    most_asked_seconds: float = 3600.0

    def ceiling_seconds(self, failures: int) -> float:
        """The longest wait after that many failures in a row."""
        # 2.0 ** 1024 overflows; the ceiling is reached long before.
        doublings = min(max(failures, 1) - 1, 30)
        return min(self.most_seconds, self.first_seconds * 2.0**doublings)

    def wait_seconds(self, failures: int, random: Random, asked_seconds: float | None) -> float:
        """How long to wait now."""
        drawn = random.uniform(0.0, self.ceiling_seconds(failures))
        if asked_seconds is None:
            return drawn
        asked = min(asked_seconds, self.most_asked_seconds)
        return asked + random.uniform(0.0, min(asked, self.first_seconds))
