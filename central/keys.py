"""The platform's secrets on disk: the key that opens packets, and the key of the register.

Owns making them once and keeping them from other users. Must not use them.
"""

import os
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from kiosk.errors import BrokenEnvironmentError

KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class PlatformKeys:
    """What the platform alone knows."""

    packet_key: X25519PrivateKey
    #: Persons are looked up by a keyed digest, so that the register file names nobody.
    register_secret: bytes


def load_keys(folder: Path) -> PlatformKeys:
    """The keys of this state folder, made at the first start."""
    packet_key = X25519PrivateKey.from_private_bytes(_secret(folder / "platform.key"))
    return PlatformKeys(packet_key, _secret(folder / "register.key"))


def _secret(path: Path) -> bytes:
    if not path.exists():
        _write_once(path, os.urandom(KEY_BYTES))
    secret = path.read_bytes()
    if len(secret) != KEY_BYTES:
        raise BrokenEnvironmentError(f"{path.name}: not a key of {KEY_BYTES} bytes")
    return secret


def _write_once(path: Path, secret: bytes) -> None:
    """Whole or not at all: half a key after a power cut would lock every stored case."""
    part = path.with_suffix(".part")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        os.write(descriptor, secret)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    part.rename(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make a rename in ``folder`` survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
