"""The face of the dock: panels in two columns, the platform and the log below.

Owns which panel stands where and how many lines of log fit. Must not decide what a key does.
"""

from pathlib import Path

from kivy.lang import Builder
from kivy.metrics import dp
from kivy.properties import ObjectProperty
from kivy.uix.floatlayout import FloatLayout

from screens.bench.dock_panel import DockLine, DockPanel
from screens.bench.dock_parts import PLATFORM, DockView, ShowPicture
from screens.citizen.screen import fill

_LINE, _CONSOLE_INSET = dp(36), dp(22)
_LEFT = ("id-reader", "document-camera", "page-scanner", "speaker")
_RIGHT = ("qr-scanner", "receipt-printer", "licence-printer", "smart-card-reader")
_BELOW = ("io-board", PLATFORM)
#: Keys in a row, where it is not three.
_COLUMNS = {"io-board": 6, PLATFORM: 5}


class DockGlass(FloatLayout):
    """Draws a ``DockView``; ``obey``, ``hear_typed`` and ``leave`` are told what was pressed.

    (Not ``on_…``: Kivy takes such arguments for names of events and drops them.)
    """

    texts = ObjectProperty(lambda _key: "")
    obey = ObjectProperty(lambda _order: None)
    hear_typed = ObjectProperty(lambda _text: None)
    leave = ObjectProperty(lambda: None)

    def __init__(self, **kwargs):
        self._view = DockView((), ())
        super().__init__(**kwargs)
        self.ids.console.bind(height=lambda *_: self._write(self._view))

    def render(self, view):
        """Show this and nothing else."""
        if view == self._view:
            return
        self._view = view
        panels = {panel.name: panel for panel in view.panels}
        fill(self.ids.left, [panels[name] for name in _LEFT], self._panel)
        fill(self.ids.right, [panels[name] for name in _RIGHT], self._panel)
        fill(self.ids.below, [panels[name] for name in _BELOW], self._panel)
        self._write(view)

    def send(self, hand):
        """A key was pressed (keys look for this among their ancestors)."""
        if isinstance(hand, ShowPicture):
            self.ids.sheet.show(hand.picture)
        else:
            self.obey(hand)

    def _panel(self, view):
        return DockPanel(
            view=view,
            columns=_COLUMNS.get(view.name, 3),
            entry_hint=self.texts("dock.entry-hint"),
            hear_typed=self.hear_typed,
        )

    def _write(self, view):
        """As many of the newest lines as there is room for."""
        lines = max(1, int((self.ids.console.height - _CONSOLE_INSET) / _LINE))
        fill(self.ids.log, view.log[-lines:], lambda line: DockLine(view=line))


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
