"""Capture (08): live picture, one hint, four checks, the pages so far."""

from pathlib import Path

from kivy.lang import Builder
from kivy.properties import ObjectProperty

from screens.citizen.screen import FramedScreen, fill
from screens.presenters.capture import ScannerView
from screens.theme import theme
from screens.widgets.key import Key
from screens.widgets.preview import Preview
from screens.widgets.thumb import Check, NextThumb, Thumb

__all__ = ["CaptureScreen", "Preview"]

_BLANK_SCANNER = ScannerView("", "", is_trouble=False, keys=())
#: The newest pages; older ones are counted in the key of the dock.
_MOST_THUMBS, _MOST_THUMBS_LARGE = 3, 2


class CaptureScreen(FramedScreen):
    """The app hands frames over with ``show_frame``; everything else comes as a view."""

    scanner = ObjectProperty(_BLANK_SCANNER, rebind=True)

    def show_frame(self, pixels, width_px, height_px):
        """One RGB frame of the preview. Must be called on the UI thread."""
        self.ids.preview.show(pixels, width_px, height_px)

    def on_leave(self, *_):
        """The last picture of somebody's paper must not wait for the next one."""
        self.ids.preview.clear()

    def draw(self, view):
        # In large letters the picture would be too small; its hint says what the checks show.
        has_checks = view.checks and not (theme.large_text and view.scanner)
        checks = ("checks",) if has_checks else ()
        scanner = ("scanner",) if view.scanner else ()
        self.arrange(("head", "preview", *checks, "pages", *scanner))
        self.scanner = view.scanner or _BLANK_SCANNER
        fill(
            self.ids.scan_keys,
            self.scanner.keys,
            lambda key: Key(view=key, small=True, stretch=True),
        )
        fill(self.ids.leave, (view.leave_key,), lambda key: Key(view=key, small=True))
        fill(self.ids.checks, view.checks, lambda check: Check(view=check))
        most = _MOST_THUMBS_LARGE if theme.large_text else _MOST_THUMBS
        fill(self.ids.thumbs, view.thumbs[-most:], lambda thumb: Thumb(view=thumb))
        upcoming = self.ids.upcoming
        upcoming.clear_widgets()
        if view.next_text:
            upcoming.add_widget(NextThumb(text=view.next_text))


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
