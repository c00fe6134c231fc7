"""Shows the right screen for a view. Owns the screens and the way from one to the next.

Must not decide which view comes next; that is the session's.
"""

from functools import partial

from kivy.clock import Clock as FrameClock
from kivy.metrics import dp
from kivy.properties import NumericProperty
from kivy.uix.screenmanager import ScreenManager, TransitionBase

from screens.theme import theme


class Glide(TransitionBase):
    """The new screen comes in 48 px from the side while it fades in; back comes the other way."""

    direction_sign = NumericProperty(1)

    def on_progress(self, progress):
        if self.duration == 0:
            progress = 1
        eased = 1 - (1 - progress) ** 3
        self.screen_in.x = self.direction_sign * dp(48) * (1 - eased)
        self.screen_in.opacity = eased

    def on_complete(self):
        self.screen_in.x = 0
        self.screen_in.opacity = 1
        super().on_complete()


class Navigator(ScreenManager):
    """One screen per view type, built when first shown."""

    def __init__(self, screen_types, texts, on_intent, **kwargs):
        super().__init__(transition=Glide(), **kwargs)
        self._screen_types = screen_types
        self._texts = texts
        self._on_intent = on_intent

    def show(self, view, *, back=False):
        """Draw ``view``; change screens only when its type is another one."""
        name = type(view).__name__
        if self.has_screen(name):
            self.get_screen(name).render(view)
        else:
            self.add_widget(self._build(view, name))
        arriving = self.get_screen(name)
        self.transition.duration = 0 if arriving.comes_at_once else theme.seconds("screen")
        self.transition.direction_sign = -1 if back else 1
        self.current = name

    def warm(self, view):
        """Build and lay out the screen of this view without showing it: that costs frames."""
        name = type(view).__name__
        if name == self.current:
            return
        if self.has_screen(name):
            screen = self.get_screen(name)
            screen.render(view)
        else:
            screen = self._build(view, name)
            screen.size = self.size
            self.add_widget(screen)
        screen.leaf_through()
        # Behind the layout of this frame, which decides where words break.
        FrameClock.schedule_once(partial(_ink, screen), 0)

    def _build(self, view, name):
        screen_type = self._screen_types[type(view)]
        return screen_type(view=view, texts=self._texts, on_intent=self._on_intent, name=name)


def _ink(screen, _elapsed_seconds):
    """Draw the words of a hidden screen. Kivy leaves that to the first frame that shows them."""
    for widget in screen.walk(restrict=True):
        texture = getattr(widget, "texture", None)
        if texture is not None:
            texture.bind()
