"""Wakes long polls: whoever waits for news asks the store again when the bell rings.

Owns waiting only, on the event loop's thread. The bell carries nothing and may ring for nothing.
"""

import asyncio


class Bell:
    """One bell for all terminals; a ring is cheap, a poll reads one indexed row."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()
        self.closed = False

    def ring(self) -> None:
        """Something may have happened."""
        self._rung.set()
        self._rung = asyncio.Event()

    def close(self) -> None:
        """The server stops: let everybody go."""
        self.closed = True
        self.ring()

    async def heard(self, timeout_seconds: float) -> bool:
        """True when it rang in time."""
        if self.closed:
            return False
        rung = self._rung
        try:
            async with asyncio.timeout(timeout_seconds):
                await rung.wait()
        except TimeoutError:
            return False
        return True
