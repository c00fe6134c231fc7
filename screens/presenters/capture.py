"""Capture (08): the paper under the camera, what is wrong with it, and the pages so far."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from config.terminal import Identity
from kiosk.catalogue.definition import Pages
from kiosk.i18n import Texts
from kiosk.visit.intents import Back, CaptureNow, FinishCapture, RetakePage
from kiosk.visit.state import Capture, PageThumb, VisitState
from kiosk.visit.steps import service_of
from kiosk.visit.turn import Context
from screens.presenters.frame import FrameView, KeyView, ScreenView
from screens.presenters.framing import case_frame

Corners = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class CheckView:
    """One thing that the machine looks at; ``unknown`` while there is no page."""

    icon: str
    text: str
    state: Literal["good", "bad", "unknown"]


@dataclass(frozen=True, slots=True)
class ThumbView:
    """One page that was taken. A touch throws it away, so that it can be taken again."""

    text: str
    jpeg: bytes
    intent: RetakePage | None


@dataclass(frozen=True, slots=True)
class CaptureView(ScreenView):
    """``quad`` is the page in 0..1 of the frame, origin top left. ``is_live``: frames arrive."""

    frame: FrameView
    title: str
    hint: str
    is_good: bool
    is_live: bool
    quad: Corners
    checks: tuple[CheckView, ...]
    thumbs: tuple[ThumbView, ...]
    next_text: str
    tip: str
    tip_detail: str
    leave_key: KeyView


_ICONS = {"sharp": "focus", "whole": "corners", "lit": "sun", "glare": "alert"}
_GOOD = {"sharp": "sharp", "whole": "whole", "lit": "lit", "glare": "no_glare"}
_BAD = {"sharp": "not_sharp", "whole": "not_whole", "lit": "not_lit", "glare": "glare"}


def capture_view(
    state: VisitState, stage: Capture, context: Context, words: Texts, terminal: Identity
) -> CaptureView:
    """One hint at a time; the machine takes the picture by itself when all is good."""
    definition = service_of(state)
    material = definition.material(stage.material_id)
    pages = Pages() if material is None else material.pages
    is_full = len(stage.pages) >= pages.most
    return CaptureView(
        frame=case_frame(
            state,
            context,
            words,
            terminal,
            title=words("visit.capture.header", name="" if material is None else material.name),
            subtitle=definition.name,
            secondary=_now_key(stage, words, is_full=is_full),
            primary=_finish_key(stage, pages, words),
        ),
        title=words("visit.capture.full" if is_full else "visit.capture.title",
                    page=len(stage.pages) + 1, most=pages.most),
        hint=_hint(stage, words, is_full=is_full),
        is_good=bool(stage.checks) and all(stage.checks.values()),
        is_live=stage.is_live,
        quad=stage.quad,
        checks=_checks(stage.checks if stage.quad else {}, words),
        thumbs=tuple(_thumb(page, words, stage) for page in stage.pages),
        next_text="" if is_full or stage.is_finishing else words("visit.capture.taking"),
        tip=words("visit.capture.tip"),
        tip_detail=words("visit.capture.tip-detail" if stage.pages else "visit.capture.tip-first"),
        leave_key=KeyView(words("visit.capture.leave"), None if stage.is_finishing else Back(),
                          "soft", icon="back"),
    )  # fmt: skip


def _now_key(stage: Capture, words: Texts, *, is_full: bool) -> KeyView:
    label = words("visit.capture.now")
    can = stage.is_live and not is_full and not stage.is_finishing
    return KeyView(label, CaptureNow() if can else None, "sec", icon="doc-camera")


def _finish_key(stage: Capture, pages: Pages, words: Texts) -> KeyView:
    if stage.is_finishing:
        return KeyView(words("visit.capture.finishing"), None, busy=True)
    taken = len(stage.pages)
    if taken == 0:
        return KeyView(words("visit.capture.done-none"), None, reason=words("visit.capture.none"))
    label = words("visit.capture.done", pages=taken)
    if taken < pages.least:
        return KeyView(label, None, reason=words("visit.capture.few", least=pages.least))
    return KeyView(label, FinishCapture(), icon_after="next")


def _hint(stage: Capture, words: Texts, *, is_full: bool) -> str:
    if stage.is_finishing:
        return words("visit.capture.sealing")
    if not stage.is_live:
        return words("visit.capture.starting")
    if is_full:
        return words("capture.hint.full")
    return words(stage.hint) if stage.hint in words else words("capture.hint.no_page")


def _checks(seen: Mapping[str, bool], words: Texts) -> tuple[CheckView, ...]:
    return tuple(_check(name, seen, words) for name in _ICONS)


def _check(name: str, seen: Mapping[str, bool], words: Texts) -> CheckView:
    if name not in seen:
        return CheckView(_ICONS[name], words(f"capture.check.{_GOOD[name]}"), "unknown")
    if name == "glare" and not seen.get("uncovered", True):
        return CheckView("alert", words("capture.check.covered"), "bad")
    word = _GOOD[name] if seen[name] else _BAD[name]
    icon = _ICONS[name] if name != "glare" or not seen[name] else "sun"
    return CheckView(icon, words(f"capture.check.{word}"), "good" if seen[name] else "bad")


def _thumb(page: PageThumb, words: Texts, stage: Capture) -> ThumbView:
    intent = None if stage.is_finishing else RetakePage(page.index)
    return ThumbView(words("visit.capture.page", page=page.index + 1), page.jpeg, intent)
