"""A citizen who stays until something has happened: no test guesses how long that takes."""

import threading
from collections.abc import Callable


class LeavesWhen(threading.Event):
    """Set once ``is_so``; a driver that waits looks at it again and again."""

    def __init__(self, is_so: Callable[[], bool]) -> None:
        super().__init__()
        self._is_so = is_so

    def is_set(self) -> bool:
        return self._is_so()
