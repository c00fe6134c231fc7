"""The host through its front door, whose visits are processes that say nothing.

Run as ``python -m tests.fakes.host_child SETTINGS``. No window, no citizen: what is tried is the
host beside a technician's commands.
"""

import subprocess
import sys
from types import SimpleNamespace

import run_kiosk


def silent_visit(_: list[str], **how: object) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(["sleep", "3600"], **how)  # type: ignore[call-overload,no-any-return]


def main(settings: str) -> int:
    run_kiosk.subprocess = SimpleNamespace(  # type: ignore[attr-defined]
        Popen=silent_visit, DEVNULL=subprocess.DEVNULL
    )
    return run_kiosk.main(["host", "--settings", settings])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
