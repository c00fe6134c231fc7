"""Form (06): what is filled already, and what is still missing."""

from collections.abc import Mapping
from dataclasses import dataclass

from config.terminal import Identity
from kiosk.catalogue.definition import Field, FieldKind, Keyboard
from kiosk.catalogue.template import slots
from kiosk.i18n import Texts
from kiosk.journey.answers import Source
from kiosk.journey.engine import Walk, walk
from kiosk.journey.validation import FieldProblem, to_fill
from kiosk.visit.intents import Continue, EditField, SetAnswer
from kiosk.visit.state import Form, VisitState
from kiosk.visit.steps import service_of
from kiosk.visit.turn import Context
from screens.presenters.frame import FrameView, KeyView, ScreenView
from screens.presenters.framing import case_frame, step_back_key, step_view
from screens.presenters.parts import (
    BannerView,
    FieldView,
    KeyboardKind,
    OptionView,
    Pigment,
    PillView,
    TagView,
)
from screens.presenters.showing import shown_value


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


_TAGS: dict[Source, tuple[Pigment, str]] = {
    Source.CARD: ("azurite", "id"),
    Source.LIBRARY: ("teal", "cloud"),
    Source.LAST_TIME: ("plum", "history"),
    Source.CITIZEN: ("amber", "edit"),
}


def form_view(
    state: VisitState, stage: Form, context: Context, words: Texts, terminal: Identity
) -> FormView:
    """What the card filled in cannot be changed; the rest is asked for, one key each."""
    now = walk(service_of(state), state.answers)
    fields = next((stop.fields for stop in now.stops if stop.step.id == stage.step_id), ())
    draw = _FieldDrawing(state, stage, now, words)
    missing = len(to_fill(now, stage.step_id))
    editing = None if stage.editing is None else service_of(state).field(stage.editing)
    views = tuple(draw.view(field) for field in fields if _is_shown(field, now))
    back = step_back_key(state, words)
    return FormView(
        frame=case_frame(
            state,
            context,
            words,
            terminal,
            step=step_view(state, words),
            secondary=None if editing else back,
            primary=_primary(editing, missing, words),
        ),
        title=_title(editing, missing, sum(field.id in now.values for field in fields), words),
        fields=views,
        notice=_notice(stage, now, words),
    )


def _primary(editing: Field | None, missing: int, words: Texts) -> KeyView:
    if editing is not None:
        return KeyView(words("visit.form.done"), EditField(None), icon="check")
    if missing:
        return KeyView(words("journey.next-key"), None,
                       reason=words("visit.form.missing", count=missing))  # fmt: skip
    return KeyView(words("visit.form.right"), Continue(), icon_after="next")


def _title(editing: Field | None, missing: int, filled: int, words: Texts) -> str:
    if editing is not None:
        return words("visit.form.edit", label=editing.label)
    if missing == 0:
        return words("journey.form.filled-all")
    return words("journey.form.filled", filled=filled, missing=missing)


def _is_shown(field: Field, now: Walk) -> bool:
    """A value that is made of others is shown once it is whole; a card without it has none."""
    return not field.locked or field.id in now.values


def _notice(stage: Form, now: Walk, words: Texts) -> BannerView | None:
    """The first problem by name: its field may stand on another page."""
    if stage.editing is not None or not stage.problems:
        return None
    problem = stage.problems[0]
    field = now.definition.field(problem.field_id)
    said = words(problem.key, **problem.values)
    if field is None:
        return BannerView("warn", "alert", said)
    return BannerView("warn", "alert", words("journey.notice.field", label=field.label,
                                             problem=said))  # fmt: skip


class _FieldDrawing:
    """Draws fields of one form at one moment."""

    def __init__(self, state: VisitState, stage: Form, now: Walk, words: Texts) -> None:
        self._state, self._stage, self._now, self._words = state, stage, now, words
        self._problems: Mapping[str, FieldProblem] = {one.field_id: one for one in stage.problems}

    def view(self, field: Field) -> FieldView:
        """One field in the state that it is in."""
        said = self._now.words.get(field.id, "")
        if field.id == self._stage.editing:
            return self._editing(field)
        if field.locked:
            return FieldView(field.id, field.label, shown_value(field, said), "read_only",
                             self._tag(field))  # fmt: skip
        is_filled = bool(said)
        return FieldView(
            field_id=field.id,
            label=self._label(field),
            value=shown_value(field, said) if is_filled else "",
            state="filled" if is_filled else "need",
            tag=self._tag(field),
            key=self._key(field, is_filled=is_filled),
            note=self._note(field, is_filled=is_filled),
            options=self._options(field),
        )

    def _editing(self, field: Field) -> FieldView:
        return FieldView(
            field_id=field.id,
            label=self._label(field),
            value=self._stage.draft,
            state="editing",
            note=self._note(field, is_filled=False),
            keyboard=_keyboard(field),
            limit_characters=field.limits.max_length,
        )

    def _label(self, field: Field) -> str:
        if field.required:
            return field.label
        return self._words("visit.form.optional", label=field.label)

    def _key(self, field: Field, *, is_filled: bool) -> KeyView | None:
        if field.kind is FieldKind.CHOICE:
            return None
        if is_filled:
            return KeyView(self._words("visit.form.change"), EditField(field.id), "soft",
                           icon="edit")  # fmt: skip
        return KeyView(self._words("visit.form.type"), EditField(field.id))

    def _options(self, field: Field) -> tuple[OptionView, ...]:
        if field.kind is not FieldKind.CHOICE or self._waits(field):
            return ()
        chosen = self._now.values.get(field.id)
        return tuple(
            OptionView(label, option_id == chosen, SetAnswer(field.id, option_id))
            for option_id, label in self._now.options(field)
        )

    def _note(self, field: Field, *, is_filled: bool) -> PillView | None:
        problem = self._problems.get(field.id)
        if problem is not None:
            return PillView("warn", "alert", self._words(problem.key, **problem.values))
        if self._waits(field):
            return PillView("todo", "info", self._words("visit.form.first"))
        if is_filled or field.help is None:
            return None
        return PillView("todo", "info", field.help)

    def _waits(self, field: Field) -> bool:
        """Whether its choices, or their words, hang on an answer that is not given yet."""
        if field.kind is not FieldKind.CHOICE:
            return False
        open_ids = {option_id for option_id, _ in self._now.options(field)}
        named = [slots(option.label) for option in field.options if option.id in open_ids]
        return not open_ids or any(slot not in self._now.words for label in named for slot in label)

    def _tag(self, field: Field) -> TagView | None:
        if field.template is not None:
            return None
        answer = self._state.answers.get(field.id)
        source = Source.CITIZEN if answer is None else answer.source
        word = source.value
        if source is Source.CITIZEN and field.kind is FieldKind.CHOICE:
            word = "citizen-choice"
        pigment, icon = _TAGS[source]
        return TagView(pigment, icon, self._words(f"journey.form.source.{word}"))


def _keyboard(field: Field) -> KeyboardKind:
    return "digits" if field.keyboard is Keyboard.DIGITS else "latin"
