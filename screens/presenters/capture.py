"""Capture (08): the paper under the camera, what is wrong with it, and the pages so far."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from config.terminal import Identity
from kiosk.catalogue.definition import Pages
from kiosk.host.scan_messages import ScanResult
from kiosk.i18n import Texts
from kiosk.visit.intents import (
    Back,
    CaptureNow,
    FinishCapture,
    RetakePage,
    ScanPages,
    StopScanning,
)
from kiosk.visit.paper_ways import scan_sources
from kiosk.visit.state import Capture, PageThumb, ScanNote, VisitState
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
class ScannerView:
    """The other way: a sentence, what to do next, a key for each place that pages come from."""

    text: str
    detail: str
    is_trouble: bool
    keys: tuple[KeyView, ...]


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
    #: None where there is nothing to say of a scanner.
    scanner: ScannerView | None = None


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
    is_at_camera = not stage.is_camera_gone and stage.scanning is None
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
        title=_title(state, stage, words, pages),
        hint=_hint(stage, words, is_full=is_full),
        is_good=stage.scanning is not None or (bool(stage.checks) and all(stage.checks.values())),
        is_live=stage.is_live,
        quad=stage.quad,
        checks=_checks(stage.checks if stage.quad else {}, words) if is_at_camera else (),
        thumbs=tuple(_thumb(page, words, stage) for page in stage.pages),
        next_text=_next_text(stage, words, is_full=is_full),
        tip=words("visit.capture.tip") if is_at_camera else "",
        tip_detail=_tip_detail(stage, words, is_at_camera=is_at_camera),
        leave_key=KeyView(words("visit.capture.leave"), None if stage.is_finishing else Back(),
                          "soft", icon="back"),
        scanner=_scanner(state, stage, words, is_full=is_full),
    )  # fmt: skip


def _title(state: VisitState, stage: Capture, words: Texts, pages: Pages) -> str:
    taken = len(stage.pages)
    if taken >= pages.most:
        return words("visit.capture.full", most=pages.most)
    way = ""
    if stage.scanning is not None:
        way = "-scanning"
    elif stage.is_camera_gone:
        way = "-scanner" if scan_sources(state) else "-pages"
    return words(f"visit.capture.title{way}", page=taken + 1, taken=taken)


def _tip_detail(stage: Capture, words: Texts, *, is_at_camera: bool) -> str:
    if stage.scanning is not None:
        return ""
    if stage.pages:
        return words("visit.capture.tip-detail")
    return words("visit.capture.tip-first") if is_at_camera else ""


def _next_text(stage: Capture, words: Texts, *, is_full: bool) -> str:
    if is_full or stage.is_finishing:
        return ""
    if stage.scanning is not None:
        return words("visit.capture.scanning")
    return "" if stage.is_camera_gone else words("visit.capture.taking")


def _scanner(
    state: VisitState, stage: Capture, words: Texts, *, is_full: bool
) -> ScannerView | None:
    """Offered beside the camera, or instead of it; a scan that ended badly is said first."""
    if stage.is_finishing or stage.scanning is not None:
        return None
    sources = () if is_full else scan_sources(state)
    note = stage.scanned
    if not sources and note is None:
        return None
    keys = tuple(
        KeyView(words(f"visit.capture.scan-{source}"), ScanPages(source), "sec", icon="scan")
        for source in sources
    )
    if note is not None:
        is_good = note.result is ScanResult.DONE
        detail = "" if is_good else _way_on(stage, words, has_scanner=bool(sources))
        return ScannerView(_note_text(note, words), detail, not is_good, keys)
    if stage.is_camera_gone:
        lead = words("visit.capture.scan-instead")
    else:
        lead = words(f"visit.capture.scan-lead-{sources[0]}")
    return ScannerView(lead, "", is_trouble=False, keys=keys)


def _note_text(note: ScanNote, words: Texts) -> str:
    key = f"visit.capture.scan-ended.{note.result}"
    if note.result is ScanResult.FAILED:
        key = f"visit.capture.scan-failed.{note.reason}"
        key = key if key in words else "visit.capture.scan-failed.other"
    kept = words("visit.capture.scan-kept", pages=note.pages) if note.pages else ""
    return words(key, pages=note.pages) + ("" if note.result is ScanResult.DONE else kept)


def _way_on(stage: Capture, words: Texts, *, has_scanner: bool) -> str:
    """What still works, in a sentence."""
    if not stage.is_camera_gone:
        return words("visit.capture.way-camera")
    if has_scanner:
        return words("visit.capture.way-scanner")
    return words("visit.capture.way-none")


def _now_key(stage: Capture, words: Texts, *, is_full: bool) -> KeyView:
    if stage.scanning is not None:
        return KeyView(words("visit.capture.scan-stop"), StopScanning(), "sec", icon="stop")
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
    if stage.scanning is not None:
        return KeyView(label, None, reason=words("visit.capture.scan-runs"))
    if stage.dropping is not None:
        return KeyView(label, None, busy=True)
    if taken < pages.least:
        return KeyView(label, None, reason=words("visit.capture.few", least=pages.least))
    return KeyView(label, FinishCapture(), icon_after="next")


def _hint(stage: Capture, words: Texts, *, is_full: bool) -> str:
    if stage.is_finishing:
        return words("visit.capture.sealing")
    if stage.scanning is not None:
        return words(f"visit.capture.scanning-{stage.scanning}")
    if stage.is_camera_gone:
        return words("visit.capture.camera-gone")
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
    is_at_rest = not stage.is_finishing and stage.scanning is None and stage.dropping is None
    intent = RetakePage(page.index) if is_at_rest else None
    return ThumbView(words("visit.capture.page", page=page.index + 1), page.jpeg, intent)
