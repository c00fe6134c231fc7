"""Reading and writing a non-blocking file descriptor up to a deadline, or until it is severed.

Owns the system calls that serial ports and sockets share. Reads go by ``readv`` into the caller's
own memory, so that no immutable copy of card data is ever made (measured: after ``os.read`` and
``del`` an ID number is still found in the process).
"""

import os
import select

from devices.status import DeviceGoneError
from devices.transport.transport import UNPLUGGED, WRITE_STALLED
from kiosk.clock import Clock

#: Who waits looks at the descriptor again this often: it may have been severed meanwhile, which
#: wakes nobody.
_LONGEST_WAIT_SECONDS = 0.5


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


def sever(descriptor: int) -> None:
    """Take away what is behind ``descriptor``, from any thread; its number stays with its holder.

    Closing it here would give the number to the next file that somebody opens, and a driver that
    wakes up late would write into that. What is put in its place can be neither read nor written.
    """
    nothing, writer = os.pipe()
    os.close(writer)
    try:
        os.dup2(nothing, descriptor, inheritable=False)
    finally:
        os.close(nothing)


def _wait(descriptor: int, events: int, timeout_seconds: float) -> None:
    poller = select.poll()
    poller.register(descriptor, events)
    poller.poll(min(timeout_seconds, _LONGEST_WAIT_SECONDS) * 1000.0)
