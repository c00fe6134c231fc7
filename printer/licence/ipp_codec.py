"""IPP messages as bytes and back (RFC 8010, 3). Owns the encoding; must not know any operation.

``decode`` believes nothing: whatever a peer sends comes out as a ``Message`` or as ``Malformed``.
The document that may follow a message is never touched here.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum


class Delimiter(IntEnum):
    """Group tags (RFC 8010, 3.5.1)."""

    OPERATION = 0x01
    JOB = 0x02
    END = 0x03
    PRINTER = 0x04
    UNSUPPORTED = 0x05


class Tag(IntEnum):
    """Value tags (RFC 8010, 3.5.2). Unknown ones stay plain integers in ``Value.tag``."""

    UNSUPPORTED = 0x10
    UNKNOWN = 0x12
    NO_VALUE = 0x13
    INTEGER = 0x21
    BOOLEAN = 0x22
    ENUM = 0x23
    OCTETS = 0x30
    DATE_TIME = 0x31
    RESOLUTION = 0x32
    RANGE = 0x33
    COLLECTION = 0x34
    TEXT_WITH_LANGUAGE = 0x35
    NAME_WITH_LANGUAGE = 0x36
    END_COLLECTION = 0x37
    TEXT = 0x41
    NAME = 0x42
    KEYWORD = 0x44
    URI = 0x45
    URI_SCHEME = 0x46
    CHARSET = 0x47
    LANGUAGE = 0x48
    MIME_TYPE = 0x49
    MEMBER_NAME = 0x4A


_INTEGERS = frozenset({Tag.INTEGER, Tag.ENUM})
_STRINGS = frozenset(
    {Tag.TEXT, Tag.NAME, Tag.KEYWORD, Tag.URI, Tag.URI_SCHEME, Tag.CHARSET, Tag.LANGUAGE}
    | {Tag.MIME_TYPE}
)
#: A collection in a collection in ... is how a hostile peer eats the stack.
_MAX_DEPTH = 8


@dataclass(frozen=True, slots=True)
class Value:
    """One value. ``data`` is int, bool, str or a tuple of attributes by its tag, else raw bytes."""

    tag: int
    data: "int | bool | str | bytes | tuple[Attribute, ...]"


@dataclass(frozen=True, slots=True)
class Attribute:
    """A name with one or more values."""

    name: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Attributes of one kind: operation, job or printer."""

    tag: int
    attributes: tuple[Attribute, ...]

    def get(self, name: str) -> tuple[Value, ...]:
        """Every value of ``name``; nothing when the group does not have it."""
        return next((each.values for each in self.attributes if each.name == name), ())


@dataclass(frozen=True, slots=True)
class Message:
    """A request or an answer: ``code`` is the operation or the status."""

    code: int
    request_id: int
    groups: tuple[Group, ...]
    version: tuple[int, int] = (2, 0)

    def of(self, tag: Delimiter) -> tuple[Group, ...]:
        """Every group of one kind, in order."""
        return tuple(group for group in self.groups if group.tag == tag)


@dataclass(frozen=True, slots=True)
class Malformed:
    """The bytes are no IPP message."""

    reason: str


class _BrokenError(Exception):
    """Ends a parse; never leaves this module."""


def keyword(name: str, *words: str) -> Attribute:
    """A keyword attribute, the most common kind in a request."""
    return Attribute(name, tuple(Value(Tag.KEYWORD, word) for word in words))


def attribute(name: str, tag: Tag, data: "int | bool | str | bytes") -> Attribute:
    """An attribute with a single value."""
    return Attribute(name, (Value(tag, data),))


# --- encoding -----------------------------------------------------------------------------------


def encode(message: Message) -> bytes:
    """The message as bytes, end tag included."""
    out = bytearray(struct.pack(">BBHI", *message.version, message.code, message.request_id))
    for group in message.groups:
        out.append(group.tag)
        for each in group.attributes:
            _put_attribute(out, each)
    out.append(Delimiter.END)
    return bytes(out)


def _put_attribute(out: bytearray, each: Attribute) -> None:
    name = each.name
    for value in each.values:
        _put_value(out, name, value)
        name = ""  # RFC 8010, 3.1.5: an additional value has an empty name


