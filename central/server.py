"""The platform on a socket of the loopback interface, as a thread or as a process.

Owns binding, starting and stopping. Never listens anywhere else: in front of other machines stands
a gateway that ends TLS and proves who calls.
"""

import socket
import threading
from collections.abc import Callable
from contextlib import suppress

import uvicorn

from central.app import create_app
from central.faults import Faults
from central.platform import Platform
from central.settings import Settings
from kiosk.clock import Clock
from kiosk.errors import BrokenEnvironmentError

_LOOPBACK = "127.0.0.1"
_BACKLOG = 256


class PlatformServer:
    """One running platform. ``url`` is good from the moment ``start`` returns."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._socket = _listen(settings.port)
        self.url = f"http://{_LOOPBACK}:{self._socket.getsockname()[1]}"
        self._faults = Faults()
        self._opened = threading.Event()
        self._server = _Server(self._config(settings, clock), self._ring_bell)
        self._thread = threading.Thread(target=self._run, name="central-server")
        self._platform: Platform | None = None
        self._started: Callable[[str], None] = _nobody_waits

    def start(self) -> None:
        """Serve on a thread of its own; returns when the first request can be answered."""
        self._thread.start()
        self._opened.wait()
        if self._platform is None:
            self._thread.join()
            raise BrokenEnvironmentError("the platform did not start: see its log")

    def stop(self) -> None:
        """Answer what is under way, finish writing, and end."""
        self._server.should_exit = True
        self._thread.join()

    def serve(self, started: Callable[[str], None]) -> None:
        """Serve on the calling thread until a signal ends it."""
        self._started = started
        self._server.run(sockets=[self._socket])
        self._socket.close()

    def _run(self) -> None:
        try:
            # uvicorn ends a failed start with sys.exit; ``start`` says it to its caller.
            with suppress(SystemExit):
                self._server.run(sockets=[self._socket])
        finally:
            self._socket.close()
            self._opened.set()

    def _config(self, settings: Settings, clock: Clock) -> uvicorn.Config:
        return uvicorn.Config(
            create_app(settings, clock, self._faults, self._open),
            http=self._faults.protocol() if settings.demo else "h11",
            loop="asyncio",
            ws="none",
            lifespan="on",
            log_config=None,
            access_log=False,
            timeout_keep_alive=settings.keep_alive_seconds,
            server_header=False,
        )

    def _open(self, platform: Platform) -> None:
        self._platform = platform
        self._opened.set()
        self._started(self.url)

    def _ring_bell(self) -> None:
        if self._platform is not None:
            self._platform.bell.close()
            self._faults.close()


class _Server(uvicorn.Server):
    """uvicorn waits for open requests before it ends; those that wait for us are let go first."""

    def __init__(self, config: uvicorn.Config, before_shutdown: Callable[[], None]) -> None:
        super().__init__(config)
        self._before_shutdown = before_shutdown

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._before_shutdown()
        await super().shutdown(sockets)


def _nobody_waits(url: str) -> None:
    """The thread's starter waits on an event of its own."""


def _listen(port: int) -> socket.socket:
    # asyncio switches Nagle off only on sockets that name their protocol; with it, each answer
    # waits 40 ms for the other side's delayed acknowledgement.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((_LOOPBACK, port))
    listener.listen(_BACKLOG)
    return listener
