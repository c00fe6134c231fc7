"""What a guided test is made of: the page to compare, what to look at, measures, answers."""

from pathlib import Path

from kivy.graphics.texture import Texture
from kivy.lang import Builder
from kivy.properties import BooleanProperty, ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk.upkeep.test_page import HEIGHT_PX, WIDTH_PX, chart
from screens.presenters.frame import BLANK_KEY
from screens.presenters.technician.walk import AnswerView, MeasureView, PageView
from screens.technician.screen import fill
from screens.theme import theme
from screens.widgets.press import Pressable
from screens.widgets.surface import MachineMap, Surface

_ANSWER_LOOKS = {"go": "go", "soft": "tech_poor", "danger": "tech_nothing"}
_MEASURE_LOOKS = {"ok": "tech_well", "bad": "tech_bad", "info": "card_paper"}
_MEASURE_INKS = {"ok": "jade", "bad": "cinnabar", "info": "ink2"}


class TestPage(Surface):
    """The page that came out, as it should look: drawn from the samples that were printed."""

    view = ObjectProperty(PageView("", "", ""), rebind=True)
    texture = ObjectProperty(None, allownone=True)

    #: Not a test of pytest, though its name begins like one.
    __test__ = False

    def __init__(self, **kwargs):
        self.texture = Texture.create(size=(WIDTH_PX, HEIGHT_PX), colorfmt="luminance")
        self.texture.blit_buffer(chart().tobytes(), colorfmt="luminance", bufferfmt="ubyte")
        self.texture.flip_vertical()
        super().__init__(**kwargs)


class LookRow(BoxLayout):
    """One thing to look at, with its number."""

    view = StringProperty("")
    number = StringProperty("")


class LooksCard(Surface):
    """What to look at."""

    title = StringProperty("")
    looks = ObjectProperty(())

    def on_looks(self, *_):
        if self.ids:
            fill(self.ids.looks, self.looks, lambda look: LookRow(view=look))
            for row, number in zip(reversed(self.ids.looks.children), "①②③④⑤", strict=False):
                row.number = number


class MeasureCard(Surface):
    """What the machine found out."""

    view = ObjectProperty(MeasureView("info", ""), rebind=True)

    def look_of(self, tone):
        return _MEASURE_LOOKS[tone]

    def ink_of(self, tone):
        return getattr(theme, _MEASURE_INKS[tone])


class AnswerKey(Pressable):
    """An answer and its number."""

    view = ObjectProperty(AnswerView("", BLANK_KEY), rebind=True)
    is_good = BooleanProperty(False)

    def on_view(self, _, view):
        self.name, self.intent = view.key.label, view.key.intent
        self.is_good = view.key.kind == "go"

    def look_of(self, kind):
        return _ANSWER_LOOKS.get(kind, "go")


class MachinePart(MachineMap):
    """The machine with the part lit that a trial is about."""

    view = StringProperty("plain")

    def on_view(self, *_):
        self.part = self.view


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
