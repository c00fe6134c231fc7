"""Small marks: status pill, source tag, banner."""

from pathlib import Path

from kivy.lang import Builder
from kivy.metrics import dp
from kivy.properties import BooleanProperty, NumericProperty, ObjectProperty

from screens.presenters.parts import BLANK_BANNER, BLANK_PILL, BLANK_TAG
from screens.widgets.key import Key
from screens.widgets.surface import Surface


class StatusPill(Surface):
    """A state from the closed list: colour, icon and word, all three."""

    view = ObjectProperty(BLANK_PILL, rebind=True)


class SourceTag(Surface):
    """Where a datum came from."""

    view = ObjectProperty(BLANK_TAG, rebind=True)


class Banner(Surface):
    """One sentence that matters."""

    view = ObjectProperty(BLANK_BANNER, rebind=True)
    icon_px = NumericProperty(dp(48))
    text_px = NumericProperty(dp(32))
    detail_px = NumericProperty(dp(30))
    #: Long text: icon and words start at the top, and the second part is as dark as the first.
    align_top = BooleanProperty(False)

    def __init__(self, **kwargs):
        self._key = None
        super().__init__(**kwargs)
        self.on_view()

    def on_view(self, *_):
        if not self.ids:
            return
        wanted = self.view.key
        if wanted is None and self._key is not None:
            self.remove_widget(self._key)
            self._key = None
        elif wanted is not None and self._key is None:
            self._key = Key(small=True, view=wanted, pos_hint={"center_y": 0.5})
            self.add_widget(self._key)
        elif wanted is not None:
            self._key.view = wanted


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
