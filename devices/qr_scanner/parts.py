"""A code that comes in parts, because a packet or a report holds only so much. Pure.

Owns putting it together in one block that never moves and is wiped in place. Must not know what
enclosed a part.
"""

from dataclasses import dataclass

from devices.qr_scanner.protocol import UNKNOWN_SYMBOLOGY


@dataclass(frozen=True, slots=True)
class Part:
    """What one packet or report holds of a code."""

    symbology: str
    data: bytearray
    continues: bool


class PartedCode:
    """A code put together from its parts, in one fixed block that is wiped in place."""

    def __init__(self, longest_bytes: int) -> None:
        self._block = bytearray(longest_bytes)
        self._used = 0
        self._symbology = UNKNOWN_SYMBOLOGY

    @property
    def is_empty(self) -> bool:
        """True when no part is kept."""
        return self._used == 0

    def add(self, part: Part) -> bool:
        """Keep one part and wipe it; false when the code gets too long."""
        end = self._used + len(part.data)
        fits = end <= len(self._block)
        if fits:
            self._symbology = part.symbology if self.is_empty else self._symbology
            self._block[self._used : end] = part.data
            self._used = end
        else:
            self.wipe()
        part.data[:] = bytes(len(part.data))
        return fits

    def take(self) -> tuple[bytearray, str]:
        """The whole code, without the line ends of a configured suffix, and its symbology."""
        start, end = 0, self._used
        while end > start and self._block[end - 1] in b"\r\n":
            end -= 1
        while start < end and self._block[start] in b"\r\n":
            start += 1
        with memoryview(self._block) as view, view[start:end] as content:
            payload = bytearray(content)
        symbology = self._symbology
        self.wipe()
        return payload, symbology

    def wipe(self) -> None:
        """Forget everything, in place."""
        self._block[: self._used] = bytes(self._used)
        self._used, self._symbology = 0, UNKNOWN_SYMBOLOGY
