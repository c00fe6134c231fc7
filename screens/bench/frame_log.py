"""What every frame costs the UI thread, written down for benchmarks.

Owns a stopwatch around Kivy's waiting: a frame is everything between two waits. Runs only in a
visit that was started with ``--frame-log``. Must not write down what is on the screen beyond the
name of its view, nor write while a frame is being timed.
"""

import gc
import json
import os
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kivy.base import EventLoop
from kivy.clock import Clock as FrameClock

from kiosk.clock import Clock

#: A visit is killed when it is over, so what is not on the disk by then is lost.
FRAMES_PER_WRITE = 15


class FrameLog:
    """One visit's frames as JSON lines in ``folder/<process id>.jsonl``.

    ``screen`` says what is shown; ``aside_seconds`` is what demo-only work has cost so far.
    """

    def __init__(
        self,
        folder: Path,
        clock: Clock,
        screen: Callable[[], str],
        aside_seconds: Callable[[], float],
    ) -> None:
        self._clock, self._screen, self._aside_seconds = clock, screen, aside_seconds
        self._path = folder / f"{os.getpid()}.jsonl"
        self._lines: list[dict[str, Any]] = []
        self._begun_at = self._begun_cpu = self._begun_aside = 0.0
        self._collecting_since = self._collected_seconds = 0.0
        self._marks: list[str] = []
        self._has_drawn = False
        self._ui_thread = threading.get_ident()

    def start(self) -> None:
        """Time every frame from the next one on."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        wait = FrameClock.idle

        def idle() -> Any:
            self._end_frame()
            now = wait()
            self._begin_frame()
            return now

        EventLoop.window.bind(on_flip=self._on_flip)
        # Kivy has no event around its waiting; its clock is the one place that knows.
        FrameClock.idle = idle
        gc.callbacks.append(self._on_collection)
        self._begin_frame()

    def mark(self, name: str) -> None:
        """Note something that the frame in hand did."""
        self._marks.append(name)

    def _on_flip(self, *_: object) -> None:
        self._has_drawn = True

    def _begin_frame(self) -> None:
        self._collected_seconds, self._has_drawn = 0.0, False
        self._begun_aside = self._aside_seconds()
        self._begun_cpu = time.thread_time()
        self._begun_at = self._clock.monotonic()

    def _end_frame(self) -> None:
        ended_at = self._clock.monotonic()
        line: dict[str, Any] = {
            "at": ended_at,
            "screen": self._screen(),
            "drawn": self._has_drawn,
            "ms": _ms(ended_at - self._begun_at),
            "cpu_ms": _ms(time.thread_time() - self._begun_cpu),
            "aside_ms": _ms(self._aside_seconds() - self._begun_aside),
            "gc_ms": _ms(self._collected_seconds),
        }
        if self._marks:
            line["marks"], self._marks = self._marks, []
        self._lines.append(line)
        if len(self._lines) >= FRAMES_PER_WRITE:
            self._write()

    def _write(self) -> None:
        text = "".join(json.dumps(line) + "\n" for line in self._lines)
        self._lines.clear()
        with self._path.open("a", encoding="utf-8") as file:
            file.write(text)

    def _on_collection(self, phase: str, _info: dict[str, int]) -> None:
        # Whichever thread allocates last collects; the others wait for it.
        if phase == "start":
            self._collecting_since = self._clock.monotonic()
        else:
            self._collected_seconds += self._clock.monotonic() - self._collecting_since


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 3)
