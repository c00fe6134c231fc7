"""What is wrong with the virtual receipt printer, and how it says so in its status bytes.

Owns the bits as the manual has them; shares nothing with the driver, which reads them.
"""

from dataclasses import dataclass


@dataclass(slots=True)
class Condition:
    """Changed by hands and by bad luck, from the printer's own thread."""

    paper_left_dots: int | None = None
    near_end: bool = False
    paper_out: bool = False
    cover_open: bool = False
    cutter_error: bool = False
    overheated: bool = False
    broken: bool = False
    offline: bool = False
    silent: bool = False
    #: It hears nothing any more but DLE ENQ 2.
    wedged: bool = False
    bytes_per_second: int | None = None

    @property
    def has_error(self) -> bool:
        """What DLE EOT 3 explains."""
        return self.cutter_error or self.overheated or self.broken

    @property
    def stopped(self) -> bool:
        """Nothing comes out."""
        return self.paper_out or self.cover_open or self.has_error or self.offline

    def real_time_answer(self, number: int) -> int:
        """DLE EOT n: bits 1 and 4 are always set, bits 0 and 7 never."""
        match number:
            case 1:
                bits = 0x08 * self.stopped
            case 2:
                bits = 0x04 * self.cover_open | 0x20 * self.paper_out | 0x40 * self.has_error
            case 3:
                bits = 0x08 * self.cutter_error | 0x20 * self.broken | 0x40 * self.overheated
            case _:
                bits = 0x0C * (self.near_end or self.paper_out) | 0x60 * self.paper_out
        return 0x12 | bits

    def sensor_answer(self) -> int:
        """GS r 1."""
        return 0x03 * self.near_end | 0x0C * self.paper_out
