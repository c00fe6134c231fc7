"""Materials (07)."""

from pathlib import Path

from kivy.lang import Builder

from screens.citizen.screen import FramedScreen, fill
from screens.theme import theme
from screens.widgets.badge import Banner
from screens.widgets.listing import by_height
from screens.widgets.material import MaterialCard

#: Heights in design pixels, to know what fits on a page.
_ROOM_PX, _ROOM_WITH_PAGING_PX = 1210, 1090
_SETTLED_PX, _OPEN_PX, _NOTICE_PX = 140, 262, 170


class MaterialsScreen(FramedScreen):
    """One card a paper, paged when they do not fit."""

    def draw(self, view):
        notices = () if view.notice is None else (view.notice,)
        used = _NOTICE_PX * theme.text_scale * len(notices)
        pages = by_height(view.materials, _height, _ROOM_PX - used)
        if len(pages) > 1:
            pages = by_height(view.materials, _height, _ROOM_WITH_PAGING_PX - used)
        self.arrange(*[("title", "notice", "materials", "gap")] * len(pages))
        fill(self.ids.notice, notices, lambda banner: Banner(view=banner))
        fill(self.ids.materials, pages[self.page], lambda one: MaterialCard(view=one))


def _height(material):
    tall = _OPEN_PX if len(material.keys) > 1 else _SETTLED_PX
    return tall * (1.5 if theme.large_text else 1)


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
