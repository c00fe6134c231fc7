"""Colours, type and looks from ``assets/tokens.json``. The only place where numbers become paint.

kv imports the one instance as ``theme`` and reads ``theme.azurite``, ``theme.fs_body`` and
``theme.looks['pri'].face``. Switching contrast or large text rebinds everything that is on the
screen. Must not know any screen.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kivy.event import EventDispatcher
from kivy.metrics import Metrics
from kivy.properties import (
    BooleanProperty,
    ColorProperty,
    DictProperty,
    NumericProperty,
)

from screens.looks import LOOKS, LookSpec

ASSETS = Path(__file__).parent / "assets"

Colour = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Look:
    """Paint of one surface. Lengths are device pixels."""

    face: Colour
    ink: Colour
    lip: Colour
    edge: Colour
    edge_px: float
    lip_px: float
    dashed: bool


def parse_colour(text: str) -> Colour:
    """``#RRGGBB`` or ``#RRGGBBAA`` as fractions."""
    digits = text.removeprefix("#").ljust(8, "F")
    red, green, blue, alpha = (int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4, 6))
    return red, green, blue, alpha


def snake(name: str) -> str:
    """``azuriteLip`` as ``azurite_lip``, ``buttonS`` as ``button_s``."""
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)


class Theme(EventDispatcher):
    """Live paint. ``contrast``, ``large_text`` and ``reduced_motion`` may change at any moment."""

    contrast = BooleanProperty(False)
    large_text = BooleanProperty(False)
    reduced_motion = BooleanProperty(False)
    text_scale = NumericProperty(1.0)
    #: Whether this window is drawn after the landscape drawings. Decided before it opens.
    is_landscape = BooleanProperty(False)
    #: Name of a surface -> ``Look``; replaced as a whole when the palette changes.
    looks = DictProperty({})

    def __init__(self, tokens: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._tokens = tokens
        self._line_ratio = {snake(k): v["line"] for k, v in tokens["type"]["scale"].items()}
        for name in tokens["color"]["light"]:
            self.apply_property(**{snake(name): ColorProperty()})
        for name in tokens["type"]["scale"]:
            self.apply_property(**{f"fs_{snake(name)}": NumericProperty()})
        self.refresh()

    def on_contrast(self, *_: object) -> None:
        self._paint()

    def on_large_text(self, *_: object) -> None:
        self._measure()

    def refresh(self) -> None:
        """Compute everything again, after the window's scale has been decided."""
        self._measure()
        self._paint()

    def seconds(self, motion: str) -> float:
        """How long a movement of the tokens lasts; 0 when motion is reduced."""
        if self.reduced_motion and motion in self._tokens["motion"]["reduced"]:
            return 0.0
        return float(self._tokens["motion"][motion]) / 1000

    def line_ratio(self, role: str) -> float:
        """Line pitch of a text role, in ems."""
        return float(self._line_ratio[role])

    def text_size_px(self, role: str) -> float:
        """Size of a text role in device pixels, large text included."""
        return float(getattr(self, f"fs_{role}"))

    def _palette(self) -> dict[str, Colour]:
        palette = self._tokens["color"]["contrast" if self.contrast else "light"]
        return {snake(name): parse_colour(text) for name, text in palette.items()}

    def _paint(self) -> None:
        palette = self._palette()
        for name, colour in palette.items():
            setattr(self, name, colour)
        self.looks = {name: self._look(spec, palette) for name, spec in LOOKS.items()}

    def _look(self, spec: LookSpec, palette: dict[str, Colour]) -> Look:
        def colour(name: str) -> Colour:
            return parse_colour(name) if name.startswith("#") else palette[name]

        edge, edge_px = spec.edge, spec.edge_px
        if self.contrast and spec.contrast_edge:
            edge, edge_px = spec.contrast_edge, max(4, spec.edge_px)
        return Look(
            face=colour(spec.face),
            ink=colour(spec.ink),
            lip=colour(spec.lip or spec.face),
            edge=colour(edge or spec.face),
            edge_px=edge_px * Metrics.density if edge else 0.0,
            lip_px=spec.lip_px * Metrics.density if spec.lip else 0.0,
            dashed=spec.dashed,
        )

    def _measure(self) -> None:
        large = self._tokens["type"]["textScale"]["large"]
        text_scale = large if self.large_text else 1.0
        for name, entry in self._tokens["type"]["scale"].items():
            scale = text_scale if entry["scales"] else 1.0
            setattr(self, f"fs_{snake(name)}", entry["size"] * scale * Metrics.density)
        # Last: texts are bound to this one, and read their size when it changes.
        self.text_scale = text_scale


theme = Theme(json.loads((ASSETS / "tokens.json").read_text("utf-8")))
