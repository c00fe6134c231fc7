"""Panels of the devices that take something in: cards and pages. Pure, like ``dock_panels``."""

from kiosk.i18n import Texts
from screens.bench.dock_keys import Keys, panel
from screens.bench.dock_parts import PanelView, State, Tone


def id_reader(state: State, texts: Texts) -> PanelView:
    """Cards come and go whether or not the reader has power; only reading needs its plug."""
    keys, card = Keys("id-reader", texts), state["card"]
    plug = "" if state["plugged"] else "unplugged"
    return panel(
        "id-reader",
        "card-reader",
        texts,
        _reader_state(state, texts),
        (
            keys.act("card-resident", "lay", kind="plain" if card else "hot", card="resident"),
            keys.act("card-expired", "lay", card="resident-expired"),
            keys.act("card-hong-kong", "lay", card="hong-kong"),
            keys.act("card-foreign", "lay", card="foreign-2023"),
            keys.order(
                "card-half-read",
                (keys.one("lift-during-read"), keys.one("lay", card="resident")),
                kind="bad",
                why=plug or ("card-there" if card else ""),
            ),
            keys.act("card-damaged", "lay", kind="bad", card="damaged"),
            keys.act("card-lift", "lift", why="" if card else "no-card"),
            keys.plug(state["plugged"]),
        ),
    )


def _reader_state(state: State, texts: Texts) -> tuple[str, Tone]:
    if not state["plugged"]:
        return texts("dock.state.unplugged"), "bad"
    card = state["card"]
    return (str(card), "good") if card else (texts("dock.state.card-wait"), "wait")


def smart_card_reader(state: State, texts: Texts) -> PanelView:
    """Cards come and go whether or not the reader has its cable."""
    keys, card = Keys("smart-card-reader", texts), state["card"]
    plug = "" if state["plugged"] else "unplugged"
    return panel(
        "smart-card-reader",
        "card-reader",
        texts,
        _reader_state(state, texts),
        (
            keys.act("chip-lay", "lay", card="social-security"),
            keys.act("chip-bank", "lay", kind="bad", card="bank-card"),
            keys.act("chip-turned", "lay", kind="bad", card="turned-over"),
            keys.order(
                "card-half-read",
                (keys.one("lift-during-read"), keys.one("lay", card="social-security")),
                kind="bad",
                why=plug or ("card-there" if card else ""),
            ),
            keys.act("card-lift", "lift", why="" if card else "no-card"),
            keys.plug(state["plugged"]),
        ),
    )


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
