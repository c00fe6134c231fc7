"""The far end of ``glass``: what a tour or a test says to the window. No Kivy here."""

import json
import socket
from dataclasses import dataclass
from pathlib import Path
from typing import Any


class GlassError(Exception):
    """The window did not do what was asked."""


@dataclass(frozen=True, slots=True)
class Box:
    """A place on the window in 0..1, origin top left."""

    x: float
    y: float
    width: float
    height: float

    @property
    def is_on_glass(self) -> bool:
        """Whether a finger can reach its middle."""
        x, y = self.centre
        return 0 <= x <= 1 and 0 <= y <= 1

    @property
    def centre(self) -> tuple[float, float]:
        """Where a finger goes."""
        return self.x + self.width / 2, self.y + self.height / 2


@dataclass(frozen=True, slots=True)
class Target:
    """Something that can be pressed."""

    name: str
    intent: str
    is_enabled: bool
    box: Box


@dataclass(frozen=True, slots=True)
class Look:
    """What is on the glass."""

    screen: str
    is_idle: bool
    targets: tuple[Target, ...]
    words: tuple[str, ...]

    def target(self, wanted: str) -> Target | None:
        """The enabled target whose name or intent holds ``wanted``; exact names first."""
        usable = [one for one in self.targets if one.is_enabled and one.box.is_on_glass]
        exact = [one for one in usable if one.name == wanted]
        loose = [one for one in usable if wanted in one.name or wanted in one.intent]
        return next(iter(exact + loose), None)

    def says(self, wanted: str) -> bool:
        """Whether some text on the screen holds ``wanted``."""
        return any(wanted in text for text in self.words)


class GlassClient:
    """A connection to the visit that is on the glass."""

    def __init__(self, path: Path) -> None:
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            # The glass itself gives up sooner.
            self._socket.settimeout(90.0)
            self._socket.connect(str(path))
        except OSError:
            self._socket.close()
            raise
        self._lines = self._socket.makefile("rb")

    def look(self) -> Look:
        """Everything that can be seen and pressed now."""
        answer = self._ask({"do": "look"})
        return Look(
            screen=answer["screen"],
            is_idle=answer["idle"],
            targets=tuple(
                Target(one["name"], one["intent"], one["enabled"], _box(one))
                for one in answer["targets"]
            ),
            words=tuple(one["text"] for one in answer["words"]),
        )

    def draw(self, points: list[tuple[float, float]]) -> None:
        """Put a finger down, move it, lift it."""
        self._ask({"do": "draw", "points": points})

    def rest(self, x: float, y: float, seconds: float) -> None:
        """Rest a finger on a point; it lifts by itself."""
        self._ask({"do": "rest", "x": x, "y": y, "seconds": seconds})

    def shot(self, path: Path) -> None:
        """Save a picture of the window."""
        self._ask({"do": "shot", "path": str(path)})

    def close(self) -> None:
        """Hang up."""
        self._lines.close()
        self._socket.close()

    def _ask(self, order: dict[str, Any]) -> dict[str, Any]:
        try:
            self._socket.sendall(json.dumps(order, ensure_ascii=False).encode() + b"\n")
            line = self._lines.readline()
        except OSError as gone:
            raise GlassError("the window is gone") from gone
        if not line:
            raise GlassError("the window is gone")
        answer: dict[str, Any] = json.loads(line)
        if "error" in answer:
            raise GlassError(answer["error"])
        return answer


def _box(one: dict[str, float]) -> Box:
    return Box(one["x"], one["y"], one["width"], one["height"])
