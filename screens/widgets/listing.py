"""Rows of lists, and the pair of keys that turns their pages."""

from pathlib import Path

from kivy.lang import Builder
from kivy.properties import NumericProperty, ObjectProperty
from kivy.uix.boxlayout import BoxLayout

from screens.presenters.parts import BLANK_ROW
from screens.widgets.badge import StatusPill
from screens.widgets.press import Pressable


class ListRow(Pressable):
    """Icon, name, one line, pill. It has a lip only when it opens something."""

    view = ObjectProperty(BLANK_ROW, rebind=True)

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.on_view()

    def on_view(self, *_):
        if not self.ids:
            return
        badge = self.ids.badge
        badge.clear_widgets()
        if self.view.pill is not None:
            badge.add_widget(StatusPill(view=self.view.pill))


class PagingKeys(BoxLayout):
    """Previous and next page; lists page, nothing scrolls."""

    texts = ObjectProperty(lambda _key: "")
    page = NumericProperty(0)
    pages = NumericProperty(1)

    def turn(self, pages):
        """Go ``pages`` on, or back."""
        self.page = max(0, min(self.pages - 1, self.page + pages))


def page_of(items, page, per_page):
    """The items of one page, and how many pages there are."""
    pages = max(1, -(-len(items) // per_page))
    start = min(page, pages - 1) * per_page
    return items[start : start + per_page], pages


def by_height(items, height_of, room):
    """``items`` by page, as many on each as its room has height for; at least one page."""
    pages, left = [[]], room
    for item in items:
        needed = height_of(item)
        if pages[-1] and needed > left:
            pages.append([])
            left = room
        pages[-1].append(item)
        left -= needed
    return pages


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
