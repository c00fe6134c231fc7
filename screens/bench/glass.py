"""Hands and eyes on the real window, for demo mode: touches in, pictures and targets out.

Touches enter as an input provider, the door that a touch panel's driver uses, so they travel the
whole way of a finger. Runs only in a visit that was started with ``--glass``; the terminal of a
hall never opens this socket. One JSON object a line each way.
"""

import contextlib
import json
import logging
import os
import socket
import threading
from collections import deque
from pathlib import Path
from typing import Any

from kivy.base import EventLoop
from kivy.clock import Clock as FrameClock
from kivy.input.motionevent import MotionEvent
from kivy.input.provider import MotionEventProvider

from kiosk.clock import Clock
from screens.widgets.press import Pressable
from screens.widgets.signature import SignaturePad
from screens.widgets.words import Paragraph, Words

log = logging.getLogger(__name__)

#: A command is answered by the UI thread within a frame; a UI that hangs must not hang the tour.
ANSWER_LIMIT_SECONDS = 60.0


class GlassTouch(MotionEvent):
    """One finger. ``args`` are x and y in 0..1 of the window, origin bottom left."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("is_touch", True)
        kwargs.setdefault("type_id", "touch")
        super().__init__(*args, **kwargs)
        self.profile = ("pos",)

    def depack(self, args: tuple[float, float]) -> None:
        self.sx, self.sy = args
        super().depack(args)


class GlassFinger(MotionEventProvider):
    """Feeds touches to Kivy's event loop, one step a frame, as a panel would."""

    def __init__(self) -> None:
        super().__init__("glass", "")
        self._planned: deque[tuple[str, GlassTouch, tuple[float, float]]] = deque()
        self._steps: deque[tuple[str, GlassTouch, tuple[float, float]]] = deque()
        self._rest_seconds = 0.0
        self._next_id = 0

    def draw(self, points: list[tuple[float, float]]) -> None:
        """Plan a touch: down at the first point, over the others, up at the last.

        Points are in 0..1, origin top left. Nothing is felt before ``go``.
        """
        places = [(x, 1.0 - y) for x, y in points]
        touch = self._new_touch(places[0])
        self._planned.append(("begin", touch, places[0]))
        self._planned.extend(("update", touch, place) for place in places[1:])
        self._planned.append(("end", touch, places[-1]))

    def rest(self, point: tuple[float, float], seconds: float) -> None:
        """Plan a touch: down at a point, and up there after a while."""
        place = (point[0], 1.0 - point[1])
        self._rest_seconds = float(seconds)
        self._planned.append(("rest", self._new_touch(place), place))

    def go(self) -> None:
        """Let what was planned be felt."""
        while self._planned:
            self._steps.append(self._planned.popleft())

    def forget(self) -> None:
        """Feel nothing of what was planned: nobody hears that it was taken."""
        self._planned.clear()

    @property
    def is_idle(self) -> bool:
        """Whether every step has been felt."""
        return not self._planned and not self._steps

    def update(self, dispatch_fn: Any) -> None:
        if not self._steps:
            return
        phase, touch, place = self._steps.popleft()
        match phase:
            case "update":
                touch.move(place)
            case "rest":
                phase = "begin"
                lift = ("end", touch, place)
                FrameClock.schedule_once(lambda _: self._steps.append(lift), self._rest_seconds)
        dispatch_fn(phase, touch)

    def _new_touch(self, place: tuple[float, float]) -> GlassTouch:
        self._next_id += 1
        return GlassTouch("glass", f"glass-{self._next_id}", place)


