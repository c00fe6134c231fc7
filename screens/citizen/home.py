"""Home (02)."""

from pathlib import Path

from kivy.lang import Builder
from kivy.metrics import dp

from screens.citizen.screen import FramedScreen, fill
from screens.theme import theme
from screens.widgets.badge import Banner
from screens.widgets.tile import CategoryTile, DoorTile, ServiceTile, ToolTile

_PAGES = (("title", "doors", "tools", "often_part", "categories_part", "gap", "notice"),)
_LARGE_PAGES = (
    ("title", "doors", "tools", "gap"),
    ("title", "often_part", "gap", "notice"),
    ("title", "categories_part", "gap"),
)


class HomeScreen(FramedScreen):
    """The doors of the house."""

    def draw(self, view):
        fill(self.ids.doors, view.tools[:2], lambda tile: DoorTile(view=tile))
        # A single tool has the line to itself, with room for what it does.
        tool_type = ToolTile if len(view.tools) > 3 else ServiceTile
        fill(self.ids.tools, view.tools[2:], lambda tile: tool_type(view=tile), kind=tool_type)
        fill(self.ids.often, view.often, lambda tile: ServiceTile(view=tile))
        fill(self.ids.categories, view.categories, lambda tile: CategoryTile(view=tile))
        self.arrange(*(_LARGE_PAGES if theme.large_text else _PAGES))
        notices = () if view.notice is None else (view.notice,)
        fill(self.ids.notice, notices, lambda banner: Banner(view=banner, icon_px=dp(56)))


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
