"""What a terminal says of itself: alive, how its devices are, what waits. Never a citizen.

Owns the shapes only. The words of state, reason and actor are those of ``devices/status.py``; they
stay open here, because a newer terminal may know more of them than its platform.
"""

from uuid import UUID

from pydantic import AwareDatetime, Field

from kiosk.uplink.contract.wire import Code, Message

MOST_DEVICES = 64


class DeviceHealth(Message):
    """One device. ``reason``, ``actor`` and ``since`` are there when something is wrong."""

    id: Code
    role: Code
    model: Code
    state: Code
    is_usable: bool
    reason: Code | None = None
    actor: Code | None = None
    since: AwareDatetime | None = None


class Heartbeat(Message):
    """``POST /v1/devices/{terminal}/heartbeat``. The idempotency key is ``beat_id``.

    ``boot_id`` is new with each start of the terminal, ``seq`` counts within it: an older beat that
    arrives late is recognised whatever the clocks say. ``technician_called_at``: the host site has
    called at the glass, and no technician has signed in there since.
    """

    beat_id: UUID
    terminal: Code
    site: Code
    boot_id: UUID
    seq: int = Field(ge=0)
    at: AwareDatetime
    started_at: AwareDatetime
    version: Code
    devices: tuple[DeviceHealth, ...] = Field(default=(), max_length=MOST_DEVICES)
    unsent: int = Field(default=0, ge=0)
    parked: int = Field(default=0, ge=0)
    oldest_at: AwareDatetime | None = None
    sheets_remaining: int | None = Field(default=None, ge=0)
    sheets_uncertain: int = Field(default=0, ge=0)
    visits: int = Field(default=0, ge=0)
    is_safe_mode: bool = False
    technician_called_at: AwareDatetime | None = None


class HeartbeatReply(Message):
    """The platform has it, and says when it wants to hear again."""

    received_at: AwareDatetime
    interval_seconds: float = Field(ge=1, le=3600)
