"""One paper of a case: what it is, how it stands, and the keys that decide it."""

from pathlib import Path

from kivy.lang import Builder
from kivy.properties import ObjectProperty

from screens.presenters.materials import BLANK_MATERIAL
from screens.widgets.badge import StatusPill
from screens.widgets.key import Key
from screens.widgets.surface import Surface

__all__ = ["MaterialCard", "StatusPill"]

_LOOKS = {"settled": "card", "open": "card_need", "later": "card_later"}


class MaterialCard(Surface):
    """A settled paper is one line; an open one has its keys below."""

    view = ObjectProperty(BLANK_MATERIAL, rebind=True)

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.on_view()

    def look_of(self, view):
        return _LOOKS[view.state]

    def on_view(self, *_):
        if not self.ids:
            return
        beside, below = self.ids.beside, self.ids.below
        beside.clear_widgets()
        below.clear_widgets()
        single = len(self.view.keys) == 1
        for at, key in enumerate(self.view.keys):
            widget = Key(view=key, small=True, stretch=not single and at == 0)
            (beside if single else below).add_widget(widget)


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
