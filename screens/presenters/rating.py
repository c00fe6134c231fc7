"""Rating (13): five faces, a few words, and a way not to."""

from dataclasses import dataclass

from config.terminal import Identity
from kiosk.i18n import Texts
from kiosk.visit.intents import Continue, Rate, Skip, ToggleTag
from kiosk.visit.state import Rating, VisitState
from kiosk.visit.turn import Context
from screens.presenters.frame import FrameView, KeyView, ScreenView
from screens.presenters.framing import case_frame
from screens.presenters.parts import BannerView, OptionView, Pigment

#: Below this the platform wants to know what was wrong.
_CONTENT_FROM = 3
_TAGS_GOOD = ("quick", "clear", "little", "machine", "people")
_TAGS_BAD = ("slow", "unclear", "much", "broken", "nobody")
_PIGMENTS: dict[int, Pigment] = {5: "jade", 4: "jade", 3: "azurite", 2: "amber", 1: "cinnabar"}


@dataclass(frozen=True, slots=True)
class GradeView:
    """One of the five."""

    grade: int
    label: str
    pigment: Pigment
    selected: bool
    intent: Rate


@dataclass(frozen=True, slots=True)
class RatingView(ScreenView):
    """``tags`` appear with the first grade."""

    frame: FrameView
    title: str
    lead: str
    grades: tuple[GradeView, ...]
    tags_title: str = ""
    tags: tuple[OptionView, ...] = ()
    note: BannerView | None = None


def rating_view(
    state: VisitState, stage: Rating, context: Context, words: Texts, terminal: Identity
) -> RatingView:
    """Two taps at most; leaving without is as easy."""
    content = stage.grade >= _CONTENT_FROM
    names = () if not stage.grade else _TAGS_GOOD if content else _TAGS_BAD
    tags = tuple(words(f"visit.rating.tag-{name}") for name in names)
    case = state.case
    case_no = case.reply.case_no if case is not None and case.reply is not None else None
    return RatingView(
        frame=case_frame(
            state,
            context,
            words,
            terminal,
            subtitle=words("visit.rating.case", number=case_no) if case_no else "",
            secondary=KeyView(words("visit.rating.skip"), Skip(), "sec"),
            primary=_send_key(stage, words),
        ),
        title=words("visit.rating.title"),
        lead=words("visit.rating.lead"),
        grades=tuple(_grade(grade, stage, words) for grade in range(5, 0, -1)),
        tags_title=words(f"visit.rating.{'good' if content else 'bad'}") if names else "",
        tags=tuple(OptionView(tag, tag in stage.tags, ToggleTag(tag)) for tag in tags),
        note=BannerView("info", "lock", words("visit.rating.private")),
    )


def _send_key(stage: Rating, words: Texts) -> KeyView:
    label = words("visit.rating.send")
    if not stage.grade:
        return KeyView(label, None, "go", reason=words("visit.rating.choose"))
    if stage.grade < _CONTENT_FROM and not stage.tags:
        return KeyView(label, None, "go", reason=words("visit.rating.say"))
    return KeyView(label, Continue(), "go", icon_after="next")


def _grade(grade: int, stage: Rating, words: Texts) -> GradeView:
    label = words(f"visit.rating.grade-{grade}")
    return GradeView(grade, label, _PIGMENTS[grade], grade == stage.grade, Rate(grade))
