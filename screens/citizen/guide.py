"""Guide (04)."""

from pathlib import Path

from kivy.lang import Builder
from kivy.properties import NumericProperty

from screens.citizen.screen import FramedScreen, fill
from screens.theme import theme
from screens.widgets.badge import StatusPill
from screens.widgets.key import Key
from screens.widgets.listing import PagingKeys, page_of
from screens.widgets.need import Fact, Mode, Need

__all__ = ["GuideScreen", "PagingKeys", "StatusPill"]

_NEEDS_A_PAGE, _NEEDS_A_LARGE_PAGE = 6, 4


class GuideScreen(FramedScreen):
    """The whole service before it starts. Large text shows the modes on a page of their own."""

    page = NumericProperty(0)
    pages = NumericProperty(1)

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.fbind("page", self._redraw)
        theme.bind(large_text=self._redraw)

    def _redraw(self, *_):
        self.draw(self.view)

    def draw(self, view):
        needs, modes = self._paged(view)
        fill(self.ids.facts, view.facts, lambda fact: Fact(view=fact))
        fill(self.ids.needs, needs, lambda need: Need(view=need))
        fill(self.ids.modes, modes, lambda mode: Mode(view=mode))
        fill(self.ids.title_keys, view.keys, lambda key: Key(view=key, small=True))
        for container in (self.ids.facts, self.ids.needs):
            for at, child in enumerate(reversed(container.children)):
                child.first = at == 0
        self.ids.modes_title.shown = self.texts("screens.guide.modes") if modes else ""
        self.ids.needs_title.shown = self.texts("screens.guide.needs") if needs else ""
        self.ids.needs_text.shown = view.needs_text if needs else ""

    def _paged(self, view):
        per_page = _NEEDS_A_LARGE_PAGE if theme.large_text else _NEEDS_A_PAGE
        needs, need_pages = page_of(view.needs, self.page, per_page)
        together = not theme.large_text and len(view.needs) <= 5
        self.pages = need_pages if together else need_pages + bool(view.modes)
        self.page = min(self.page, self.pages - 1)
        if together:
            return needs, view.modes
        return (needs, ()) if self.page < need_pages else ((), view.modes)


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
