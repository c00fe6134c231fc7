"""Bad luck on demand, for demos and tests: the platform away, failing, cutting, slow.

Owns the switch and what it does to the wire. Exists only when the platform is started as a demo;
the control stays reachable whatever the switch says.
"""

import asyncio
from enum import StrEnum
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from kiosk.uplink.contract import PATH_CASES

CONTROL_PATH = "/demo/faults"
SLOW_SECONDS = 3.0


class Fault(StrEnum):
    """What is wrong with the platform now."""

    NONE = "none"
    #: Every request finds its connection cut, with nothing done.
    AWAY = "away"
    ERROR_500 = "error500"
    #: The request is done and durable, and the answer never arrives.
    DROP_AFTER_ACCEPT = "drop-after-accept"
    SLOW = "slow"
    #: Cases and pieces of files wait at the door until the switch is turned; words pass.
    HELD = "held"


class Faults:
    """The switch, and the connections that it may cut."""

    def __init__(self) -> None:
        self.now = Fault.NONE
        self._connections: dict[tuple[str, int], asyncio.Transport] = {}
        self._turned, self._is_closed = asyncio.Event(), False

    def turn(self, fault: Fault) -> None:
        """From now on this is wrong; what waited for the switch waits no longer."""
        self.now = fault
        self._turned.set()
        self._turned = asyncio.Event()

    def close(self) -> None:
        """The server stops: nobody waits for the switch any more."""
        self._is_closed = True
        self._turned.set()

    async def turned(self) -> None:
        """Wait until the switch is turned."""
        if not self._is_closed:
            await self._turned.wait()

    def watch(self, peer: tuple[str, int], transport: asyncio.Transport) -> None:
        """A connection was made."""
        self._connections[peer] = transport

    def forget(self, peer: tuple[str, int]) -> None:
        """A connection is over."""
        self._connections.pop(peer, None)

    def cut(self, peer: tuple[str, int]) -> None:
        """Reset a connection without a word."""
        if (transport := self._connections.get(peer)) is not None:
            transport.abort()

    def protocol(self) -> type[H11Protocol]:
        """The wire protocol that lets this switch reach its connections."""
        faults = self

        class Cuttable(H11Protocol):
            """uvicorn hides the transport from applications; this is the way to it."""

            _peer: tuple[str, int] = ("", 0)

            def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
                super().connection_made(transport)
                self._peer = tuple(transport.get_extra_info("peername")[:2])
                faults.watch(self._peer, transport)

            def connection_lost(self, exc: Exception | None) -> None:
                faults.forget(self._peer)
                super().connection_lost(exc)

        return Cuttable


class FaultMiddleware:
    """Does to each request what the switch says."""

    def __init__(self, app: ASGIApp, faults: Faults) -> None:
        self._app = app
        self._faults = faults

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] == CONTROL_PATH:
            await self._app(scope, receive, send)
            return
        match self._faults.now:
            case Fault.NONE:
                await self._app(scope, receive, send)
            case Fault.AWAY:
                await self._cut(scope, receive)
            case Fault.ERROR_500:
                await _answer_500(send)
            case Fault.DROP_AFTER_ACCEPT:
                await self._app(scope, receive, _swallow)
                await self._cut(scope, receive)
            case Fault.SLOW:
                await asyncio.sleep(SLOW_SECONDS)
                await self._app(scope, receive, send)
            case Fault.HELD:
                if _carries_a_case(scope):
                    await self._faults.turned()
                await self._app(scope, receive, send)

    async def _cut(self, scope: Scope, receive: Receive) -> None:
        self._faults.cut(tuple(scope["client"]))
        # Returning before uvicorn knows of the cut would make it answer 500 into nothing.
        while (await receive())["type"] != "http.disconnect":
            pass


def _carries_a_case(scope: Scope) -> bool:
    """Whether this is a case, or a piece of one of its files."""
    return (scope["method"], scope["path"]) == ("POST", PATH_CASES) or scope["method"] == "PATCH"


async def _swallow(message: Message) -> None:
    """The answer that never arrives."""


async def _answer_500(send: Send) -> None:
    headers: list[tuple[bytes, bytes]] = [(b"content-type", b"text/plain")]
    start: dict[str, Any] = {"type": "http.response.start", "status": 500, "headers": headers}
    await send(start)
    await send({"type": "http.response.body", "body": b"Internal Server Error"})
