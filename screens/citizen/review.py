"""Review (09): the lines, the sentences, the name."""

from pathlib import Path

from kivy.lang import Builder

from screens.citizen.screen import FramedScreen, fill
from screens.theme import theme
from screens.widgets.badge import Banner
from screens.widgets.listing import by_height
from screens.widgets.signature import SignaturePad
from screens.widgets.statement import ConsentTile, StatementLine

__all__ = ["ReviewScreen", "SignaturePad"]

#: Heights in design pixels, to know what fits on a page.
_ROOM_PX, _ROOM_WITH_PAGING_PX = 1270, 1140
_LINE_PX, _MORE_PX, _CHARACTERS_A_LINE, _LABEL_CHARACTERS = 67, 52, 18, 7
_CONSENT_PX, _MORE_CONSENT_PX, _CHARACTERS_A_CONSENT = 126, 48, 23
_SIGN_PX, _TITLE_PX, _NOTICE_PX, _GAP_PX = 480, 100, 170, 40


class ReviewScreen(FramedScreen):
    """Lines page; sentences and signature stand on the last page, with the lines if they fit."""

    def draw(self, view):
        pages = self._pages(view)
        self.arrange(*pages)
        lines = self._lines[min(self.page, len(self._lines) - 1)]
        fill(self.ids.lines, lines, lambda line: StatementLine(view=line))
        for at, child in enumerate(reversed(self.ids.lines.children)):
            child.first = at == 0
        fill(self.ids.consents, view.consents, lambda one: ConsentTile(view=one))
        notices = () if view.notice is None else (view.notice,)
        fill(self.ids.notice, notices, lambda banner: Banner(view=banner))

    def on_pre_enter(self, *_):
        """Ink of an earlier visit to this screen goes when the session has forgotten it."""
        if not self.view.has_ink and not self.ids.pad.empty:
            self.ids.pad.clear()

    def _pages(self, view):
        notice = ("notice",) if view.notice else ()
        top = (_TITLE_PX + (_NOTICE_PX if view.notice else 0)) * theme.text_scale
        end = sum(map(_consent_height, view.consents)) + (_SIGN_PX if view.sign_text else 0)
        closing = ("consents", *(("sign_part",) if view.sign_text else ()), "gap")
        if top + sum(map(_line_height, view.lines)) + _GAP_PX + end <= _ROOM_PX:
            self._lines = [view.lines]
            return (("title", *notice, "lines_part", *closing),)
        room = _ROOM_WITH_PAGING_PX - top
        self._lines = by_height(view.lines, _line_height, room)
        lines_page = ("title", *notice, "lines_part", "gap")
        if sum(map(_line_height, self._lines[-1])) + _GAP_PX + end <= room:
            last = ("title", *notice, "lines_part", *closing)
            return (*[lines_page] * (len(self._lines) - 1), last)
        return (*[lines_page] * len(self._lines), ("title", *notice, *closing))


def _line_height(line):
    scale = theme.text_scale
    rows = max(_rows(line.value, _CHARACTERS_A_LINE / scale), _rows(line.label, _LABEL_CHARACTERS))
    return (_LINE_PX + (rows - 1) * _MORE_PX) * scale


def _consent_height(consent):
    scale = theme.text_scale
    rows = _rows(consent.text, _CHARACTERS_A_CONSENT / scale)
    return _CONSENT_PX + (rows - 1) * _MORE_CONSENT_PX * scale


def _rows(text, characters):
    return max(1, -(-len(text) // int(characters)))


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
