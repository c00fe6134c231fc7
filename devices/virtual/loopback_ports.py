"""Ports of the loopback interface, for virtual hardware that is named before it listens.

Owns choosing them. From the choice to the listening nobody else may come by a port: so it lies
outside the range from which the kernel gives ports to whoever names none, and this process does not
choose it again soon. Where the kernel gives away nearly all, its range is shared with it.
"""

import socket
import threading
from collections import deque
from pathlib import Path
from random import SystemRandom

from kiosk.errors import BrokenEnvironmentError

LOOPBACK = "127.0.0.1"
_KERNELS_OWN = Path("/proc/sys/net/ipv4/ip_local_port_range")
_LOWEST, _KERNELS_LOWEST = 20000, 32768
_MOST_TRIES = 200
#: A virtual card reader takes new ports each time that it is plugged in, for as long as it runs.
_REMEMBERED = 1000
#: Less than this below the kernel's range is used up by what is remembered.
_LEAST_ROOM = 2 * _REMEMBERED

_chance = SystemRandom()
_guard = threading.Lock()
_chosen: deque[int] = deque(maxlen=_REMEMBERED)


def free_port(neighbours: int = 0) -> int:
    """A port that nobody listens on, nor on so many above it. Raises BrokenEnvironmentError."""
    highest = _kernels_lowest() - neighbours
    for _ in range(_MOST_TRIES):
        first = _chance.randrange(_LOWEST, highest)
        wanted = range(first, first + neighbours + 1)
        with _guard:
            if not any(port in _chosen for port in wanted) and all(map(_is_free, wanted)):
                _chosen.extend(wanted)
                return first
    raise BrokenEnvironmentError(f"no TCP port from {_LOWEST} to {highest} is free")


def _kernels_lowest() -> int:
    try:
        lowest = int(_KERNELS_OWN.read_text("ascii").split()[0])
    except (OSError, ValueError, IndexError):
        return _KERNELS_LOWEST
    # Some machines let it begin at 1024 (ip(7)): then nothing is out of its reach.
    return lowest if lowest - _LOWEST >= _LEAST_ROOM else _KERNELS_LOWEST


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True
