"""Rating (13)."""

from pathlib import Path

from kivy.lang import Builder

from screens.citizen.screen import FramedScreen, fill
from screens.theme import theme
from screens.widgets.badge import Banner
from screens.widgets.face import GradeRow, TagChip


class RatingScreen(FramedScreen):
    """Five faces; words appear with the first touch."""

    def draw(self, view):
        fill(self.ids.grades, view.grades, lambda grade: GradeRow(view=grade))
        fill(self.ids.tags, view.tags, lambda tag: TagChip(view=tag))
        notes = () if view.note is None else (view.note,)
        fill(self.ids.note, notes, lambda banner: Banner(view=banner))
        tags = ("tags_part",) if view.tags else ()
        if theme.large_text:
            # The words are the next thing to do once a face is chosen.
            pages = ("head", "grades", "gap"), (*tags, "gap", "note")
            self.arrange(*(pages if tags else ((*pages[0][:-1], "gap"),)))
        else:
            self.arrange(("head", "grades", *tags, "gap", "note"))


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
