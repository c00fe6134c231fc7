"""How the devices of a walk ended, in a row each, and the names that a walk uses. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kiosk.i18n import Texts
from kiosk.upkeep.plan import Place
from kiosk.upkeep.service.intents import RepeatItem
from kiosk.upkeep.service.touching import OFF
from kiosk.upkeep.service.walk_state import WORSE, Item, StepVerdict, Walk, WalkStep
from screens.presenters.frame import KeyView
from screens.presenters.technician.parts import ResultView, Tone
from screens.presenters.technician.wording import Scene, clock_text

TONES: dict[StepVerdict, Tone] = {
    StepVerdict.GOOD: "good",
    StepVerdict.POOR: "watch",
    StepVerdict.FAILED: "bad",
    StepVerdict.SKIPPED: "off",
}
_ICONS = {
    StepVerdict.GOOD: "check",
    StepVerdict.POOR: "alert",
    StepVerdict.FAILED: "cross",
    StepVerdict.SKIPPED: "minus",
}
_BAD = (StepVerdict.POOR, StepVerdict.FAILED)
#: As many rows as stay in view below the answers; the newest, and what is not well, stay longest.
MOST_ROWS, MOST_ROWS_AT_END = 3, 9


@dataclass(frozen=True, slots=True)
class WalkNames:
    """Names of places, lamps and measures."""

    scene: Scene

    @property
    def words(self) -> Texts:
        """The language."""
        return self.scene.words

    def place(self, place: Place) -> str:
        """What a device is called, or the glass."""
        return self.scene.guide.place(place)

    def slot(self, step: WalkStep) -> str:
        """Beside which device a lamp is; empty for a step without one."""
        return self.place(step.slot) if step.slot else ""

    def wrong(self, reason: str) -> str:
        """What a reason means."""
        return self.scene.guide.wrong(reason)

    def facts(self, facts: Iterable[tuple[str, str]]) -> Iterator[str]:
        """What was measured, in words where there are some."""
        for name, value in facts:
            exact, general, label = (
                f"walk.fact.{name} {value}", f"walk.fact.{name}", f"equipment.told.{name}",
            )  # fmt: skip
            if exact in self.words:
                yield self.words(exact)
            elif general in self.words:
                yield self.words(general, value=value)
            elif label in self.words and value:
                told = f"{label} {value}"
                shown = self.words(told) if told in self.words else value
                yield f"{self.words(label)}：{shown}"


def result_rows(stage: Walk, names: WalkNames) -> tuple[ResultView, ...]:
    """The newest rows; what did not go well is not pushed out by what did."""
    here = stage.item_at
    settled = [
        (item, steps)
        for number, item in enumerate(stage.items)
        if (steps := _settled(stage, item)) and (number != here or stage.is_over)
    ]
    most = MOST_ROWS_AT_END if stage.is_over else MOST_ROWS
    bad = [one for one in settled if _worst(one[1]).verdict in _BAD]
    good = [one for one in settled if one not in bad]
    kept = [*bad[-most:], *good[max(0, len(good) - (most - min(most, len(bad)))) :]]
    is_free = not stage.request_id and stage.touching is None
    return tuple(
        _row(item, steps, names, is_free=is_free)
        for item, steps in settled
        if (item, steps) in kept
    )


def _settled(stage: Walk, item: Item) -> tuple[WalkStep, ...]:
    return tuple(step for step in stage.steps_of(item) if step.verdict is not None)


def _worst(steps: tuple[WalkStep, ...]) -> WalkStep:
    """The step that stands for its device: the first of the worst, the last of the good."""
    graded = [(WORSE.index(step.verdict), step) for step in steps if step.verdict is not None]
    most = max(grade for grade, _ in graded)
    of_it = [step for grade, step in graded if grade == most]
    return of_it[0] if most else of_it[-1]


def _row(item: Item, steps: tuple[WalkStep, ...], names: WalkNames, *, is_free: bool) -> ResultView:
    step = _worst(steps)
    verdict = step.verdict or StepVerdict.SKIPPED
    by = "person" if step.by_person else "machine"
    at = names.words(f"walk.by-{by}", at=clock_text(step.at)) if step.at else ""
    return ResultView(
        icon=_ICONS[verdict],
        tone=TONES[verdict],
        name=names.place(item.role),
        text=_text(step, steps, names),
        detail="" if verdict in _BAD else at,
        key=_repeat_key(item, names) if verdict in _BAD and is_free else None,
    )


def _repeat_key(item: Item, names: WalkNames) -> KeyView:
    named = f"walk.repeat-{item.role}"
    label = names.words(named if named in names.words else "walk.repeat")
    return KeyView(label, RepeatItem(item.device_id), "soft")


def _text(step: WalkStep, steps: tuple[WalkStep, ...], names: WalkNames) -> str:
    words, tried = names.words, step.tried
    match step.verdict:
        case StepVerdict.GOOD:
            return words(f"walk.done.{step.trial}")
        case StepVerdict.SKIPPED:
            why = tried.reason if tried is not None and not step.by_person else ""
            if why:
                return words("walk.skipped-why", why=names.wrong(why))
            good = [one for one in steps if one.verdict is StepVerdict.GOOD]
            done = words(f"walk.done.{good[-1].trial}") if good else ""
            return words("walk.skipped-some", done=done) if done else words("walk.skipped")
        case _:
            return _trouble(step, names)


def _trouble(step: WalkStep, names: WalkNames) -> str:
    tried = step.tried
    if tried is not None and tried.reason == OFF:
        off = dict(tried.facts).get("off", "")
        return names.words("walk.off-points", points="、".join(off.split()))
    if tried is not None and tried.reason:
        return names.wrong(tried.reason)
    kind = "poor" if step.verdict is StepVerdict.POOR else "nothing"
    key = f"walk.{kind}.{step.trial}"
    if key in names.words:
        return names.words(key, slot=names.slot(step))
    return names.words(f"service.verdict.{step.verdict}")