def _put_value(out: bytearray, name: str, value: Value) -> None:
    if not isinstance(value.data, tuple):
        _put_field(out, value.tag, name.encode(), _raw(value))
        return
    _put_field(out, Tag.COLLECTION, name.encode(), b"")
    for member in value.data:
        _put_field(out, Tag.MEMBER_NAME, b"", member.name.encode())
        for member_value in member.values:
            _put_value(out, "", member_value)
    _put_field(out, Tag.END_COLLECTION, b"", b"")


def _put_field(out: bytearray, tag: int, name: bytes, data: bytes) -> None:
    out += struct.pack(">BH", tag, len(name)) + name + struct.pack(">H", len(data)) + data


def _raw(value: Value) -> bytes:
    match value.data:
        case bool(flag):
            return bytes([flag])
        case int(number):
            return struct.pack(">i", number)
        case str(text):
            return text.encode()
        case bytes(octets):
            return octets
        case _:
            raise TypeError(f"no single value: {value!r}")


# --- decoding -----------------------------------------------------------------------------------


def decode(data: bytes) -> Message | Malformed:
    """Read one whole message; bytes after its end tag (a document) are ignored."""
    try:
        return _Parser(data).message()
    except _BrokenError as broken:
        return Malformed(str(broken))


class _Parser:
    """A cursor over the bytes. Every read is checked against the end."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def message(self) -> Message:
        major, minor, code, request_id = struct.unpack(">BBHI", self._take(8))
        return Message(code, request_id, tuple(self._groups()), (major, minor))

    def _groups(self) -> Iterator[Group]:
        tag = self._take(1)[0]
        while tag != Delimiter.END:
            if tag >= Tag.UNSUPPORTED:
                raise _BrokenError("a value stands outside every group")
            yield Group(tag, tuple(self._attributes()))
            tag = self._take(1)[0]

    def _attributes(self) -> Iterator[Attribute]:
        name, values = "", list[Value]()
        while self._peek() >= Tag.UNSUPPORTED:
            tag, next_name, raw = self._field()
            if next_name:
                if values:
                    yield Attribute(name, tuple(values))
                name, values = next_name, []
            elif not values:
                raise _BrokenError("an additional value follows nothing")
            values.append(self._value(tag, raw, 0))
        if values:
            yield Attribute(name, tuple(values))

    def _value(self, tag: int, raw: bytes, depth: int) -> Value:
        if tag == Tag.COLLECTION:
            return Value(tag, self._collection(depth + 1))
        if tag in (Tag.END_COLLECTION, Tag.MEMBER_NAME):
            raise _BrokenError("a collection ends that never began")
        return Value(tag, _believed(tag, raw))

    def _collection(self, depth: int) -> tuple[Attribute, ...]:
        if depth > _MAX_DEPTH:
            raise _BrokenError("collections nested too deep")
        members = list[tuple[str, list[Value]]]()
        while True:
            tag, name, raw = self._field()
            if name:
                raise _BrokenError("a named value inside a collection")
            if tag == Tag.END_COLLECTION:
                break
            if tag == Tag.MEMBER_NAME:
                members.append((_text(raw), []))
            elif members:
                members[-1][1].append(self._value(tag, raw, depth))
            else:
                raise _BrokenError("a member without a name")
        if any(not values for _, values in members):
            raise _BrokenError("a member without a value")
        return tuple(Attribute(name, tuple(values)) for name, values in members)

    def _field(self) -> tuple[int, str, bytes]:
        tag = self._take(1)[0]
        name = _text(self._take(self._length()))
        return tag, name, self._take(self._length())

    def _length(self) -> int:
        return int.from_bytes(self._take(2))

    def _peek(self) -> int:
        if self._at >= len(self._data):
            raise _BrokenError("cut off")
        return self._data[self._at]

    def _take(self, count: int) -> bytes:
        piece = self._data[self._at : self._at + count]
        if len(piece) != count:
            raise _BrokenError("cut off")
        self._at += count
        return piece


def _believed(tag: int, raw: bytes) -> int | bool | str | bytes:
    if tag in _INTEGERS:
        if len(raw) != 4:
            raise _BrokenError("an integer of another length than 4")
        return int.from_bytes(raw, signed=True)
    if tag == Tag.BOOLEAN:
        if raw not in (b"\0", b"\1"):
            raise _BrokenError("a boolean that is neither")
        return raw == b"\1"
    return _text(raw) if tag in _STRINGS else raw


def _text(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        raise _BrokenError("text that is not UTF-8") from error
