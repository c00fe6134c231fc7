"""What of a dashboard has room on the glass. Pure; decides nothing about what is wrong.

First comes what has to be done and every device that is there; then paper, the past, and what was
never fitted. A tall glass is one column, counted in lines of a table; a wide one is two, counted in
pixels of the drawing.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from screens.presenters.technician.parts import (
    ActionView,
    DeviceTileView,
    RowSetting,
    SupplyView,
    TroubleLineView,
)
from screens.presenters.technician.wording import breadth

#: Five faults at once still fit; a sixth waits below its tile.
MOST_ACTIONS = 5
_MOST_TROUBLES = 5
_TILES_BESIDE = 3
#: Room on a tall glass in lines, and what of it each part takes.
_ROOM = 31
_TITLE_LINES, _ACTION_LINES, _TILE_LINES, _HEAD_LINES, _SAID_LINES = 2, 3, 3, 1, 2
#: So much of what to do stands in one line.
_LINE_BREADTH = 46.0
#: A wide glass: each column below its title; a tile, a line of the past or of paper, a heading.
_LEFT_PX, _RIGHT_PX = 664, 683
_TILE_PX, _LINE_PX, _SUPPLY_PX, _HEAD_PX, _GAP_PX, _CARD_PX = 132, 54, 44, 46, 13, 24


@dataclass(frozen=True, slots=True)
class Parts:
    """What is to be shown, the worst first. ``has_past`` when the past has its heading.

    ``setting`` is how close rows of a wide glass stand, because there are many, or of many words.
    """

    actions: tuple[ActionView, ...]
    tiles: tuple[DeviceTileView, ...]
    supplies: tuple[SupplyView, ...]
    troubles: tuple[TroubleLineView, ...]
    has_past: bool = True
    setting: RowSetting = "airy"


@dataclass(frozen=True, slots=True)
class _Rows:
    """How rows of actions are set on a wide glass: pixels, and letters that stand in a line."""

    title_px: float
    title_breadth: float
    todo_px: float
    todo_breadth: float
    #: Who and since when, and the air above and below.
    rest_px: float

    def height_px(self, action: ActionView) -> float:
        """Of one row, its line included."""
        titles = math.ceil(_set_breadth(action.title) / self.title_breadth)
        todos = math.ceil(_set_breadth(action.todo) / self.todo_breadth)
        return titles * self.title_px + todos * self.todo_px + self.rest_px


_ROWS: dict[RowSetting, _Rows] = {
    "airy": _Rows(44.2, 27.0, 37.8, 31.5, 75.1),
    "tight": _Rows(40.0, 29.0, 33.8, 35.0, 45.2),
    "dense": _Rows(38.4, 29.0, 30.0, 37.5, 38.0),
}
_LATIN_LOSS = 0.25
#: More rows than the drawing has stand close.
_MOST_AIRY = 3


def on_tall_glass(parts: Parts, *, has_said: bool) -> Parts:
    """What one column holds; ``has_said`` takes room away above the dock."""
    shown, tiles = parts.actions[:MOST_ACTIONS], parts.tiles
    there = _fitted(tiles)
    room = _ROOM - _TITLE_LINES - _HEAD_LINES - (_SAID_LINES if has_said else 0)
    room -= sum(_lines_of(action) for action in shown) + _lines_of_tiles(there)
    has_supplies = room >= _HEAD_LINES + len(parts.supplies)
    room -= _HEAD_LINES + len(parts.supplies) if has_supplies else 0
    lines = parts.troubles[: max(0, min(_MOST_TROUBLES, room - _HEAD_LINES - 1))]
    room -= _HEAD_LINES + len(lines)
    return Parts(
        actions=shown,
        tiles=there if room < _lines_of_tiles(tiles) - _lines_of_tiles(there) else tiles,
        supplies=parts.supplies if has_supplies else (),
        troubles=lines,
        has_past=room >= 0,
    )


def on_wide_glass(parts: Parts) -> Parts:
    """What two columns hold: actions and the past at the left, devices and paper at the right."""
    shown, setting = _actions_beside_tiles(parts.actions[:MOST_ACTIONS])
    left = _LEFT_PX - _height_px(shown, setting) - _GAP_PX
    left -= _HEAD_PX + _GAP_PX + _CARD_PX
    lines = parts.troubles[: max(0, min(_MOST_TROUBLES, math.floor(left / _LINE_PX)))]
    supplies_px = _CARD_PX + _SUPPLY_PX * len(parts.supplies) if parts.supplies else 0
    there = _fitted(parts.tiles)
    tiles = parts.tiles if _tiles_px(parts.tiles) + supplies_px <= _RIGHT_PX else there
    return replace(
        parts,
        actions=shown,
        tiles=tiles,
        supplies=parts.supplies if _tiles_px(tiles) + supplies_px <= _RIGHT_PX else (),
        troubles=lines,
        # Its heading alone needs no card.
        has_past=left + _CARD_PX + _GAP_PX >= 0,
        setting=setting,
    )


def _actions_beside_tiles(
    actions: tuple[ActionView, ...],
) -> tuple[tuple[ActionView, ...], RowSetting]:
    """As many as fit, with as much air as they leave."""
    for setting in _ROWS:
        has_air = setting != "airy" or len(actions) <= _MOST_AIRY
        if has_air and _height_px(actions, setting) <= _LEFT_PX:
            return actions, setting
    fewer = len(actions)
    while _height_px(actions[:fewer], "dense") > _LEFT_PX:
        fewer -= 1
    return actions[:fewer], "dense"


def _height_px(actions: Sequence[ActionView], setting: RowSetting) -> float:
    return sum(_ROWS[setting].height_px(action) for action in actions)


def _set_breadth(text: str) -> float:
    """With what is lost where a Latin word does not fit into the rest of its line."""
    latin = 2 * len(text) - breadth(text)
    return breadth(text) + _LATIN_LOSS * latin


def _fitted(tiles: Sequence[DeviceTileView]) -> tuple[DeviceTileView, ...]:
    return tuple(tile for tile in tiles if tile.tone != "off")


def _lines_of(action: ActionView) -> int:
    return _ACTION_LINES + (breadth(action.todo) > _LINE_BREADTH)


def _lines_of_tiles(tiles: Sequence[DeviceTileView]) -> int:
    return -(-len(tiles) // _TILES_BESIDE) * _TILE_LINES


def _tiles_px(tiles: Sequence[DeviceTileView]) -> int:
    return -(-len(tiles) // _TILES_BESIDE) * _TILE_PX
