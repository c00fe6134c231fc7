"""The work of a page process, without the process: frames and commands in, events out.

Owns the pages taken so far. Must not touch a socket or a ring, so that tests can drive it with
frames alone.
"""

import hashlib
from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from devices.document_scanner import auto_capture
from devices.document_scanner.auto_capture import Sighting, Watching
from devices.document_scanner.compact_pdf import EncodedPage, PdfForm, encode_page, make_pdf
from devices.document_scanner.geometry import Quad
from devices.document_scanner.judge import Judgement, judge, no_page_hint
from devices.document_scanner.page_finder import find_fast, find_page
from devices.document_scanner.page_messages import (
    CaptureFinished,
    PageDropped,
    PageEvent,
    PageSeen,
    PageTaken,
)
from devices.document_scanner.straighten import straighten

Frame = NDArray[np.uint8]

MAX_PAGES = 40
_THOROUGH_EVERY = 3
_LOOK_PX = (48, 68)
_THUMBNAIL_HEIGHT_PX = 320
_WHOLE_FRAME = Quad(((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)))


class PageWork:
    """The capture of one material: any number of pages, then one PDF."""

    def __init__(self, automatic: bool = True, empty_tray: Frame | None = None) -> None:
        self._automatic = automatic
        self._empty_tray = empty_tray
        self._watching = Watching()
        self._pages: list[EncodedPage] = []
        self._vacant: int | None = None
        self._blind = 0
        self._thorough = False

    def look_at(self, frame: Frame, preview: Frame) -> Iterator[PageEvent]:
        """Judge one frame; take it when it is time. ``preview`` is the same frame, smaller."""
        quad = self._find(preview)
        verdict = None if quad is None else judge(frame, quad)
        sighting = _sighting(preview, quad, verdict)
        self._watching, take = auto_capture.observe(self._watching, sighting)
        if take and self._automatic:
            yield from self._take_if_still_good(frame)
        elif take:
            self._watching = auto_capture.not_taken(self._watching)
        # After the taking: "next page, please" is said when the page is kept, not before.
        yield self._seen(quad, verdict)

    def take_now(self, frame: Frame, preview: Frame) -> Iterator[PageEvent]:
        """Take this frame whatever the judgement; without a page in sight, all of it."""
        quad = find_page(frame, self._empty_tray) or _WHOLE_FRAME
        sighting = _sighting(preview, quad, None)
        self._watching = auto_capture.taken(sighting)
        yield from self._keep(frame, quad, judge(frame, quad).blank)

    def take_scan(self, frame: Frame) -> Iterator[PageEvent]:
        """Take a scanner's page: its edges are the page's, whatever frame is printed on it."""
        blank = judge(frame, _WHOLE_FRAME).blank
        yield from self._keep(frame, _WHOLE_FRAME, blank, is_scan=True)

    def retake(self, index: int) -> Iterator[PageEvent]:
        """Forget a page; the next one takes its place."""
        if 0 <= index < len(self._pages):
            self._pages.pop(index)
            self._vacant = index
            self._watching = auto_capture.forget_last(self._watching)
            yield PageDropped(index, len(self._pages))

    def drop(self, index: int) -> Iterator[PageEvent]:
        """Forget a page for good."""
        if 0 <= index < len(self._pages):
            self._pages.pop(index)
            self._vacant = None
            yield PageDropped(index, len(self._pages))

    def finish(self, form: PdfForm) -> Iterator[PageEvent]:
        """All pages as a PDF; nothing when there are none."""
        if self._pages:
            pdf = make_pdf(self._pages, form)
            yield CaptureFinished(pdf, len(self._pages), hashlib.sha256(pdf).hexdigest())

    def _find(self, preview: Frame) -> Quad | None:
        """The quick look; the thorough one where that is blind, and for as long as it sees."""
        if self._empty_tray is not None:
            return find_page(preview, self._empty_tray)
        quad = None if self._thorough else find_fast(preview)
        if quad is not None:
            return quad
        self._blind += 1
        if not self._thorough and self._blind % _THOROUGH_EVERY:
            return None
        quad = find_page(preview)
        self._thorough = quad is not None
        return quad

    def _take_if_still_good(self, frame: Frame) -> Iterator[PageEvent]:
        """The preview's quick look may err: the still is searched and judged again, whole."""
        quad = find_page(frame, self._empty_tray)
        verdict = None if quad is None else judge(frame, quad)
        if quad is not None and verdict is not None and verdict.good:
            yield from self._keep(frame, quad, verdict.blank)
        else:
            self._watching = auto_capture.not_taken(self._watching)

    def _keep(
        self, frame: Frame, quad: Quad, blank: bool, *, is_scan: bool = False
    ) -> Iterator[PageEvent]:
        if len(self._pages) >= MAX_PAGES:
            return
        page = straighten(frame, quad)
        index = len(self._pages) if self._vacant is None else min(self._vacant, len(self._pages))
        self._vacant = None
        self._pages.insert(index, encode_page(page))
        yield PageTaken(index, len(self._pages), blank, _thumbnail(page), is_scan)

    def _seen(self, quad: Quad | None, verdict: Judgement | None) -> PageSeen:
        wait = self._watching.wait
        if verdict is None:
            return PageSeen(quad, no_page_hint(), False, False, False, False, None, wait)
        hint = verdict.hint_key
        if wait is auto_capture.Wait.NEXT_PAGE:
            hint = "capture.hint.next_page"
        if len(self._pages) >= MAX_PAGES:
            hint = "capture.hint.full"
        return PageSeen(
            quad, hint, verdict.whole, verdict.lit, verdict.sharp, verdict.uncovered,
            verdict.glare, wait,
        )  # fmt: skip


def _sighting(preview: Frame, quad: Quad | None, verdict: Judgement | None) -> Sighting:
    if quad is None:
        return Sighting(None, False)
    return Sighting(quad, verdict is not None and verdict.good, page_look(preview, quad))


def page_look(preview: Frame, quad: Quad) -> tuple[float, ...]:
    """A small picture of the page without the lamp's gradient, to tell pages apart."""
    height, width = preview.shape[:2]
    size = (2 * _LOOK_PX[0], 2 * _LOOK_PX[1])
    target = np.array(((0, 0), (size[0], 0), size, (0, size[1])), np.float32)
    place = cv2.getPerspectiveTransform(quad.to_pixels(width, height).astype(np.float32), target)
    grey = cv2.cvtColor(cv2.warpPerspective(preview, place, size), cv2.COLOR_BGR2GRAY)
    level = grey[4:-4, 4:-4].astype(np.float32)
    detail = level - cv2.GaussianBlur(level, (0, 0), 9)
    small = cv2.resize(detail, _LOOK_PX, interpolation=cv2.INTER_AREA)
    return tuple(np.round(small - small.mean(), 2).ravel().tolist())


def _thumbnail(page: Frame) -> bytes:
    scale = _THUMBNAIL_HEIGHT_PX / page.shape[0]
    small = cv2.resize(page, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, 80])[1].tobytes()
