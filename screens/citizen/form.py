"""Form (06): fields, and the keyboard for the one that is edited."""

from pathlib import Path

from kivy.lang import Builder

from kiosk.visit.intents import SetAnswer
from screens.citizen.screen import FramedScreen, fill
from screens.presenters.parts import FieldView
from screens.theme import theme
from screens.widgets.badge import Banner, SourceTag
from screens.widgets.field import Field, FieldLine
from screens.widgets.keyboard import Keyboard

_PARTS = ("head", "notice", "fields", "gap", "keyboard")

#: Heights of a stage and of its fields, in design pixels, to know what fits on a page.
_ROOM_PX, _ROOM_WITH_PAGING_PX, _ROOM_LARGE_PX = 1150, 1000, 900
_LOW_FIELD_PX, _HIGH_FIELD_PX = 152, 232


class FormScreen(FramedScreen):
    """Fields in order, paged when they do not fit; the edited one alone above the keyboard."""

    def draw(self, view):
        edited = view.edited
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
            container.clear_widgets()
            for line in lines:
                row = FieldLine()
                for field in line:
                    row.add_widget(Field(view=field, size_hint_x=_share(field)))
                container.add_widget(row)
            return
        for row, line in zip(reversed(container.children), lines, strict=True):
            for widget, field in zip(reversed(row.children), line, strict=True):
                widget.view, widget.size_hint_x = field, _share(field)

    def _draw_keyboard(self, edited):
        holder = self.ids.keyboard
        if edited is None:
            holder.clear_widgets()
            return
        if not holder.children:
            keyboard = Keyboard(texts=self.texts, kind=edited.keyboard)
            keyboard.bind(on_typed=lambda _, character: self.typed(character))
            keyboard.bind(on_backspace=lambda _: self.backspaced())
            keyboard.bind(on_clear=lambda _: self.cleared())
            holder.add_widget(keyboard)
        holder.children[0].kind = edited.keyboard


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
    heights = [_height(line) * (1 + (text_scale - 1) * 0.8) for line in lines]
    large = text_scale > 1
    if sum(heights) <= (_ROOM_LARGE_PX if large else _ROOM_PX):
        return [lines]
    page_room = _ROOM_LARGE_PX if large else _ROOM_WITH_PAGING_PX
    pages, room = [[]], page_room
    for line, height in zip(lines, heights, strict=True):
        if pages[-1] and height > room:
            pages.append([])
            room = page_room
        pages[-1].append(line)
        room -= height
    return pages


def _height(line):
    high = any(field.options or field.note or field.state == "need" for field in line)
    return _HIGH_FIELD_PX if high else _LOW_FIELD_PX


def _share(field):
    return {"full": 1, "narrow": 370, "wide": 596}[field.width]


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
