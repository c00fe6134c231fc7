"""Bytes of an MJPEG stream (multipart/x-mixed-replace) to whole pictures, still compressed.

Owns where a picture begins and ends, and forgetting it. Must not decode one. Cameras differ: most
tell each picture's length, some only put the boundary behind it; some say the boundary in the
stream's header with its two dashes, though RFC 2046, 5.1.1 adds them.
"""

import re
from collections.abc import Iterator

#: The largest frames of the field (16 MP, best quality) are half as long.
MOST_PICTURE_BYTES = 16 * 1024 * 1024
#: Headers of one part; what is longer is none.
MOST_HEAD_BYTES = 4096
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_LENGTH = re.compile(
    rb"^content-length:[ \t]*([0-9]{1,12})[ \t]*\r?$", re.IGNORECASE | re.MULTILINE
)


class PictureParser:
    """Give it what came, take what is whole. ``boundary`` is the one of the stream's header."""

    def __init__(self, boundary: bytes) -> None:
        self._mark = b"--" + boundary.strip(b'"').removeprefix(b"--")
        self._held = bytearray()
        #: Where the picture in hand begins; 0 while its headers have not come.
        self._begins_at = 0
        self._length: int | None = None
        #: Of the held bytes, so many hold no boundary; they are not looked through again.
        self._searched = 0

    def take(self, arrived: bytes) -> Iterator[bytearray]:
        """The pictures that became whole, each the receiver's to ``wipe``."""
        self._held += arrived
        while (picture := self._next()) is not None:
            if picture:
                yield picture

    def wipe(self) -> None:
        """Forget what has come of the next picture."""
        wipe(self._held)
        self._drop(len(self._held))

    def _next(self) -> bytearray | None:
        """A picture, an empty one where a part had none; None until more has come."""
        if not self._begins_at and not self._take_head():
            return None
        if self._length is None:
            return self._up_to_the_boundary()
        ends_at = self._begins_at + self._length
        return self._cut(ends_at) if len(self._held) >= ends_at else None

    def _take_head(self) -> bool:
        while (starts_at := self._held.find(self._mark)) >= 0:
            self._drop(starts_at)
            end = _HEAD_END.search(self._held, len(self._mark), MOST_HEAD_BYTES)
            if end is None:
                if len(self._held) < MOST_HEAD_BYTES:
                    return False
                self._drop(len(self._mark))
                continue
            said = _LENGTH.search(self._held, len(self._mark), end.end())
            length = int(said[1]) if said is not None else None
            if length is not None and length > MOST_PICTURE_BYTES:
                self._drop(end.end())
                continue
            self._begins_at, self._length, self._searched = end.end(), length, end.end()
            return True
        # The end may be the beginning of a boundary.
        self._drop(max(0, len(self._held) - len(self._mark) + 1))
        return False

    def _up_to_the_boundary(self) -> bytearray | None:
        ends_at = self._held.find(self._mark, self._searched)
        if ends_at >= 0:
            return self._cut(ends_at)
        self._searched = max(self._begins_at, len(self._held) - len(self._mark) + 1)
        if len(self._held) - self._begins_at > MOST_PICTURE_BYTES:
            self.wipe()
        return None

    def _cut(self, ends_at: int) -> bytearray:
        picture = self._held[self._begins_at : ends_at]
        if self._length is None and picture.endswith(b"\n"):
            # The line end belongs to the boundary.
            del picture[-2 if picture.endswith(b"\r\n") else -1 :]
        self._drop(ends_at)
        return picture

    def _drop(self, count: int) -> None:
        with memoryview(self._held) as held:
            held[:count] = bytes(count)
        del self._held[:count]
        self._begins_at, self._length, self._searched = 0, None, 0


def wipe(picture: bytearray) -> None:
    """Nothing of it stays."""
    with memoryview(picture) as bytes_of_it:
        bytes_of_it[:] = bytes(len(picture))
