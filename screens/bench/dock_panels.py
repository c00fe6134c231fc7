"""From a device's state to its panel: pure. Owns which key can act when, and why it cannot.

The ids are those of ``config/settings/demo.yaml``. Must not know how an order travels.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import cast

from kiosk.i18n import Texts
from screens.bench.dock_intake_panels import (
    document_camera,
    id_reader,
    page_scanner,
    smart_card_reader,
)
from screens.bench.dock_keys import Keys, panel
from screens.bench.dock_parts import (
    PLATFORM,
    KeyKind,
    PanelView,
    State,
    Tone,
    TurnPlatform,
)

#: What a citizen may hold up by mistake; the kiosk must refuse it in plain words.
WEB_ADDRESS = "https://example.com/coupon"
#: The box's own limit; above it the dock offers to cool it down.
HOT_CELSIUS = 55.0
FAULTS = ("none", "slow", "away", "error500", "drop-after-accept")


@dataclass(frozen=True, slots=True)
class Codes:
    """The codes that a citizen of this demo could hold up."""

    envelope: str = ""
    query: str = ""


def qr_scanner(state: State, texts: Texts, codes: Codes) -> PanelView:
    """A code is seen at the next trigger, so it may be held up at any time but without power."""
    keys = Keys("qr-scanner", texts)
    plug = "" if state["plugged"] else "unplugged"
    return panel(
        "qr-scanner",
        "qr",
        texts,
        _scanner_state(state, texts),
        (
            keys.act(
                "show-envelope",
                "show",
                why=plug or ("" if codes.envelope else "no-envelope"),
                text=codes.envelope,
            ),
            keys.act(
                "show-query",
                "show",
                why=plug or ("" if codes.query else "no-query"),
                text=codes.query,
            ),
            keys.act("show-web", "show", kind="bad", why=plug, text=WEB_ADDRESS),
            keys.plug(state["plugged"]),
        ),
        has_entry=True,
    )


def _scanner_state(state: State, texts: Texts) -> tuple[str, Tone]:
    if not state["plugged"]:
        return texts("dock.state.unplugged"), "bad"
    if state["holding"]:
        return texts("dock.state.scanner-holding"), "wait"
    return texts(f"dock.state.scanner-{'lit' if state['lit'] else 'ready'}"), "good"


def receipt_printer(state: State, texts: Texts) -> PanelView:
    """Paper and cover are hands on the machine: the data cable does not matter to them."""
    keys, paper = Keys("receipt-printer", texts), state["paper"]
    newest = cast(State | None, state["newest"])
    is_open = state["cover"] == "open"
    cover = keys.act("cover-close", "close_cover")
    return panel(
        "receipt-printer",
        "receipt",
        texts,
        _receipt_state(state, texts),
        (
            keys.look(newest and newest["picture"]),
            keys.act(
                "paper-low",
                "paper_near_end",
                kind="bad",
                why={"out": "out-already", "low": "low-already"}.get(str(paper), ""),
            ),
            keys.act(
                "paper-out", "paper_out", kind="bad", why="out-already" if paper == "out" else ""
            ),
            keys.act("paper-refill", "refill", why="paper-there" if paper == "ok" else ""),
            cover if is_open else keys.act("cover-open", "open_cover", kind="bad"),
            keys.plug(state["plugged"]),
        ),
    )


def _receipt_state(state: State, texts: Texts) -> tuple[str, Tone]:
    worst = (
        ("unplugged", not state["plugged"]),
        ("offline", state["offline"]),
        ("silent", state["silent"]),
        ("cover-open", state["cover"] == "open"),
        ("cutter-jammed", state["cutter"] == "jammed"),
        ("paper-out", state["paper"] == "out"),
    )
    for name, holds in worst:
        if holds:
            return texts(f"dock.state.{name}"), "bad"
    is_low = state["paper"] == "low"
    return texts(f"dock.state.paper-{'low' if is_low else 'ok'}"), "wait" if is_low else "good"


def licence_printer(state: State, texts: Texts) -> PanelView:
    """Its sensors are told through its own web page, which a machine without power has not."""
    keys = Keys("licence-printer", texts)
    dark = "" if state["powered"] else "no-power"
    is_empty = not state["sheets_left"]
    will_jam = "jam_on_page" in cast(tuple[str, ...], state["faults_set"])
    jam = keys.act("jam", "jam", kind="bad", why=dark)
    cut = keys.act("power-cut", "power_cut", kind="bad")
    return panel(
        "licence-printer",
        "printer",
        texts,
        _licence_state(state, texts, will_jam=will_jam),
        (
            keys.look(state["newest"]),
            keys.act("paper-out", "paper_out", kind="bad", why="out-already" if is_empty else ""),
            keys.act("paper-refill", "refill", why="" if is_empty else "paper-there"),
            keys.act("jam-clear", "clear_jam", why=dark) if will_jam else jam,
            cut if state["powered"] else keys.act("power-on", "power_on"),
        ),
    )


def _licence_state(state: State, texts: Texts, *, will_jam: bool) -> tuple[str, Tone]:
    if not state["powered"]:
        return texts("dock.state.no-power"), "bad"
    if state["cover_open"]:
        return texts("dock.state.cover-open"), "bad"
    if not state["sheets_left"]:
        return texts("dock.state.paper-out"), "bad"
    if will_jam:
        return texts("dock.state.jam-set"), "wait"
    sheets = {"left": state["sheets_left"], "out": state["sheets_in_tray"]}
    return texts("dock.state.sheets", **sheets), "good"


def io_board(state: State, texts: Texts) -> PanelView:
    """Switches of the box are moved by hand whether or not the board has its data cable."""
    keys = Keys("io-board", texts)
    on = {name for name, is_on in cast(State, state["contacts"]).items() if is_on}
    is_hot = cast(float, state["celsius"] or 0.0) >= HOT_CELSIUS
    return panel(
        "io-board",
        "alert",
        texts,
        _box_state(state, on, texts, is_hot=is_hot),
        (
            keys.act("door-close", "close-door")
            if "cabinet-door" in on
            else keys.act("door-open", "open-door", kind="bad"),
            keys.act("tamper-end", "end-tamper")
            if "tamper" in on
            else keys.act("tamper", "tamper", kind="bad"),
            keys.act("mains-on", "mains-on")
            if "ups-powering" in on
            else keys.act("mains-off", "mains-off", kind="bad"),
            keys.act(
                "battery-low",
                "battery-low",
                kind="bad",
                why="low-already" if "ups-low" in on else "",
            ),
            keys.act("cool", "cool") if is_hot else keys.act("heat", "heat", kind="bad"),
            keys.plug(state["plugged"]),
        ),
    )


def _box_state(
    state: State, on: Collection[str], texts: Texts, *, is_hot: bool
) -> tuple[str, Tone]:
    worst = (
        ("unplugged", not state["plugged"]),
        ("box-tampered", "tamper" in on),
        ("box-ups-low", "ups-low" in on),
        ("box-door-open", "cabinet-door" in on),
        ("box-ups-powering", "ups-powering" in on),
        ("box-hot", is_hot),
    )
    for name, holds in worst:
        if holds:
            return texts(f"dock.state.{name}"), "bad"
    lit = cast(tuple[str, ...], state["lit"])
    if not lit:
        return texts("dock.state.box-dark"), "good"
    slots = "、".join(texts(f"device.{slot}.name") for slot in lit)
    return texts("dock.state.box-lit", slots=slots), "good"


def speaker(state: State, texts: Texts) -> PanelView:
    """The card is known by its cable; whether it is heard is the amplifier's, which has its own."""
    keys = Keys("speaker", texts)
    plug = "" if state["plugged"] else "unplugged"
    return panel(
        "speaker",
        "speaker",
        texts,
        _speaker_state(state, texts),
        (
            keys.act("unmute", "unmute")
            if state["muted"]
            else keys.act("mute", "mute", kind="bad"),
            keys.act("unstick", "heal")
            if state["stuck"]
            else keys.act("stick", "stick", kind="bad", why=plug),
            keys.plug(state["plugged"]),
        ),
    )


