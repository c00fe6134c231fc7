"""The terminal's own signing key: made at first use, kept 0600 in the state folder, never sent.

Owns making and reading. The certificate is self-signed: it says "the same terminal as before" to
whoever has its fingerprint from acceptance, and nothing more.
"""

import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

KEY_FILE, CERTIFICATE_FILE = "upkeep/terminal-key.pem", "upkeep/terminal-certificate.pem"
#: As long as a terminal stands in a hall; a new machine makes a new key.
LIFETIME = timedelta(days=3650)
_EARLIER = timedelta(days=1)  # a clock that is set right later must not make it invalid


@dataclass(frozen=True, slots=True)
class TerminalKey:
    """Key and certificate, both as DER."""

    private: bytes
    certificate: bytes

    def __repr__(self) -> str:
        return "TerminalKey(...)"

    @property
    def fingerprint(self) -> str:
        """SHA-256 over the certificate, in hex."""
        return x509.load_der_x509_certificate(self.certificate).fingerprint(hashes.SHA256()).hex()


def terminal_key(state_folder: Path, terminal: str, now: datetime) -> TerminalKey:
    """Read the key, or make it at the very first use. Raises OSError when neither is possible."""
    file, beside = state_folder / KEY_FILE, state_folder / CERTIFICATE_FILE
    if not file.exists():
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _make(file, beside, terminal, now)
    private = serialization.load_pem_private_key(file.read_bytes(), None)
    return TerminalKey(
        private.private_bytes(
            serialization.Encoding.DER,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ),
        read_certificate(beside),
    )


def read_certificate(file: Path) -> bytes:
    """A certificate file as DER. Raises OSError or ValueError."""
    certificate = x509.load_pem_x509_certificate(file.read_bytes())
    return certificate.public_bytes(serialization.Encoding.DER)


def _make(file: Path, beside: Path, terminal: str, now: datetime) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = _self_signed(key, terminal, now)
    _write(beside, certificate.public_bytes(serialization.Encoding.PEM))
    # The key comes last: where it is, its certificate is.
    _write(
        file,
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ),
    )


def _self_signed(key: ec.EllipticCurvePrivateKey, terminal: str, now: datetime) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, terminal)])
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _EARLIER)
        .not_valid_after(now + LIFETIME)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )


def _write(file: Path, content: bytes) -> None:
    """Whole and durable, or not at all; never readable for others, not even for an instant."""
    partial = file.with_suffix(".part")
    fd = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    with os.fdopen(fd, "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(fd)
    partial.replace(file)
