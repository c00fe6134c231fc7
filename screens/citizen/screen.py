"""Base of every citizen screen: draws one view type and sends intents. Decides nothing."""

from collections import defaultdict
from itertools import chain
from pathlib import Path

from kivy.clock import Clock as FrameClock
from kivy.lang import Builder
from kivy.metrics import dp
from kivy.properties import ListProperty, NumericProperty, ObjectProperty
from kivy.uix.screenmanager import Screen

from screens.theme import theme
from screens.widgets.dock import Dock
from screens.widgets.frame import Header, Stepper
from screens.widgets.listing import PagingKeys
from screens.widgets.press import Pressable

__all__ = ["CitizenScreen", "Dock", "FramedScreen", "Header", "Stepper"]


#: An intent that changes nothing brings no new view; its key must not stay dead for ever.
_REARM_SECONDS = 1.5


class CitizenScreen(Screen):
    """A screen. ``view`` is what it draws; kv reads ``root.view.x`` and is bound to it.

    ``texts`` gives static words, ``on_intent`` takes what the citizen asked for.
    """

    view = ObjectProperty(rebind=True)
    texts = ObjectProperty()
    #: Cut to this screen instead of gliding.
    comes_at_once = False

    def __init__(self, view, texts, on_intent, **kwargs):
        self._on_intent = on_intent
        super().__init__(view=view, texts=texts, **kwargs)
        self.draw(view)

    def render(self, view):
        """Show ``view`` and arm every key again."""
        self.view = view
        self.draw(view)
        self.rearm()

    def rearm(self, *_):
        """Keys may be pressed again."""
        for widget in self.walk():
            if isinstance(widget, Pressable):
                widget.armed = True

    def draw(self, view):
        """Lists that kv cannot write down. Called after ``view`` is set."""

    def leaf_through(self):
        """Draw every page once, where there are pages, while nobody looks."""

    def send(self, intent):
        """An intent from a key on this screen."""
        self._on_intent(intent)
        FrameClock.unschedule(self.rearm)
        FrameClock.schedule_once(self.rearm, _REARM_SECONDS)


class FramedScreen(CitizenScreen):
    """A screen with header, stepper and dock; kv of subclasses fills ``stage``."""

    stage_padding = ListProperty([dp(48), dp(24), dp(48), dp(32)])
    stage_spacing = NumericProperty(dp(28))

    #: Page shown, of the pages that large text needs.
    page = NumericProperty(0)

    def __init__(self, **kwargs):
        self._declared = []
        self._parts = {}
        self._arranged = None
        self._paging_keys = None
        super().__init__(**kwargs)
        self.fbind("page", self._redraw)
        theme.bind(large_text=self._redraw)

    def arrange(self, *pages):
        """Show the parts (ids of this screen) of the current page, with paging keys if needed.

        Called from ``draw``. A part that no page names is not shown.
        """
        if not self._declared:
            # ids hold weak references only; a part that is off the stage must live on.
            self._declared = list(self.ids.stage.children)
        for name in {*chain(*pages)} - self._parts.keys():
            self._parts[name] = self.ids[name].__self__
        self.page = min(self.page, len(pages) - 1)
        wanted = (*pages[self.page], *(("paging",) if len(pages) > 1 else ()), len(pages))
        if wanted == self._arranged:
            return
        self._arranged = wanted
        stage = self.ids.stage
        stage.clear_widgets()
        for name in pages[self.page]:
            stage.add_widget(self._parts[name])
        if len(pages) > 1:
            stage.add_widget(self._paging(len(pages)))

    def leaf_through(self):
        """As above: what a page needs is built when that page is first drawn."""
        pages = self._arranged[-1] if self._arranged else 1
        for page in (*range(1, pages), 0):
            self.page = page

    def _paging(self, pages):
        """One pair of keys for all pages: building them costs a frame."""
        if self._paging_keys is None:
            self._paging_keys = PagingKeys(texts=self.texts, page=self.page, pages=pages)
            self._paging_keys.bind(page=lambda _, page: setattr(self, "page", page))
        keys = self._paging_keys
        keys.pages, keys.page = pages, self.page
        return keys

    def _redraw(self, *_):
        self.draw(self.view)

    def add_widget(self, widget, *args, **kwargs):
        """Put what a subclass's kv declares onto the stage, and the frame around it."""
        if "stage" in self.ids:
            self.ids.stage.add_widget(widget, *args, **kwargs)
        else:
            super().add_widget(widget, *args, **kwargs)


def release(widget):
    """Undo what kv bound for a widget and all in it that is never shown again.

    The theme outlives every widget; rules bound to it would be called for the dead ones too.
    """
    for each in widget.walk(restrict=True):
        Builder.unbind_widget(each.uid)


def fill(container, views, make, kind=None):
    """Show ``views`` in ``container``: children are kept and given their new ``view``.

    ``make(view)`` builds a child; it is asked only when none for such a view was put by, because
    building costs ten times what drawing again does. ``kind`` keeps the children of different
    makers apart.
    """
    children = list(reversed(container.children))
    wanted = [(type(view), kind) for view in views]
    if [child.made_for for child in children] == wanted:
        for child, view in zip(children, views, strict=True):
            child.view = view
        return
    put_by = _put_by(container)
    for child in children:
        put_by[child.made_for].append(child)
    container.clear_widgets()
    for key, view in zip(wanted, views, strict=True):
        container.add_widget(
            _again(put_by[key].pop(0), view) if put_by[key] else _made(make, view, key)
        )


def _put_by(container):
    """The children that ``container`` does not show now, by what they were made for."""
    if not hasattr(container, "put_by"):
        container.put_by = defaultdict(list)
    return container.put_by


def _again(child, view):
    child.view = view
    return child


def _made(make, view, key):
    child = make(view)
    child.made_for = key
    return child


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
