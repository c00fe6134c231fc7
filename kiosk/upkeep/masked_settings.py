"""The settings as they may leave the machine: shape and choices, no secrets, no addresses.

Owns which keys are shown; every other value is masked, so that an option that somebody adds later
is masked until somebody has thought about it.
"""

from collections.abc import Mapping

from config.terminal import TerminalSettings

MASK = "***"
#: Who and where it is: printed on every receipt anyway.
_SHOWN_SECTIONS = frozenset(
    {"terminal", "language", "window", "time_limits", "stock", "monitoring"}
)
#: Options of devices that choose a behaviour and hold neither address nor secret.
_SHOWN_OPTIONS = frozenset(
    {
        "baud",
        "trigger",
        "dialect",
        "terminator",
        "columns",
        "layout",
        "framing",
        "size_px",
        "fps",
        "roll_mm",
    }
)


def masked(settings: TerminalSettings) -> Mapping[str, object]:
    """Every key, and the values that may be shown."""
    tree = settings.model_dump(mode="json")
    devices = [
        {**device, "options": {name: _option(name, value) for name, value in options.items()}}
        for device in tree.pop("devices")
        for options in [device["options"]]
    ]
    shown = {
        name: value if name in _SHOWN_SECTIONS else _all_masked(value)
        for name, value in tree.items()
    }
    return {**shown, "devices": devices}


def _option(name: str, value: object) -> object:
    is_plain = isinstance(value, bool | int | float) or (
        isinstance(value, str) and value.isascii() and len(value) <= 24
    )
    return value if name in _SHOWN_OPTIONS and is_plain else _all_masked(value)


def _all_masked(value: object) -> object:
    match value:
        case dict():
            return {name: _all_masked(inner) for name, inner in value.items()}
        case list() | tuple():
            return [_all_masked(inner) for inner in value]
        case None:
            return None
        case _:
            return MASK
