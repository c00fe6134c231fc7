"""Keeps drawing in step where the processor draws. Owns waiting for the last pixel of a frame.

A software renderer takes frames on credit: they pile up behind its threads, until one call into it
waits for all of them and a touch is answered seconds late. A graphics chip waits for the glass by
itself, so there nothing is done.
"""

from typing import Any

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