def _speaker_state(state: State, texts: Texts) -> tuple[str, Tone]:
    worst = (
        ("unplugged", not state["plugged"]),
        ("speaker-stuck", state["stuck"]),
        ("speaker-muted", state["muted"]),
    )
    for name, holds in worst:
        if holds:
            return texts(f"dock.state.{name}"), "bad"
    if state["sounding"]:
        return texts("dock.state.speaker-sounding"), "wait"
    seconds = state["sentence_seconds"]
    said = "dock.state.speaker-said" if seconds else "dock.state.speaker-quiet"
    return texts(said, seconds=seconds), "good"


def platform(fault: str | None, texts: Texts) -> PanelView:
    """The switch of the reference platform; one of its keys is always on."""
    keys = Keys(PLATFORM, texts)
    why = "no-platform" if fault is None else ""

    def kind(name: str) -> KeyKind:
        if name == fault:
            return "on"
        return "plain" if name == "none" else "bad"

    return panel(
        PLATFORM,
        "network",
        texts,
        _platform_state(fault, texts),
        tuple(
            keys.order(f"platform-{name}", (TurnPlatform(name),), kind=kind(name), why=why)
            for name in FAULTS
        ),
    )


def _platform_state(fault: str | None, texts: Texts) -> tuple[str, Tone]:
    if fault is None:
        return texts("dock.state.platform-unknown"), "bad"
    return texts(f"dock.state.platform-{fault}"), "good" if fault == "none" else "bad"


#: Devices of the bench whose panel needs nothing but their state.
PANELS: dict[str, tuple[str, Callable[[State, Texts], PanelView]]] = {
    "id-reader": ("card-reader", id_reader),
    "document-camera": ("doc-camera", document_camera),
    "page-scanner": ("scan", page_scanner),
    "smart-card-reader": ("card-reader", smart_card_reader),
    "receipt-printer": ("receipt", receipt_printer),
    "licence-printer": ("printer", licence_printer),
    "io-board": ("alert", io_board),
    "speaker": ("speaker", speaker),
}


def elsewhere(name: str, icon: str, texts: Texts) -> PanelView:
    """A device at whose wire nothing virtual hangs: the bench cannot touch it."""
    title, state = texts(f"dock.panel.{name}"), texts("dock.state.elsewhere")
    return PanelView(name, icon, title, state, "wait", (), notice=texts("dock.elsewhere"))
