"""Form (06): what is filled already, and what is still missing."""

from dataclasses import dataclass

from screens.presenters.frame import FrameView, ScreenView
from screens.presenters.parts import BannerView, FieldView, TagView


@dataclass(frozen=True, slots=True)
class FormView(ScreenView):
    """Fields in order. While one of them is ``editing``, only it and the keyboard are shown."""

    frame: FrameView
    title: str
    fields: tuple[FieldView, ...]
    sources: tuple[TagView, ...] = ()
    notice: BannerView | None = None

    @property
    def edited(self) -> FieldView | None:
        """The field that has the keyboard."""
        return next((field for field in self.fields if field.state == "editing"), None)
