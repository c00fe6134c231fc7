"""Envelope: what is still missing."""

from pathlib import Path

from kivy.lang import Builder

from screens.citizen.screen import FramedScreen, fill
from screens.theme import theme
from screens.widgets.badge import Banner
from screens.widgets.listing import ListRow, page_of

_ROWS_A_PAGE, _ROWS_A_LARGE_PAGE = 5, 3


class EnvelopeScreen(FramedScreen):
    """The case, its gaps, and how to close them."""

    def draw(self, view):
        per_page = _ROWS_A_LARGE_PAGE if theme.large_text else _ROWS_A_PAGE
        _, pages = page_of(view.rows, self.page, per_page)
        listing = [("head", "case_part", "rows", "gap")] * pages
        if not theme.large_text and pages == 1:
            listing = [("head", "case_part", "rows", "banner", "gap")]
        else:
            listing.append(("banner", "gap"))
        self.arrange(*listing)
        rows, _ = page_of(view.rows, self.page, per_page)
        fill(self.ids.rows, rows, lambda row: ListRow(view=row))
        fill(self.ids.banner, (view.banner,), lambda banner: Banner(view=banner))


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
