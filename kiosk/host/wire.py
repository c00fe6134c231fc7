"""Frames between host and visit: who may say what is in ``messages``; this is only how.

A frame is two big-endian lengths, a JSON header and a blob::

    u32 header length | u32 blob length | header (UTF-8 JSON) | blob (bytes)

The header never holds personal data. What does (card bytes, sealed cases, print jobs) travels in
the blob, which is received into a ``bytearray`` and zeroed once it has been sent on: Python copies
``bytes`` freely, and copies were found in memory 200 visits later.
"""

import json
import selectors
import socket
import struct
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass
from datetime import datetime
from enum import Enum
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from kiosk.errors import ProtocolViolationError

_LENGTHS = struct.Struct(">II")
#: A catalogue of statuses is a few kB; anything near this is a broken or hostile peer.
MAX_HEADER_BYTES = 256 * 1024
#: A case of 30 pages is some 10 MB; the rest is head room.
MAX_BLOB_BYTES = 64 * 1024 * 1024


def wipe(blob: bytearray) -> None:
    """Overwrite personal bytes in place."""
    blob[:] = bytes(len(blob))


@dataclass(slots=True)
class Frame:
    """One message and the bytes that belong to it."""

    message: object
    blob: bytearray


class Codec:
    """Turns the closed list of message classes into JSON and back; refuses all else."""

    def __init__(self, classes: tuple[type, ...]) -> None:
        self._classes = {cls.__name__: cls for cls in classes}

    def encode(self, message: object) -> bytes:
        """JSON of a message. Raises ProtocolViolationError for a class outside the list."""
        return json.dumps(self._plain(message), ensure_ascii=False).encode()

    def decode(self, header: bytes | bytearray) -> object:
        """The message in ``header``. Raises ProtocolViolationError for anything unexpected."""
        try:
            return self._built(json.loads(header))
        except (ValueError, RecursionError) as error:
            raise ProtocolViolationError("not JSON") from error

    def _plain(self, value: object) -> Any:
        if isinstance(value, Enum):
            return value.value
        if isinstance(value, datetime):
            return {"_": "datetime", "at": value.isoformat()}
        if is_dataclass(value) and not isinstance(value, type):
            if type(value).__name__ not in self._classes:
                raise ProtocolViolationError(f"not a message: {type(value).__name__}")
            parts = {f.name: self._plain(getattr(value, f.name)) for f in fields(value)}
            return {"_": type(value).__name__, **parts}
        if isinstance(value, dict):
            return {"_": "map", "items": [[k, self._plain(v)] for k, v in value.items()]}
        if isinstance(value, tuple | list | frozenset):
            return [self._plain(item) for item in value]
        return value

    def _built(self, tree: Any) -> Any:
        if isinstance(tree, list):
            return tuple(self._built(item) for item in tree)
        if not isinstance(tree, dict):
            return tree
        name = tree.get("_")
        if name == "datetime":
            return _datetime(tree.get("at"))
        if name == "map":
            return self._map(tree.get("items"))
        cls = self._classes.get(name) if isinstance(name, str) else None
        if cls is None:
            raise ProtocolViolationError("unknown message")
        parts = {key: self._built(value) for key, value in tree.items() if key != "_"}
        if parts.keys() - {field.name for field in fields(cls)}:
            raise ProtocolViolationError(f"more than the fields of {name}")
        try:
            return _adapter(cls).validate_python(parts)
        except ValidationError as error:
            raise ProtocolViolationError(f"wrong fields in {name}") from error

    def _map(self, items: Any) -> dict[Any, Any]:
        try:
            return {key: self._built(value) for key, value in items}
        except (TypeError, ValueError) as error:
            raise ProtocolViolationError("not a map") from error


@cache
def _adapter(cls: type) -> TypeAdapter[Any]:
    return TypeAdapter(cls)


def _datetime(text: object) -> datetime:
    try:
        return datetime.fromisoformat(str(text))
    except ValueError as error:
        raise ProtocolViolationError("wrong time stamp") from error


class Channel:
    """One end of the socket, never blocking. Not thread safe: one loop owns it."""

    def __init__(self, sock: socket.socket, codec: Codec) -> None:
        sock.setblocking(False)
        self.sock, self._codec = sock, codec
        self._out: deque[bytearray] = deque()
        self._sent_bytes = 0
        self._lengths = bytearray(_LENGTHS.size)
        self._header = bytearray()
        self._blob = bytearray()
        self._filling: bytearray = self._lengths
        self._filled_bytes = 0
        self.is_closed = False

    def send(self, message: object, blob: bytearray | None = None) -> None:
        """Queue a frame. ``blob`` is taken over and wiped once it is on its way."""
        header = self._codec.encode(message)
        body = blob if blob is not None else bytearray()
        self._out.append(bytearray(_LENGTHS.pack(len(header), len(body)) + header))
        if body:
            self._out.append(body)
        self.flush()

    def wants_to_write(self) -> bool:
        """True while bytes wait for the other side to read."""
        return bool(self._out)

    def events(self) -> int:
        """What a selector should watch for."""
        return selectors.EVENT_READ | (selectors.EVENT_WRITE if self._out else 0)

    def flush(self) -> None:
        """Send as much as the other side takes now."""
        while self._out and not self.is_closed:
            part = self._out[0]
            try:
                with memoryview(part) as view:
                    self._sent_bytes += self.sock.send(view[self._sent_bytes :])
            except BlockingIOError:
                return
            except OSError:
                # Nobody takes it any more; what was said before the end may still have to be read.
                self._forget_unsent()
                return
            if self._sent_bytes == len(part):
                wipe(part)
                self._out.popleft()
                self._sent_bytes = 0

    def receive(self, deliver: Callable[[Frame], None]) -> None:
        """Take in all that has come; closes at the end of the stream."""
        while not self.is_closed:
            try:
                with memoryview(self._filling) as view:
                    count = self.sock.recv_into(view[self._filled_bytes :])
            except BlockingIOError:
                return
            except OSError:
                count = 0
            if count == 0:
                self.close()
                return
            self._filled_bytes += count
            while self._filled_bytes == len(self._filling) and self._turn(deliver):
                pass

    def _turn(self, deliver: Callable[[Frame], None]) -> bool:
        """One part is whole: go on to the next. True when that one is empty, hence whole too."""
        if self._filling is self._lengths:
            header_bytes, blob_bytes = _LENGTHS.unpack(self._lengths)
            if not 0 < header_bytes <= MAX_HEADER_BYTES or blob_bytes > MAX_BLOB_BYTES:
                raise ProtocolViolationError("frame over the limit")
            self._header, self._blob = bytearray(header_bytes), bytearray(blob_bytes)
            self._next(self._header)
            return False
        if self._filling is self._header:
            self._next(self._blob)
            return not self._blob
        header, blob = self._header, self._blob
        # From here on the blob is the receiver's; what is still ours is wiped when we close.
        self._header, self._blob = bytearray(), bytearray()
        self._next(self._lengths)
        deliver(Frame(self._codec.decode(header), blob))
        return False

    def _next(self, part: bytearray) -> None:
        self._filling, self._filled_bytes = part, 0

    def close(self) -> None:
        """Close and forget what was not sent, and what has come by half."""
        self.is_closed = True
        self._forget_unsent()
        wipe(self._blob)
        self.sock.close()

    def _forget_unsent(self) -> None:
        for part in self._out:
            wipe(part)
        self._out.clear()
        self._sent_bytes = 0
