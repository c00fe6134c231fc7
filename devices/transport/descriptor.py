"""Reading and writing a non-blocking file descriptor up to a deadline.

Owns the system calls that serial ports and sockets share. Reads go by ``readv`` into the caller's
own memory, so that no immutable copy of card data is ever made (measured: after ``os.read`` and
``del`` an ID number is still found in the process).
"""

import os
import select

from devices.status import DeviceGoneError
from devices.transport.transport import UNPLUGGED, WRITE_STALLED
from kiosk.clock import Clock


def read_into(descriptor: int, target: memoryview, deadline: float, clock: Clock) -> int:
    """Wait for the first byte until ``deadline``, then take what is there."""
    while True:
        try:
            count = os.readv(descriptor, [target])
        except BlockingIOError:
            remaining = deadline - clock.monotonic()
            if remaining <= 0.0:
                return 0
            _wait(descriptor, select.POLLIN, remaining)
        except OSError as error:
            raise DeviceGoneError(UNPLUGGED) from error
        else:
            if count == 0 and len(target):
                raise DeviceGoneError(UNPLUGGED)
            return count


def write_all(
    descriptor: int, data: bytes | bytearray | memoryview, deadline: float, clock: Clock
) -> None:
    """Write every byte, or raise."""
    with memoryview(data) as view:
        done = 0
        while done < len(view):
            try:
                done += os.write(descriptor, view[done:])
            except BlockingIOError:
                remaining = deadline - clock.monotonic()
                if remaining <= 0.0:
                    raise DeviceGoneError(WRITE_STALLED) from None
                _wait(descriptor, select.POLLOUT, remaining)
            except OSError as error:
                raise DeviceGoneError(UNPLUGGED) from error


def _wait(descriptor: int, events: int, timeout_seconds: float) -> None:
    poller = select.poll()
    poller.register(descriptor, events)
    poller.poll(timeout_seconds * 1000.0)
