"""Our own on-screen keyboard: digits, Latin letters, and what an identity number needs.

Reports characters and nothing else; it holds no text, so there is nothing in it to wipe.
"""

from pathlib import Path

from kivy.lang import Builder
from kivy.properties import BooleanProperty, NumericProperty, ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from screens.widgets.press import Pressable

BACKSPACE = "backspace"
CLEAR = "clear"
SHIFT = "shift"
SPACE = "space"

# Each key is what it types; special keys by name; ``:`` gives a width in letters.
_DIGITS = ("1 2 3", "4 5 6", "7 8 9", "clear 0 backspace")
_IDENTITY = ("1 2 3", "4 5 6", "7 8 9", "X 0 backspace")
_LATIN = (
    "1 2 3 4 5 6 7 8 9 0",
    "q w e r t y u i o p",
    "a s d f g h j k l",
    "shift:1.4 z x c v b n m backspace:1.6",
    "clear:2 - . space:4 @ _",
)
_ROWS = {"digits": _DIGITS, "identity": _IDENTITY, "latin": _LATIN}


class LetterKey(Pressable):
    """One key. ``typed`` is what it stands for."""

    typed = StringProperty("")
    label = StringProperty("")
    icon = StringProperty("")


class Keyboard(BoxLayout):
    """``on_typed`` gives one character; ``on_backspace`` and ``on_clear`` say themselves."""

    __events__ = ("on_typed", "on_backspace", "on_clear")

    texts = ObjectProperty(lambda _key: "")
    kind = StringProperty("latin")
    shifted = BooleanProperty(False)
    rows = NumericProperty(5)

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        for name in ("kind", "shifted", "texts"):
            self.fbind(name, self._build)
        self._build()

    def on_typed(self, character):
        """A character was typed."""

    def on_backspace(self):
        """The last character has to go."""

    def on_clear(self):
        """All of it has to go."""

    def _build(self, *_):
        self.clear_widgets()
        layout = _ROWS[self.kind]
        self.rows = len(layout)
        for line in layout:
            row = KeyboardRow(indented=line.startswith("a "))
            for entry in line.split():
                row.add_widget(self._key(entry))
            self.add_widget(row)

    def _key(self, entry):
        typed, _, width = entry.partition(":")
        special = len(typed) > 1
        if not special and self.shifted:
            typed = typed.upper()
        key = LetterKey(
            typed=typed,
            name=typed,
            look="letter_soft" if special else "letter",
            icon="backspace" if typed == BACKSPACE else "up" if typed == SHIFT else "",
            label=self.texts(f"screens.keyboard.{typed}") if typed in (CLEAR, SPACE)
            else "" if special else typed,
            size_hint_x=float(width or 1),
            repeats=True,
        )  # fmt: skip
        key.bind(on_release=self._pressed)
        return key

    def _pressed(self, key):
        match key.typed:
            case "backspace":
                self.dispatch("on_backspace")
            case "clear":
                self.dispatch("on_clear")
            case "shift":
                self.shifted = not self.shifted
            case "space":
                self.dispatch("on_typed", " ")
            case character:
                self.dispatch("on_typed", character)


class KeyboardRow(BoxLayout):
    """One line of keys."""

    indented = BooleanProperty(False)


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
