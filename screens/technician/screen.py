"""Base of every service screen: amber stripe, graphite header, stage, flat dock.

Owns how a screen stands on a wide glass: the same parts in two columns. What is read goes left,
what is touched goes right; each screen names the parts of its right column.
"""

from pathlib import Path

from kivy.lang import Builder
from kivy.metrics import dp
from kivy.properties import ListProperty, NumericProperty, ObjectProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.widget import Widget

from screens.citizen.screen import CitizenScreen, fill
from screens.presenters.parts import BannerView
from screens.presenters.technician.parts import BLANK_TECH_FRAME
from screens.theme import theme
from screens.widgets.key import Key
from screens.widgets.surface import Row, Surface
from screens.widgets.words import Paragraph

__all__ = ["OneLine", "TechDock", "TechHeader", "TechKey", "TechScreen", "fill"]


class OneLine(Paragraph):
    """One line of a given width, cut with three dots where it is too long."""

    def _break(self, *_):
        self.text = self.drawn(self.shown)


class TechKey(Key):
    """The key in the header: graphite, as the header is."""

    def appearance(self, kind, enabled, busy):
        return "tech_key"


class TechHeader(BoxLayout):
    """Where one is, who is signed in, the way out."""

    view = ObjectProperty(BLANK_TECH_FRAME, rebind=True)

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.on_view()

    def on_view(self, *_):
        if self.ids:
            corners = () if self.view.corner is None else (self.view.corner,)
            fill(self.ids.corner, corners, lambda key: TechKey(view=key, small=True))


class SaidLine(Surface):
    """What is being done, or came of it."""

    view = ObjectProperty(BannerView("off", "", ""), rebind=True)


class TechDock(BoxLayout):
    """Up to three keys, the primary one the widest; above or before them what is said."""

    view = ObjectProperty(BLANK_TECH_FRAME, rebind=True)
    corner_px = NumericProperty(0)

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.on_view()

    def on_view(self, *_):
        if not self.ids:
            return
        said = () if self.view.said is None else (self.view.said,)
        fill(self.ids.said, said, lambda line: SaidLine(view=line))
        fill(self.ids.dock_keys, self.view.keys, lambda key: Key(view=key))
        keys = self.ids.dock_keys.children
        widest = next((key for key in keys if key.kind == "pri"), keys[0] if keys else None)
        for key in keys:
            key.face_px = dp(108 if theme.is_landscape else 120)
            key.pad_px, key.label_px = dp(36), dp(38)
            # On a wide glass what is said has the rest of the row.
            key.stretch = key is widest and not (said and theme.is_landscape)


class Head(Row):
    """A title of a part, and at its right what else is to know."""

    title = ObjectProperty("")
    aside = ObjectProperty("")
    aside_icon = ObjectProperty("")
    title_px = NumericProperty(dp(34))


class Columns(BoxLayout):
    """Two columns of a wide glass: the left one is for reading, the right one for touching."""

    context_px = NumericProperty(0)
    #: Between what stands under each other.
    gap_px = NumericProperty(0)


class TechScreen(CitizenScreen):
    """A service screen; kv of subclasses fills ``stage``."""

    stage_padding = ListProperty([dp(40), dp(16), dp(40), dp(16)])
    stage_spacing = NumericProperty(dp(13))
    #: On a wide glass: ids of the parts in the right column from the top, width of the left one.
    work: tuple[str, ...] = ()
    context_px = 592

    def on_kv_post(self, base_widget):
        """All parts are declared: put them into columns where the glass is wide."""
        super().on_kv_post(base_widget)
        if theme.is_landscape:
            self._spread()

    def _spread(self):
        stage = self.ids.stage
        parts = list(reversed(stage.children))
        work = [self.ids[name].__self__ for name in self.work]
        context = [part for part in parts if part not in work]
        stage.clear_widgets()
        columns = Columns(context_px=dp(self.context_px), gap_px=self.stage_spacing)
        for column, held in ((columns.ids.context, context), (columns.ids.work, work)):
            for part in held:
                column.add_widget(part)
            if all(part.size_hint_y is None for part in held):
                # Boxes stand on the ground: the rest of the room is under the last one.
                column.add_widget(Widget())
            if type(column.children[0]) is Widget:
                # What only fills up needs no gap before it.
                column.padding = 0, 0, 0, -self.stage_spacing
        stage.add_widget(columns)

    def add_widget(self, widget, *args, **kwargs):
        """Put what a subclass's kv declares onto the stage, and the frame around it."""
        if "stage" in self.ids:
            self.ids.stage.add_widget(widget, *args, **kwargs)
        else:
            super().add_widget(widget, *args, **kwargs)


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
