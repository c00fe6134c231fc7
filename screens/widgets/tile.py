"""Tiles: doors of the home screen, services, categories, ways on."""

from pathlib import Path

from kivy.lang import Builder
from kivy.properties import ObjectProperty

from screens.presenters.parts import BLANK_TILE
from screens.widgets.press import Pressable


class Tile(Pressable):
    """A pressable card drawn from a ``TileView``; subclasses differ in layout only."""

    view = ObjectProperty(BLANK_TILE, rebind=True)

    def appearance(self, view):
        return "unavailable" if view.unavailable else "tile"


class DoorTile(Tile):
    """One of the two main doors, in solid pigment."""

    def appearance(self, view):
        return "unavailable" if view.unavailable else f"solid_{view.pigment}"


class ToolTile(Tile):
    """A tool: icon above its name."""


class ServiceTile(Tile):
    """A service: icon, name, one line."""


class CategoryTile(Tile):
    """A category: small icon and name in one line."""


class WayTile(Tile):
    """A way on, two short lines under an icon."""

    def both(self, view):
        return f"{view.name}\n{view.unavailable or view.detail}".rstrip()


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