class Glass:
    """Serves one controller at a time on a Unix socket."""

    def __init__(self, path: Path, navigator: Any, clock: Clock) -> None:
        self._path, self._navigator, self._clock = path, navigator, clock
        #: What looking and taking pictures has cost the UI thread: a hall's terminal never does it.
        self.spent_seconds = 0.0
        self._finger = GlassFinger()
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._thread = threading.Thread(target=self._serve, name="glass", daemon=True)

    def start(self) -> None:
        """Take over the socket of the visit that was on the glass before."""
        EventLoop.add_input_provider(self._finger)
        self._path.parent.mkdir(parents=True, exist_ok=True)
        partial = self._path.with_suffix(f".{os.getpid()}")
        partial.unlink(missing_ok=True)
        self._socket.bind(str(partial))
        self._socket.listen(1)
        partial.replace(self._path)
        self._thread.start()

    def stop(self) -> None:
        """Serve nobody any more; a controller that is still there hangs up first."""
        EventLoop.remove_input_provider(self._finger)
        self._socket.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._socket.close()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self._socket.accept()
                with connection, connection.makefile("rb") as lines:
                    self._converse(connection, lines)
                    self._finger.forget()

    def _converse(self, connection: socket.socket, lines: Any) -> None:
        with contextlib.suppress(OSError, ValueError):
            for line in lines:
                answer = self._on_ui_thread(json.loads(line))
                connection.sendall(json.dumps(answer, ensure_ascii=False).encode() + b"\n")
                # A touch may end this very process: it is felt when its answer is on the way.
                self._finger.go()

    def _on_ui_thread(self, order: dict[str, Any]) -> dict[str, Any]:
        answer: dict[str, Any] = {"error": "the screen did not do it"}
        taken, done = threading.Lock(), threading.Event()

        def obey(_elapsed_seconds: float) -> None:
            nonlocal answer
            if not taken.acquire(blocking=False):
                return  # given up: whoever asked was told that nothing is done
            began_at = self._clock.monotonic()
            try:
                answer = self._obey(order)
            except (KeyError, TypeError, ValueError, OSError) as mistake:
                answer = {"error": f"{type(mistake).__name__}: {mistake}"}
            finally:
                self.spent_seconds += self._clock.monotonic() - began_at
                done.set()

        FrameClock.schedule_once(obey, 0)
        if not done.wait(ANSWER_LIMIT_SECONDS) and taken.acquire(blocking=False):
            return {"error": "the screen does not answer"}
        done.wait()
        return answer

    def _obey(self, order: dict[str, Any]) -> dict[str, Any]:
        match order["do"]:
            case "look":
                return {
                    "screen": self._navigator.current,
                    "idle": self._finger.is_idle and not self._navigator.transition.is_active,
                    "targets": [*_targets(), *_pads()],
                    "words": list(_words()),
                }
            case "rest":
                self._finger.rest((order["x"], order["y"]), order["seconds"])
                return {}
            case "draw":
                self._finger.draw([(x, y) for x, y in order["points"]])
                return {}
            case "shot":
                _save_picture(Path(order["path"]))
                return {}
            case unknown:
                raise ValueError(f"unknown order {unknown!r:.40}")


def _visible(kind: type | tuple[type, ...]) -> Any:
    window = EventLoop.window
    for root in window.children:
        for widget in root.walk():
            if isinstance(widget, kind) and widget.get_root_window() is window:
                yield widget


def _box(widget: Any) -> dict[str, float]:
    """Where a widget is, in 0..1 of the window, origin top left."""
    window = EventLoop.window
    left, bottom = widget.to_window(widget.x, widget.y)
    return {
        "x": left / window.width,
        "y": 1.0 - (bottom + widget.height) / window.height,
        "width": widget.width / window.width,
        "height": widget.height / window.height,
    }


def _targets() -> Any:
    for widget in _visible(Pressable):
        yield {
            "name": widget.name or getattr(widget, "label", ""),
            "intent": repr(widget.intent) if widget.intent is not None else "",
            "enabled": bool(widget.enabled and widget.armed),
            **_box(widget),
        }


def _pads() -> Any:
    for widget in _visible(SignaturePad):
        yield {"name": "signature", "intent": "", "enabled": True, **_box(widget)}


def _words() -> Any:
    for widget in _visible((Words, Paragraph)):
        if widget.shown:
            yield {"text": widget.shown, **_box(widget)}


def _save_picture(path: Path) -> None:
    """The window as it is on the glass, as a PNG."""
    from kivy.graphics.opengl import GL_RGBA, GL_UNSIGNED_BYTE, glReadPixels
    from PIL import Image

    window = EventLoop.window
    width, height = window.system_size
    pixels = glReadPixels(0, 0, width, height, GL_RGBA, GL_UNSIGNED_BYTE)
    picture = Image.frombytes("RGBA", (width, height), pixels).transpose(
        Image.Transpose.FLIP_TOP_BOTTOM
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    picture.convert("RGB").save(path, compress_level=1)
