"""The hands of the dock: one thread that obeys keys and looks at the bench twice a second.

Owns both connections (the bench's socket, the platform's switch). Everything it learns is posted as
an event; it must not know what is drawn, and nothing of it runs on the UI thread.
"""

import contextlib
import logging
import threading
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import assert_never

import requests

from devices.virtual.bench import BenchClient, BenchRefusedError
from devices.virtual.bench_desk import ANSWER_LIMIT_SECONDS
from kiosk.clock import Clock
from screens.bench.dock_parts import (
    Act,
    BenchBack,
    BenchGone,
    DockEvent,
    Done,
    NotDone,
    Order,
    Seen,
    TurnPlatform,
)

log = logging.getLogger(__name__)

LOOK_SECONDS = 0.5
PLATFORM_LIMIT_SECONDS = 10.0

#: What a line that breaks in the middle of an answer raises: the socket, or half of a JSON line.
_BROKEN = (OSError, ValueError, BenchRefusedError)


class PlatformSwitch:
    """The platform's switch of bad luck, over HTTP. An empty address has none."""

    def __init__(self, address: str) -> None:
        self._url = f"{address.rstrip('/')}/demo/faults" if address else ""
        self._session = requests.Session()
        self._session.trust_env = False

    def turn(self, fault: str) -> None:
        """Raises OSError when the platform does not do it."""
        answer = self._session.post(
            self._url, json={"fault": fault}, timeout=PLATFORM_LIMIT_SECONDS
        )
        answer.raise_for_status()

    def fault(self) -> str | None:
        """Where the switch stands; None when nobody answers."""
        if not self._url:
            return None
        try:
            answer = self._session.get(self._url, timeout=PLATFORM_LIMIT_SECONDS)
            answer.raise_for_status()
            return str(answer.json()["fault"])
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def close(self) -> None:
        """Hang up."""
        self._session.close()


class Hands:
    """``obey`` from any thread; ``post`` is called on the hands' own."""

    def __init__(
        self, control: Path, faults: str, clock: Clock, post: Callable[[DockEvent], None]
    ) -> None:
        self._control, self._clock, self._post = control, clock, post
        self._platform = PlatformSwitch(faults)
        self._orders: deque[Order] = deque()
        self._wanted = threading.Event()
        self._stopping = False
        self._bench: BenchClient | None = None
        self._thread = threading.Thread(target=self._work, name="dock-hands", daemon=True)

    def start(self) -> None:
        """Reach for the bench."""
        self._thread.start()

    def stop(self) -> None:
        """Let go of everything; orders that were not begun are dropped."""
        self._stopping = True
        self._wanted.set()
        self._thread.join()

    def obey(self, order: Order) -> None:
        """Carry out an order as soon as the hands are free."""
        self._orders.append(order)
        self._wanted.set()

    def _work(self) -> None:
        try:
            while not self._stopping and self._turn():
                self._clock.wait(self._wanted, LOOK_SECONDS)
                self._wanted.clear()
        finally:
            self._let_go()
            self._platform.close()

    def _turn(self) -> bool:
        """Obey what is waiting, then look. False when the bench is gone for good."""
        while self._orders and not self._stopping:
            self._obey(self._orders.popleft())
        seen = self._look()
        if seen is None:
            log.info("the bench is gone")
            self._post(BenchGone())
            return False
        self._post(seen)
        return True

    def _obey(self, order: Order) -> None:
        try:
            for act in order.acts:
                self._do(act)
        except _BROKEN as error:
            self._post(NotDone(order, _plain(error)))
        else:
            self._post(Done(order))

    def _do(self, act: Act | TurnPlatform) -> None:
        match act:
            case Act(device=device, action=action, values=values):
                self._reach().act(device, action, **dict(values))
            case TurnPlatform(fault=fault):
                self._platform.turn(fault)
            case _:
                assert_never(act)

    def _look(self) -> Seen | None:
        """An act that goes wrong inside a device costs the connection, not the bench: ask again."""
        for is_second_try in (False, True):
            try:
                states = self._reach().states()
            except _BROKEN:
                self._let_go()
                continue
            if is_second_try:
                self._post(BenchBack())
            return Seen(states, self._platform.fault())
        return None

    def _reach(self) -> BenchClient:
        if self._bench is None:
            self._bench = BenchClient(self._control, ANSWER_LIMIT_SECONDS)
        return self._bench

    def _let_go(self) -> None:
        bench, self._bench = self._bench, None
        if bench is not None:
            with contextlib.suppress(OSError):
                bench.close()


def _plain(error: Exception) -> str:
    """The bench's own word, or the kind of break; never an address."""
    return str(error) if isinstance(error, BenchRefusedError) else type(error).__name__
