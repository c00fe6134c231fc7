"""What a receipt printer's status bytes mean.

Owns the bits of DLE EOT and GS r, and who must act on each. Must not talk to a printer.
"""

from dataclasses import dataclass
from datetime import datetime

from devices.status import Actor, Attention, DeviceStatus, Ready, State, Unavailable

#: DLE EOT n, for n = 1 to 4: printer, reason for being offline, error, paper.
QUERIES = (1, 2, 3, 4)
SILENT = "silent"

_OFFLINE = 0x08
_COVER_OPEN, _STOPPED_BY_PAPER_END = 0x04, 0x20
_CUTTER, _UNRECOVERABLE, _RECOVERS_BY_ITSELF = 0x08, 0x20, 0x40
_PAPER_END, _PAPER_NEAR_END = 0x60, 0x0C
#: In the answer to DLE EOT 1 of models with a tear bar: the paper was not torn off yet.
TEAR_BAR_HOLDS = 0x80


def is_status_answer(byte: int) -> bool:
    """Bits 1 and 4 are always set in an answer to DLE EOT, bits 0 and 7 never."""
    return byte & 0x93 == 0x12


def without_tear_bar(byte: int) -> int:
    """The answer to DLE EOT 1 as a model without that sensor would give it."""
    return byte & ~TEAR_BAR_HOLDS


def is_barrier_answer(byte: int) -> bool:
    """Bits 4 and 7 are never set in an answer to GS r."""
    return byte & 0x90 == 0x00


def says_paper_end(barrier_answer: int) -> bool:
    """Bits 2 and 3 of the answer to GS r 1: the paper has run out."""
    return bool(barrier_answer & 0x0C)


@dataclass(frozen=True, slots=True)
class Condition:
    """One round of answers to DLE EOT 1 to 4."""

    printer: int
    offline: int
    error: int
    paper: int


def judge(condition: Condition, since: datetime) -> DeviceStatus:
    """The worst thing first: what stops the printer, then what will soon."""

    def stopped(state: State, reason: str, actor: Actor) -> Unavailable:
        return Unavailable(state, reason, actor, since)

    if condition.error & _UNRECOVERABLE:
        return stopped(State.HARDWARE_ERROR, "unrecoverable-failure", Actor.TECHNICIAN)
    if condition.error & _CUTTER:
        return stopped(State.HARDWARE_ERROR, "cutter-failure", Actor.TECHNICIAN)
    if condition.offline & _COVER_OPEN:
        return stopped(State.USER_ERROR, "cover-open", Actor.HOST_STAFF)
    if condition.paper & _PAPER_END or condition.offline & _STOPPED_BY_PAPER_END:
        return stopped(State.USER_ERROR, "media-empty", Actor.HOST_STAFF)
    if condition.error & _RECOVERS_BY_ITSELF:
        return stopped(State.DEVICE_BUSY, "head-over-temp", Actor.NOBODY)
    if condition.printer & _OFFLINE:
        return stopped(State.OFFLINE, "offline", Actor.TECHNICIAN)
    if condition.paper & _PAPER_NEAR_END:
        return Attention("media-low", Actor.HOST_STAFF, since)
    return Ready()
