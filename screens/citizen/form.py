"""Form (06): fields, and the keyboard for the one that is edited."""

from itertools import islice
from pathlib import Path

from kivy.lang import Builder

from kiosk.visit.intents import SetAnswer
from screens.citizen.screen import FramedScreen, fill
from screens.presenters.parts import FieldView
from screens.theme import theme
from screens.widgets.badge import Banner, SourceTag
from screens.widgets.field import Field, FieldLine, field_height_px
from screens.widgets.keyboard import Keyboard
from screens.widgets.listing import by_height

_PARTS = ("head", "notice", "fields", "gap", "keyboard")

#: Heights of a stage and of its fields, in design pixels, to know what fits on a page.
_ROOM_PX, _ROOM_WITH_PAGING_PX, _ROOM_LARGE_PX = 1150, 1000, 900
_GAP_PX = 24


class FormScreen(FramedScreen):
    """Fields in order, paged when they do not fit; the edited one alone above the keyboard."""

    def __init__(self, **kwargs):
        self._keyboards = {}
        self._rows, self._fields = [], []
        #: Page to come back to when the keyboard closes.
        self._page_before = None
        super().__init__(**kwargs)

    def draw(self, view):
        edited = view.edited
        self._keep_page(edited)
        pages = [[(edited,)]] if edited else pages_of(lines_of(view.fields), theme.text_scale)
        self.arrange(*[_PARTS] * len(pages))
        self._draw_lines(pages[self.page])
        # Every field carries its own tag; the legend is the first to go when room is short.
        sources = () if edited or theme.large_text else view.sources
        fill(self.ids.sources, sources, lambda tag: SourceTag(view=tag))
        self.ids.sources_title.shown = self.texts("screens.form.sources") if sources else ""
        notices = () if view.notice is None else (view.notice,)
        fill(self.ids.notice, notices, lambda banner: Banner(view=banner))
        self._draw_keyboard(edited)

    def _keep_page(self, edited):
        if edited and self._page_before is None:
            self._page_before = self.page
        elif not edited and self._page_before is not None:
            page, self._page_before = self._page_before, None
            self.page = page

    def typed(self, character):
        """A letter of the keyboard, at the end of the edited answer."""
        field = self.view.edited
        if field is not None and len(field.value) < field.limit_characters:
            self.send(SetAnswer(field.field_id, field.value + character))

    def backspaced(self):
        """The last letter goes."""
        field = self.view.edited
        if field is not None and field.value:
            self.send(SetAnswer(field.field_id, field.value[:-1]))

    def cleared(self):
        """All letters go."""
        field = self.view.edited
        if field is not None and field.value:
            self.send(SetAnswer(field.field_id, ""))

    def _draw_lines(self, lines):
        container = self.ids.fields
        shape = [len(line) for line in lines]
        if [len(child.children) for child in reversed(container.children)] != shape:
            self._lay_lines(container, shape)
        for row, line in zip(reversed(container.children), lines, strict=True):
            for widget, field in zip(reversed(row.children), line, strict=True):
                widget.view, widget.size_hint_x = field, _share(field)

    def _lay_lines(self, container, shape):
        """Lines of fields in this shape, out of those that were built before."""
        container.clear_widgets()
        for row in self._rows:
            row.clear_widgets()
        self._rows += [FieldLine() for _ in range(len(shape) - len(self._rows))]
        self._fields += [Field() for _ in range(sum(shape) - len(self._fields))]
        fields = iter(self._fields)
        for row, count in zip(self._rows, shape, strict=False):
            for field in islice(fields, count):
                row.add_widget(field)
            container.add_widget(row)

    def _draw_keyboard(self, edited):
        holder = self.ids.keyboard
        if edited is None:
            holder.clear_widgets()
            return
        keyboard = self._keyboard(edited.keyboard)
        if keyboard.parent is None:
            holder.clear_widgets()
            holder.add_widget(keyboard)

    def _keyboard(self, kind):
        """One keyboard per kind, kept: building forty keys costs several frames."""
        if kind not in self._keyboards:
            keyboard = Keyboard(texts=self.texts, kind=kind)
            keyboard.bind(on_typed=lambda _, character: self.typed(character))
            keyboard.bind(on_backspace=lambda _: self.backspaced())
            keyboard.bind(on_clear=lambda _: self.cleared())
            self._keyboards[kind] = keyboard
        return self._keyboards[kind]


def lines_of(fields: tuple[FieldView, ...]) -> list[tuple[FieldView, ...]]:
    """Fields by line: a narrow one and the wide one after it share theirs."""
    lines: list[tuple[FieldView, ...]] = []
    for field in fields:
        last = lines[-1] if lines else ()
        if field.width == "wide" and len(last) == 1 and last[0].width == "narrow":
            lines[-1] = (*last, field)
        else:
            lines.append((field,))
    return lines


def pages_of(lines, text_scale):
    """Lines by page, by the room that they need at this size of text."""
    if text_scale > 1:
        lines = [(field,) for line in lines for field in line]

    def height(line):
        return _GAP_PX + max(field_height_px(field, text_scale) for field in line)

    large = text_scale > 1
    if sum(map(height, lines)) <= (_ROOM_LARGE_PX if large else _ROOM_PX):
        return [lines]
    return by_height(lines, height, _ROOM_LARGE_PX if large else _ROOM_WITH_PAGING_PX)


def _share(field):
    return {"full": 1, "narrow": 370, "wide": 596}[field.width]


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
