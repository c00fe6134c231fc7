"""IPP bytes: known vectors, everything that can be said, whatever a line may bring."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printer.licence.ipp_codec import (
    Attribute,
    Delimiter,
    Group,
    Malformed,
    Message,
    Tag,
    Value,
    attribute,
    decode,
    encode,
    keyword,
)

#: Written down by hand after RFC 8010, 3.1: two values of one name, the second with no name.
_VECTOR = bytes.fromhex(
    "0200 000b 00000007"
    "01"
    "47 0012 617474726962757465732d63686172736574 0005 7574662d38"
    "44 0002 6162 0001 78"
    "44 0000 0001 79"
    "03"
)
_VECTOR_MESSAGE = Message(
    0x000B,
    7,
    (
        Group(
            Delimiter.OPERATION,
            (attribute("attributes-charset", Tag.CHARSET, "utf-8"), keyword("ab", "x", "y")),
        ),
    ),
)


def test_vector_is_encoded_as_the_standard_has_it() -> None:
    assert encode(_VECTOR_MESSAGE) == _VECTOR


def test_vector_is_decoded_as_the_standard_has_it() -> None:
    assert decode(_VECTOR + b"%PDF-1.7") == _VECTOR_MESSAGE


_names = st.text("abcdefghijklmnopqrstuvwxyz-", min_size=1, max_size=12)
_plain_values = st.one_of(
    st.builds(Value, st.sampled_from([Tag.INTEGER, Tag.ENUM]), st.integers(-(2**31), 2**31 - 1)),
    st.builds(Value, st.just(Tag.BOOLEAN), st.booleans()),
    st.builds(Value, st.sampled_from([Tag.TEXT, Tag.NAME, Tag.KEYWORD, Tag.URI]), st.text()),
    st.builds(Value, st.sampled_from([Tag.OCTETS, Tag.RANGE, Tag.NO_VALUE]), st.binary()),
)
_values = st.recursive(
    _plain_values,
    lambda inner: st.builds(
        Value,
        st.just(Tag.COLLECTION),
        st.lists(
            st.builds(Attribute, _names, st.lists(inner, min_size=1, max_size=2).map(tuple)),
            max_size=3,
        ).map(tuple),
    ),
    max_leaves=4,
)
_groups = st.builds(
    Group,
    st.sampled_from([Delimiter.OPERATION, Delimiter.JOB, Delimiter.PRINTER]),
    st.lists(
        st.builds(Attribute, _names, st.lists(_values, min_size=1, max_size=3).map(tuple)),
        max_size=4,
    ).map(tuple),
)
_messages = st.builds(
    Message,
    st.integers(0, 0xFFFF),
    st.integers(0, 2**32 - 1),
    st.lists(_groups, max_size=3).map(tuple),
)


@given(_messages)
def test_everything_that_can_be_said_comes_back(message: Message) -> None:
    assert decode(encode(message)) == message


@given(st.binary(max_size=200))
def test_garbage_is_malformed_or_a_message_never_a_crash(data: bytes) -> None:
    assert isinstance(decode(data), Message | Malformed)


@given(_messages, st.data())
def test_changed_bytes_never_crash(message: Message, data: st.DataObject) -> None:
    changed = bytearray(encode(message))
    place = data.draw(st.integers(0, len(changed) - 1))
    changed[place] = data.draw(st.integers(0, 255))
    assert isinstance(decode(bytes(changed)), Message | Malformed)


@pytest.mark.parametrize("length", range(len(_VECTOR)))
def test_cut_message_is_malformed_wherever_it_was_cut(length: int) -> None:
    assert decode(_VECTOR[:length]) == Malformed("cut off")


def _field(tag: int, name: bytes, data: bytes) -> bytes:
    return struct.pack(">BH", tag, len(name)) + name + struct.pack(">H", len(data)) + data


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(_field(Tag.INTEGER, b"a", b"\1\2"), id="short integer"),
        pytest.param(_field(Tag.BOOLEAN, b"a", b"\2"), id="third truth"),
        pytest.param(_field(Tag.TEXT, b"a", b"\xff"), id="not UTF-8"),
        pytest.param(_field(Tag.TEXT, b"", b"x"), id="additional value of nothing"),
        pytest.param(_field(Tag.END_COLLECTION, b"a", b""), id="end of no collection"),
        pytest.param(
            _field(Tag.COLLECTION, b"a", b"") + _field(Tag.TEXT, b"", b"x"), id="unnamed member"
        ),
        pytest.param(
            _field(Tag.COLLECTION, b"a", b"")
            + _field(Tag.MEMBER_NAME, b"", b"m")
            + _field(Tag.END_COLLECTION, b"", b""),
            id="member without value",
        ),
    ],
)
def test_broken_value_is_malformed(body: bytes) -> None:
    assert isinstance(decode(b"\2\0\0\0\0\0\0\1\4" + body + b"\3"), Malformed)


def test_collections_without_end_do_not_eat_the_stack() -> None:
    deeper = _field(Tag.MEMBER_NAME, b"", b"m") + _field(Tag.COLLECTION, b"", b"")
    body = _field(Tag.COLLECTION, b"a", b"") + deeper * 5000
    assert decode(b"\2\0\0\0\0\0\0\1\4" + body) == Malformed("collections nested too deep")


def test_value_outside_every_group_is_malformed() -> None:
    assert isinstance(decode(b"\2\0\0\0\0\0\0\1" + _field(Tag.TEXT, b"a", b"x")), Malformed)
