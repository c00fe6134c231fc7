"""What the platform is told at its start. Owns defaults; reads no file and no environment."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Settings:
    """One platform. ``port`` 0 asks the system for a free one."""

    state_folder: Path
    port: int = 0
    #: Opens the control of faults on loopback. Never outside demos and tests.
    demo: bool = False
    #: Must be longer than a long poll plus its pause, or every poll of a quiet terminal fails.
    keep_alive_seconds: int = 120
    claim_lease: timedelta = timedelta(minutes=10)
    upload_limit_bytes: int = 64 * 1024 * 1024
    body_limit_bytes: int = 4 * 1024 * 1024
    append_limit_bytes: int = 8 * 1024 * 1024
    poll_limit_seconds: float = 25.0
    #: How often a terminal says that it lives; three missed beats make it silent.
    heartbeat_seconds: float = 60.0
