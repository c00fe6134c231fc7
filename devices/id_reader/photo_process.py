"""The process that becomes a site's photo decoder: what it may do is decided before it starts.

``python -m devices.id_reader.photo_process --memory-bytes N --cpu-seconds N -- command...`` forbids
itself core files, growing files, much memory and, where the kernel allows it, the network; then it
is replaced by the command. The limits stay, because a decoder is closed code of a vendor and reads
bytes from a stranger's card. Owns nothing else; reads no photo.
"""

import argparse
import ctypes
import os
import resource
import sys

from kiosk.lockdown import die_with_parent, refuse_inspection

#: What a shell answers to a command that cannot be started.
CANNOT_START = 127
_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000
_MOST_FILES, _NICENESS = 32, 5


def main() -> None:
    """Forbid, then become the decoder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--memory-bytes", type=int, required=True)
    parser.add_argument("--cpu-seconds", type=int, required=True)
    parser.add_argument("command", nargs="+")
    arguments = parser.parse_args()
    refuse_inspection()
    die_with_parent()
    os.nice(_NICENESS)
    # Refused on some systems; then the decoder keeps the network of the visit.
    ctypes.CDLL(None).unshare(_CLONE_NEWUSER | _CLONE_NEWNET)
    for kind, most in (
        (resource.RLIMIT_CPU, arguments.cpu_seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, _MOST_FILES),
        (resource.RLIMIT_AS, arguments.memory_bytes),
    ):
        resource.setrlimit(kind, (most, most))
    try:
        os.execv(arguments.command[0], arguments.command)  # noqa: S606  (no shell, on purpose)
    except OSError:
        sys.exit(CANNOT_START)


if __name__ == "__main__":
    main()
