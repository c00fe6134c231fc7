"""Panels of the devices that take something in: cards and pages. Pure, like ``dock_panels``."""

from collections.abc import Callable
from dataclasses import dataclass

from kiosk.i18n import Texts
from screens.bench.dock_keys import Keys, panel
from screens.bench.dock_parts import KeyKind, PanelView, State, Tone


@dataclass(frozen=True, slots=True)
class _Slot:
    """Something that takes a card. ``cards``: a key each, the card, how it looks.

    A ``hot`` key is the next thing to do, until a card is there. ``usual`` is read by half.
    """

    name: str
    usual: str
    cards: tuple[tuple[str, str, KeyKind], ...]


_ID_READER = _Slot(
    "id-reader",
    "resident",
    (
        ("card-resident", "resident", "hot"),
        ("card-expired", "resident-expired", "plain"),
        ("card-hong-kong", "hong-kong", "plain"),
        ("card-foreign", "foreign-2023", "plain"),
        ("card-damaged", "damaged", "bad"),
    ),
)
_CHIP_READER = _Slot(
    "smart-card-reader",
    "social-security",
    (
        ("chip-lay", "social-security", "plain"),
        ("chip-bank", "bank-card", "bad"),
        ("chip-turned", "turned-over", "bad"),
    ),
)


def _cards(slot: _Slot) -> Callable[[State, Texts], PanelView]:
    """Cards come and go whether or not the reader has power; only reading needs its plug."""

    def view(state: State, texts: Texts) -> PanelView:
        keys, card = Keys(slot.name, texts), state["card"]
        plug = "" if state["plugged"] else "unplugged"
        half = (keys.one("lift-during-read"), keys.one("lay", card=slot.usual))
        return panel(
            slot.name,
            "card-reader",
            texts,
            _reader_state(state, texts),
            (
                *(
                    keys.act(name, "lay", kind="plain" if card and kind == "hot" else kind, card=of)
                    for name, of, kind in slot.cards
                ),
                keys.order(
                    "card-half-read", half, kind="bad", why=plug or ("card-there" if card else "")
                ),
                keys.act("card-lift", "lift", why="" if card else "no-card"),
                keys.plug(state["plugged"]),
            ),
        )

    return view


def _reader_state(state: State, texts: Texts) -> tuple[str, Tone]:
    if not state["plugged"]:
        return texts("dock.state.unplugged"), "bad"
    card = state["card"]
    return (str(card), "good") if card else (texts("dock.state.card-wait"), "wait")


id_reader, smart_card_reader = _cards(_ID_READER), _cards(_CHIP_READER)


def document_camera(state: State, texts: Texts) -> PanelView:
    """A paper lies there whether or not the camera sees it; light needs a paper to fall on."""
    keys = Keys("document-camera", texts)
    bare = "" if state["paper"] else "no-paper"
    return panel(
        "document-camera",
        "doc-camera",
        texts,
        _camera_state(state, texts),
        (
            keys.act("page-lease-1", "place", paper="lease", page=1),
            keys.act("page-lease-2", "place", paper="lease", page=2),
            keys.act("page-lease-3", "place", paper="lease", page=3),
            keys.act("page-property", "place", paper="property-certificate", page=1),
            keys.act("page-id-copy", "place", paper="id-copy", page=1),
            keys.act("page-straight", "clean", why=bare),
            keys.act("page-crooked", "crooked", kind="bad", why=bare),
            keys.act("page-glare", "glare", kind="bad", why=bare),
            keys.act("page-hand", "hand", kind="bad", why=bare),
            keys.act("page-remove", "remove", why=bare),
            keys.plug(state["plugged"]),
        ),
    )


def _camera_state(state: State, texts: Texts) -> tuple[str, Tone]:
    if not state["plugged"]:
        return texts("dock.state.unplugged"), "bad"
    if state["frozen"]:
        return texts("dock.state.frozen"), "bad"
    if not state["paper"]:
        return texts("dock.state.tray-empty"), "good"
    key = f"dock.state.tray-{state['paper']}"
    paper = texts(key if key in texts else "dock.state.tray-other", page=state["page"])
    if state["glare"]:
        return texts("dock.state.tray-glare", paper=paper), "wait"
    if state["hand"]:
        return texts("dock.state.tray-hand", paper=paper), "wait"
    return paper, "good"


def page_scanner(state: State, texts: Texts) -> PanelView:
    """Paper, cover and a stuck sheet are hands at the machine: the cable does not matter."""
    keys = Keys("page-scanner", texts)
    has_paper = bool(state["glass"] or state["feeder"])
    take = (keys.one("remove"), keys.one("unload"))
    jam = keys.act("jam", "jam", kind="bad", why="" if state["feeder"] else "no-feeder-paper")
    cover = keys.act("cover-close", "cover_close")
    return panel(
        "page-scanner",
        "scan",
        texts,
        _page_scanner_state(state, texts),
        (
            keys.act("feeder-lease", "load", paper="lease"),
            keys.act("glass-property", "lay", paper="property-certificate", page=1),
            keys.order("paper-take", take, kind="plain", why="" if has_paper else "no-scan-paper"),
            keys.act("jam-clear", "clear_jam") if _will_jam(state) else jam,
            cover if state["cover_open"] else keys.act("cover-open", "cover_open", kind="bad"),
            keys.plug(state["plugged"]),
        ),
    )


def _will_jam(state: State) -> bool:
    return bool(state["jammed"] or state["jam_on_page"])


def _page_scanner_state(state: State, texts: Texts) -> tuple[str, Tone]:
    worst = (
        ("unplugged", not state["plugged"]),
        ("scanner-jammed", state["jammed"]),
        ("cover-open", state["cover_open"]),
    )
    for name, holds in worst:
        if holds:
            return texts(f"dock.state.{name}"), "bad"
    if state["jam_on_page"]:
        return texts("dock.state.jam-set"), "wait"
    if state["feeder"]:
        return texts("dock.state.feeder-loaded", sheets=state["feeder"]), "good"
    return texts(f"dock.state.{'glass-laid' if state['glass'] else 'tray-empty'}"), "good"
