"""HTTP connections that another thread can cut at once.

Owns the open sockets of one client; must not know what is said over them. ``requests`` cannot
interrupt a call that waits for its answer; shutting the socket down can, and a long poll of 25 s
ends in the moment that the terminal stops.
"""

import logging
import socket
import threading
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

# It writes whole addresses into the log, and an envelope's code is part of one.
logging.getLogger("urllib3").setLevel(logging.ERROR)


class Cutter:
    """All sockets of one client, and the end of them."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._open: set[socket.socket] = set()
        self._is_cut = False

    @property
    def is_cut(self) -> bool:
        """True once ``cut`` was called: this client will not connect any more."""
        return self._is_cut

    def watch(self, opened: socket.socket) -> None:
        """Remember a socket; one that opens after the cut is cut as well."""
        with self._lock:
            self._open = {known for known in self._open if known.fileno() >= 0} | {opened}
            if self._is_cut:
                _shut_down(opened)

    def close(self) -> None:
        """Give back what is still open: urllib3 closes its pools only when they are collected."""
        with self._lock:
            for known in self._open:
                known.close()
            self._open.clear()

    def cut(self) -> None:
        """End every call under way and to come."""
        with self._lock:
            self._is_cut = True
            for known in self._open:
                _shut_down(known)


def session_with(cutter: Cutter) -> requests.Session:
    """A session of its own: no proxy or netrc of the environment, no retry behind our back."""
    session = requests.Session()
    session.trust_env = False
    for scheme in ("http://", "https://"):
        session.mount(scheme, _CuttableAdapter(cutter))
    return session


class _CuttableAdapter(HTTPAdapter):
    def __init__(self, cutter: Cutter) -> None:
        self._cutter = cutter
        super().__init__(max_retries=0, pool_connections=1, pool_maxsize=2)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        cutter = self._cutter

        class Plain(HTTPConnection):
            def connect(self) -> None:
                super().connect()
                cutter.watch(self.sock)

        class Secure(HTTPSConnection):
            def connect(self) -> None:
                super().connect()
                cutter.watch(self.sock)

        class PlainPool(HTTPConnectionPool):
            ConnectionCls = Plain

        class SecurePool(HTTPSConnectionPool):
            ConnectionCls = Secure

        self.poolmanager.pool_classes_by_scheme = {"http": PlainPool, "https": SecurePool}


def _shut_down(known: socket.socket) -> None:
    try:
        known.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # already gone
