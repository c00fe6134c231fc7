"""A serial plug: a pty behind a stable name, as a link under ``/dev/serial/by-id``.

Owns making and unmaking it. Must not know who reads, or how fast; two threads are its owner's care.
"""

import os
import tty
from pathlib import Path


class PtyPlug:
    """``ends`` are the device's and the host's, while it is plugged in."""

    def __init__(self, link: Path) -> None:
        self._link = link
        self.ends: tuple[int, int] | None = None

    def push_in(self) -> None:
        """Appear under the stable name; reading and writing at the device's end never blocks."""
        if self.ends is not None:
            return
        # Our own hold on the host's end: without it a host that closes the port would look like a
        # pulled cable to the device.
        device_end, host_end = os.openpty()
        self.ends = device_end, host_end
        tty.setraw(host_end)
        os.set_blocking(device_end, False)
        try:
            self._link.unlink(missing_ok=True)
            self._link.symlink_to(os.ttyname(host_end))
        except OSError:
            self.pull_out()
            raise

    def pull_out(self) -> None:
        """Vanish; what was under way is lost."""
        ends, self.ends = self.ends, None
        if ends is None:
            return
        for end in ends:
            os.close(end)
        self._link.unlink(missing_ok=True)
