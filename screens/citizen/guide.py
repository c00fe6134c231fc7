"""Guide (04)."""

from pathlib import Path

from kivy.lang import Builder

from screens.citizen.screen import FramedScreen, fill
from screens.theme import theme
from screens.widgets.badge import Banner, StatusPill
from screens.widgets.key import Key
from screens.widgets.listing import page_of
from screens.widgets.need import Fact, Mode, Need

__all__ = ["GuideScreen", "StatusPill"]

_NEEDS_A_PAGE, _NEEDS_A_LARGE_PAGE, _NEEDS_BESIDE_MODES = 6, 4, 5


class GuideScreen(FramedScreen):
    """The whole service before it starts. Large text shows the modes on a page of their own."""

    def draw(self, view):
        per_page = _NEEDS_A_LARGE_PAGE if theme.large_text else _NEEDS_A_PAGE
        pages = self._pages(view, per_page)
        self.arrange(*pages)
        needs, _ = page_of(view.needs, self.page, per_page)
        fill(self.ids.facts, view.facts, lambda fact: Fact(view=fact))
        fill(self.ids.needs, needs, lambda need: Need(view=need))
        fill(self.ids.modes, view.modes, lambda mode: Mode(view=mode))
        fill(self.ids.notices, view.notices, lambda banner: Banner(view=banner))
        beside, below = self.ids.title_keys, self.ids.large_keys
        here, there = (below, beside) if theme.large_text else (beside, below)
        there.clear_widgets()
        fill(here, view.keys, lambda key: Key(view=key, small=True))
        for container in (self.ids.facts, self.ids.needs):
            for at, child in enumerate(reversed(container.children)):
                child.first = at == 0

    def _pages(self, view, per_page):
        modes = ("modes_part",) if view.modes else ()
        notices = ("notices",) if view.notices else ()
        needs = ("needs_part",) if view.needs else ()
        needs_pages = max(1, -(-len(view.needs) // per_page))
        room = _NEEDS_BESIDE_MODES - 2 * max(0, len(view.notices) - 1)
        if not theme.large_text and len(view.needs) <= room:
            return (("head", "facts_part", *needs, *modes, "gap", *notices),)
        if not theme.large_text:
            # What is agreed to and what will be missing is read before how it goes.
            return (("head", "facts_part", *needs, "gap", *notices), ("head", *modes, "gap"))
        first = ("head", "facts_part", *needs, "gap")
        more = (("head", "needs_part", "gap"),) * (needs_pages - 1)
        last = (("head", *notices, "gap"),) if notices else ()
        return (first, *more, ("head", *modes, "large_keys", "gap"), *last)


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
