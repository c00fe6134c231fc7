"""Whoever serves a device while it is checked: the bench of virtual devices, or a person.

Owns the closed list of deeds and how each is done; must not know what a check is about.
"""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any, Protocol, assert_never

from devices.status import Role


class Deed(StrEnum):
    """What hands and bad luck can do."""

    PLUG = "plug it in"
    UNPLUG = "unplug it"
    LAY_CARD = "lay a card"
    LIFT_CARD = "lift the card"
    SHOW_CODE = "show a code"
    HIDE_CODE = "take the code away"
    LAY_PAGE = "lay a page"
    TAKE_PAGE = "take the page away"
    LOAD_FEEDER = "put three sheets into the feeder"
    EMPTY_FEEDER = "take everything out of the feeder"
    PAPER_LOW = "bring the paper near its end"
    PAPER_OUT = "take the paper out"
    PAPER_ENDS = "let the paper end in the middle of a job"
    REFILL = "put paper in"
    OPEN_COVER = "open the cover"
    CLOSE_COVER = "close the cover"
    OPEN_DOOR = "open the cabinet door"
    CLOSE_DOOR = "close the cabinet door"
    FALL_SILENT = "make it fall silent"
    SPEAK_AGAIN = "let it speak again"
    GARBLE = "put noise on the line"
    CUT = "cut an answer short"
    DOUBLE = "send an answer twice"
    LIFT_IN_READING = "lift the card in the middle of reading"
    FREEZE = "freeze the picture"
    THAW = "let the picture move again"
    TAKE_RECEIPT = "take the receipt"
    JAM = "jam the paper"
    CLEAR = "clear every fault"


class Hands(Protocol):
    """Does deeds."""

    def deeds(self) -> frozenset[Deed]:
        """What it can do at this device."""
        ...

    def do(self, deed: Deed, *values: object) -> None:
        """Do it, and return when it is done."""
        ...

    def begin(self, deed: Deed, *values: object) -> None:
        """Do it while the device is at work; a person is told and not waited for."""
        ...

    def tidy(self) -> None:
        """Put everything back: plugged in, well, empty."""
        ...


#: A deed as an action of the role's virtual device, with fixed values (``devices/virtual``).
_Moves = Mapping[Deed, tuple[str, Mapping[str, object]]]
_PLUGGING: _Moves = {Deed.PLUG: ("plug", {}), Deed.UNPLUG: ("unplug", {})}
_MOVES: Mapping[Role, _Moves] = {
    Role.ID_READER: {
        Deed.LAY_CARD: ("lay", {}),
        Deed.LIFT_CARD: ("lift", {}),
        Deed.GARBLE: ("garble", {}),
        Deed.CUT: ("cut", {}),
        Deed.DOUBLE: ("double", {}),
        Deed.LIFT_IN_READING: ("lift-during-read", {}),
        Deed.FALL_SILENT: ("stick", {}),
        Deed.SPEAK_AGAIN: ("heal", {}),
        Deed.CLEAR: ("heal", {}),
    },
    Role.SMART_CARD_READER: {
        Deed.LAY_CARD: ("lay", {}),
        Deed.LIFT_CARD: ("lift", {}),
        Deed.LIFT_IN_READING: ("lift-during-read", {}),
        Deed.CLEAR: ("heal", {}),
    },
    Role.QR_SCANNER: {
        Deed.SHOW_CODE: ("show", {}),
        Deed.HIDE_CODE: ("hide", {}),
        Deed.GARBLE: ("garble", {}),
        Deed.DOUBLE: ("double", {}),
        Deed.CLEAR: ("heal", {}),
    },
    Role.DOCUMENT_SCANNER: {
        Deed.LAY_PAGE: ("place", {}),
        Deed.TAKE_PAGE: ("remove", {}),
        Deed.FREEZE: ("freeze", {}),
        Deed.THAW: ("thaw", {}),
        Deed.CLEAR: ("thaw", {}),
    },
    Role.PAGE_SCANNER: {
        Deed.LAY_PAGE: ("lay", {}),
        Deed.TAKE_PAGE: ("remove", {}),
        Deed.LOAD_FEEDER: ("load", {}),
        Deed.EMPTY_FEEDER: ("unload", {}),
        Deed.OPEN_COVER: ("cover_open", {}),
        Deed.CLOSE_COVER: ("cover_close", {}),
        Deed.JAM: ("jam", {}),
        Deed.CUT: ("tear", {}),
        Deed.FALL_SILENT: ("stall", {}),
        Deed.SPEAK_AGAIN: ("clear", {}),
        Deed.CLEAR: ("clear", {}),
    },
    Role.RECEIPT_PRINTER: {
        Deed.PAPER_LOW: ("paper_near_end", {}),
        Deed.PAPER_OUT: ("paper_out", {}),
        Deed.PAPER_ENDS: ("paper_ends_after", {"mm": 10}),
        Deed.REFILL: ("refill", {}),
        Deed.OPEN_COVER: ("open_cover", {}),
        Deed.CLOSE_COVER: ("close_cover", {}),
        Deed.FALL_SILENT: ("fall_silent", {}),
        Deed.SPEAK_AGAIN: ("speak_again", {}),
        Deed.TAKE_RECEIPT: ("take", {}),
    },
    Role.LICENCE_PRINTER: {
        Deed.PLUG: ("power_on", {}),
        Deed.UNPLUG: ("power_cut", {}),
        Deed.PAPER_OUT: ("paper_out", {}),
        Deed.REFILL: ("refill", {}),
        Deed.OPEN_COVER: ("cover_open", {}),
        Deed.CLOSE_COVER: ("cover_close", {}),
        Deed.JAM: ("jam", {}),
        Deed.CLEAR: ("clear_jam", {}),
    },
    Role.IO_BOARD: {
        Deed.OPEN_DOOR: ("open-door", {}),
        Deed.CLOSE_DOOR: ("close-door", {}),
        Deed.GARBLE: ("garble", {}),
        Deed.CUT: ("cut", {}),
        Deed.FALL_SILENT: ("stick", {}),
        Deed.SPEAK_AGAIN: ("heal", {}),
        Deed.CLEAR: ("heal", {}),
    },
    Role.SPEAKER: {
        Deed.FALL_SILENT: ("stick", {}),
        Deed.SPEAK_AGAIN: ("heal", {}),
        Deed.CLEAR: ("heal", {}),
    },
}
#: What puts everything back, as far as the role knows the deed.
_TIDYING = (
    Deed.CLEAR,
    Deed.SPEAK_AGAIN,
    Deed.CLOSE_COVER,
    Deed.THAW,
    Deed.PLUG,
    Deed.LIFT_CARD,
    Deed.HIDE_CODE,
    Deed.TAKE_PAGE,
    Deed.EMPTY_FEEDER,
    Deed.REFILL,
)


