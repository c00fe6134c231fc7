"""Keys and panels of the dock, made of words and acts: pure. Owns how a key says that it cannot."""

from pathlib import Path

from kiosk.i18n import Texts
from screens.bench.dock_parts import (
    Act,
    DockKeyView,
    KeyKind,
    Order,
    PanelView,
    ShowPicture,
    Tone,
    TurnPlatform,
)


class Keys:
    """Makes the keys of one panel."""

    def __init__(self, panel: str, texts: Texts) -> None:
        self._panel, self._texts = panel, texts

    def act(
        self, name: str, action: str, *, kind: KeyKind = "plain", why: str = "", **values: object
    ) -> DockKeyView:
        """A key of one act."""
        return self.order(name, (self.one(action, **values),), kind=kind, why=why)

    def one(self, action: str, **values: object) -> Act:
        """An act on this panel's device."""
        return Act(self._panel, action, tuple(values.items()))

    def order(
        self, name: str, acts: tuple[Act | TurnPlatform, ...], *, kind: KeyKind, why: str
    ) -> DockKeyView:
        """A key; ``why`` is the key of the reason for which it cannot act."""
        label = self._texts(f"dock.key.{name}")
        if why:
            return DockKeyView(name, label, kind, None, self._texts(f"dock.why.{why}"))
        return DockKeyView(name, label, kind, Order(acts, self._panel, label.replace("\n", "")))

    def look(self, picture: object) -> DockKeyView:
        """The key that shows the last print."""
        label = self._texts("dock.key.look")
        if not picture:
            return DockKeyView(
                "look", label, "plain", None, self._texts("dock.why.nothing-printed")
            )
        return DockKeyView("look", label, "plain", ShowPicture(Path(str(picture))))

    def plug(self, is_plugged: object) -> DockKeyView:
        """Pull the plug, or push it back in."""
        return self.act("unplug", "unplug", kind="bad") if is_plugged else self.act("plug", "plug")


def panel(
    name: str,
    icon: str,
    texts: Texts,
    state: tuple[str, Tone],
    keys: tuple[DockKeyView, ...],
    *,
    has_entry: bool = False,
) -> PanelView:
    """One device as the dock shows it; its title is ``dock.panel.<name>``."""
    title = texts(f"dock.panel.{name}")
    return PanelView(name, icon, title, *state, keys, has_entry=has_entry)
