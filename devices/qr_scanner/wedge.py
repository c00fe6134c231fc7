"""Why no scanner may type: the words for settings that ask for it.

A keyboard wedge needs no driver, and that is the trouble: a citizen's code lands in whatever field
has the focus, and an input method makes something else of it.
"""

from typing import Protocol

#: What such a thing is called in settings of other programs.
WORDS = frozenset({"keyboard-wedge", "wedge", "keyboard", "hid-keyboard"})
REFUSED = (
    "a scanner that types like a keyboard is not supported: it writes a citizen's code into "
    "whatever field has the focus. Scan the maker's sheet for USB serial (CDC) or HID-POS, then "
    "name the port under /dev/serial/by-id, or use the adapter hid-pos-scanner"
)


class OnAPort(Protocol):
    """Options that name a device file."""

    @property
    def port(self) -> str: ...


def mistakes(options: OnAPort) -> list[tuple[tuple[str | int, ...], str]]:
    """(path, text) when the port is a keyboard's; empty when it is not."""
    is_keyboard = options.port.startswith("/dev/input/") or options.port.endswith("-kbd")
    return [(("port",), REFUSED)] if is_keyboard else []
