"""When a frame is drawn: in step where the processor draws, and not right before a better one.

A software renderer takes frames on credit: they pile up behind its threads, until one call into it
waits for all of them and a touch is answered seconds late. A graphics chip waits for the glass by
itself, so there nothing is done.
"""

from typing import Any

from kiosk.clock import Clock

#: An answer that comes sooner is drawn instead of the wait for it.
HOLD_SECONDS = 0.04

_ON_THE_PROCESSOR = ("llvmpipe", "softpipe", "swrast")


def keep_pace(window: Any) -> None:
    """Make every flip of ``window`` wait until its frame is drawn, if the processor draws it."""
    from kivy.graphics.opengl import GL_RENDERER, glFinish, glGetString

    if not is_software(glGetString(GL_RENDERER)):
        return
    flip = window.flip

    def flip_and_wait() -> None:
        flip()
        glFinish()

    window.flip = flip_and_wait


def is_software(renderer: bytes | str | None) -> bool:
    """Whether this renderer's name is one of those that draw on the processor."""
    name = renderer.decode("ascii", "replace") if isinstance(renderer, bytes) else renderer or ""
    return any(each in name.lower() for each in _ON_THE_PROCESSOR)


class HeldFrame:
    """Leaves the picture as it is for a moment, while an answer is on its way.

    Drawing the finger's lift takes as long as the host takes to store a case, and "stored" would
    have to wait for it.
    """

    def __init__(self, window: Any, clock: Clock) -> None:
        self._clock, self._until = clock, 0.0
        # What is not drawn stays marked as to be drawn; a flip alone would show an older picture.
        window.bind(on_draw=self._is_held, on_flip=self._is_held)

    def hold(self) -> None:
        """From now on, for HOLD_SECONDS at most."""
        self._until = self._clock.monotonic() + HOLD_SECONDS

    def let_go(self) -> None:
        """The answer is here."""
        self._until = 0.0

    def _is_held(self, *_: object) -> bool:
        return self._clock.monotonic() < self._until
