"""Services of one door or shelf."""

from pathlib import Path

from kivy.lang import Builder

from screens.citizen.screen import FramedScreen, fill
from screens.theme import theme
from screens.widgets.listing import ListRow, page_of

_ROWS_A_PAGE, _ROWS_A_LARGE_PAGE = 6, 3


class ServicesScreen(FramedScreen):
    """A list, paged."""

    def draw(self, view):
        per_page = _ROWS_A_LARGE_PAGE if theme.large_text else _ROWS_A_PAGE
        _, pages = page_of(view.rows, self.page, per_page)
        self.arrange(*[("head", "rows", "gap")] * pages)
        rows, _ = page_of(view.rows, self.page, per_page)
        fill(self.ids.rows, rows, lambda row: ListRow(view=row))


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
