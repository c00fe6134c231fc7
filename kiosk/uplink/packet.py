"""Sealed packets: bytes that only the holder of one private key can read.

Owns the format and its cryptography; must not know what is inside, nor keep or log it. A fresh
X25519 key per packet agrees with the recipient's key, HKDF-SHA256 makes an AES-256-GCM key, and
the plain bytes go out in 1 MiB segments. The segment's index and whether it is the last are in
the associated data, so segments cannot be swapped, dropped or added unseen; header and context
are in the key, so a packet answers only for the purpose it was sealed for.

    packet  = header segment+
    header  = "OHP1" kem(1) kdf(1) aead(1) 0(1) ephemeral_public(32)
    segment = AES-GCM(key, nonce = index (12 bytes), associated data = index (8) last (1))
"""

import base64
import hashlib
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

SEGMENT_BYTES = 1024 * 1024
TAG_BYTES = 16
KEY_BYTES = 32

#: Algorithm ids, so that stored packets survive a change of algorithm (a ``gm`` profile).
KEM_X25519 = 1
KDF_HKDF_SHA256 = 1
AEAD_AES_256_GCM = 1
_PREFIX = b"OHP1" + bytes((KEM_X25519, KDF_HKDF_SHA256, AEAD_AES_256_GCM, 0))
HEADER_BYTES = len(_PREFIX) + KEY_BYTES


class PacketRefusedError(Exception):
    """Not a packet for this key and context: cut, altered, reordered or meant for another."""


class KeyPair(NamedTuple):
    """Raw X25519 keys. The private one is wiped by its owner."""

    private: bytearray
    public: bytes


def new_key_pair() -> KeyPair:
    """A fresh key pair."""
    private = X25519PrivateKey.generate()
    return KeyPair(bytearray(private.private_bytes_raw()), private.public_key().public_bytes_raw())


def seal(plain: bytearray | memoryview | bytes, recipient_public: bytes, context: bytes) -> bytes:
    """Seal ``plain`` so that only the holder of the private key reads it, in this context."""
    ephemeral = X25519PrivateKey.generate()
    header = _PREFIX + ephemeral.public_key().public_bytes_raw()
    shared = ephemeral.exchange(X25519PublicKey.from_public_bytes(recipient_public))
    cipher = AESGCM(_derive(shared, header, recipient_public, context))
    view = memoryview(plain).cast("B")
    count = max(1, -(-len(view) // SEGMENT_BYTES))
    pieces = [header]
    for index in range(count):
        part = view[index * SEGMENT_BYTES : (index + 1) * SEGMENT_BYTES]
        pieces.append(cipher.encrypt(_nonce(index), part, _associated(index, index == count - 1)))
    return b"".join(pieces)


def open_packet(
    sealed: bytes | bytearray | memoryview, private: bytes | bytearray, context: bytes
) -> bytearray:
    """The plain bytes, whole and unaltered, or PacketRefusedError. Wiping them is the caller's."""
    view = memoryview(sealed).cast("B")
    if len(view) < HEADER_BYTES + TAG_BYTES or view[: len(_PREFIX)] != _PREFIX:
        raise PacketRefusedError("not a packet")
    cipher = AESGCM(_agreed_key(bytes(view[:HEADER_BYTES]), private, context))
    body = view[HEADER_BYTES:]
    step = SEGMENT_BYTES + TAG_BYTES
    count = -(-len(body) // step)
    plain = bytearray()
    for index in range(count):
        part = body[index * step : (index + 1) * step]
        try:
            plain += cipher.decrypt(_nonce(index), part, _associated(index, index == count - 1))
        except InvalidTag:
            plain[:] = bytes(len(plain))
            raise PacketRefusedError(f"segment {index} of {count} is not genuine") from None
    return plain


def digest_of(data: bytes | bytearray | memoryview) -> str:
    """The digest as the contract writes it."""
    return "sha256:" + hashlib.sha256(data).hexdigest()


def encode_key(public: bytes) -> str:
    """A key as the contract writes it."""
    return base64.b64encode(public).decode("ascii")


def decode_key(text: str) -> bytes:
    """A key of the contract. Raises ValueError when it is none."""
    key = base64.b64decode(text, validate=True)
    if len(key) != KEY_BYTES:
        raise ValueError("an X25519 key has 32 bytes")
    return key


def _agreed_key(header: bytes, private: bytes | bytearray, context: bytes) -> bytes:
    holder = X25519PrivateKey.from_private_bytes(bytes(private))
    try:
        shared = holder.exchange(X25519PublicKey.from_public_bytes(header[len(_PREFIX) :]))
    except ValueError:
        # A low-order point: the shared secret would be zero for everybody.
        raise PacketRefusedError("the key inside is not usable") from None
    return _derive(shared, header, holder.public_key().public_bytes_raw(), context)


def _derive(shared: bytes, header: bytes, recipient_public: bytes, context: bytes) -> bytes:
    info = header + recipient_public + context
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(shared)


def _nonce(index: int) -> bytes:
    # The key serves one packet only, so counting is enough and can never repeat.
    return index.to_bytes(12, "big")


def _associated(index: int, last: bool) -> bytes:
    return index.to_bytes(8, "big") + bytes((last,))