class VirtualHands:
    """The actions of a virtual device (``devices/virtual/bench.py``)."""

    def __init__(self, role: Role, actions: Mapping[str, Callable[..., None]]) -> None:
        moves = {**_PLUGGING, **_MOVES.get(role, {})}
        self._actions = actions
        self._moves = {deed: move for deed, move in moves.items() if move[0] in actions}

    def deeds(self) -> frozenset[Deed]:
        return frozenset(self._moves)

    def do(self, deed: Deed, *values: object) -> None:
        action, fixed = self._moves[deed]
        self._actions[action](*values, **({} if values else fixed))

    def begin(self, deed: Deed, *values: object) -> None:
        self.do(deed, *values)

    def tidy(self) -> None:
        for deed in _TIDYING:
            if deed in self._moves:
                self.do(deed)


class PersonsHands:
    """Somebody who stands before a real device and is asked in so many words."""

    _CANNOT = frozenset(
        {
            Deed.GARBLE,
            Deed.CUT,
            Deed.DOUBLE,
            Deed.FALL_SILENT,
            Deed.SPEAK_AGAIN,
            Deed.FREEZE,
            Deed.THAW,
            Deed.CLEAR,
        }
    )

    def __init__(self, role: Role, tell: Callable[[str], None], ask: Callable[[str], Any]) -> None:
        self._deeds = frozenset({**_PLUGGING, **_MOVES.get(role, {})}) - self._CANNOT
        self._tell, self._ask = tell, ask
        self._undone: list[Deed] = []

    def deeds(self) -> frozenset[Deed]:
        return self._deeds

    def do(self, deed: Deed, *values: object) -> None:
        self._note(deed)
        self._ask(f"Please {self._words(deed, values)}, then press Enter: ")

    def begin(self, deed: Deed, *values: object) -> None:
        self._note(deed)
        self._tell(f"Now please {self._words(deed, values)}.")

    def tidy(self) -> None:
        while self._undone:
            self._ask(f"Please {self._undone.pop()}, then press Enter: ")

    def _note(self, deed: Deed) -> None:
        back = _undoing(deed)
        if deed in self._undone:
            self._undone.remove(deed)
        elif back is not None and back not in self._undone:
            self._undone.append(back)

    @staticmethod
    def _words(deed: Deed, values: tuple[object, ...]) -> str:
        return f"{deed} ({', '.join(map(str, values))})" if values else deed.value


def _undoing(deed: Deed) -> Deed | None:
    match deed:
        case Deed.UNPLUG:
            return Deed.PLUG
        case Deed.LAY_CARD:
            return Deed.LIFT_CARD
        case Deed.SHOW_CODE:
            return Deed.HIDE_CODE
        case Deed.LAY_PAGE:
            return Deed.TAKE_PAGE
        case Deed.LOAD_FEEDER:
            return Deed.EMPTY_FEEDER
        case Deed.PAPER_LOW | Deed.PAPER_OUT | Deed.PAPER_ENDS:
            return Deed.REFILL
        case Deed.OPEN_COVER:
            return Deed.CLOSE_COVER
        case Deed.OPEN_DOOR:
            return Deed.CLOSE_DOOR
        case Deed.FALL_SILENT:
            return Deed.SPEAK_AGAIN
        case Deed.FREEZE:
            return Deed.THAW
        case Deed.JAM:
            return Deed.CLEAR
        case (
            Deed.PLUG
            | Deed.LIFT_CARD
            | Deed.HIDE_CODE
            | Deed.TAKE_PAGE
            | Deed.EMPTY_FEEDER
            | Deed.REFILL
            | Deed.TAKE_RECEIPT
            | Deed.CLOSE_COVER
            | Deed.CLOSE_DOOR
            | Deed.SPEAK_AGAIN
            | Deed.GARBLE
            | Deed.CUT
            | Deed.DOUBLE
            | Deed.LIFT_IN_READING
            | Deed.THAW
            | Deed.CLEAR
        ):
            return None
        case _:
            assert_never(deed)
