"""PAdES signatures on a terminal's own reports: made with its key, judged by its certificate.

Owns signing and judging. The verdict is pyHanko's ``bottom_line`` and nothing less: ``valid`` alone
is true for a file with a byte flipped, with an update added, or signed by a stranger of the same
name.
"""

import io
import logging
from dataclasses import dataclass
from hashlib import sha256

import pikepdf
from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

from kiosk.upkeep.terminal_key import TerminalKey

FIELD, ATTACHMENT = "Terminal", "record.json"
_LARGEST_RECORD_BYTES = 4 * 1024 * 1024
# Both write whole traces of what they judge into the log.
for _name in ("pyhanko", "pyhanko_certvalidator"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)


@dataclass(frozen=True, slots=True)
class Genuine:
    """Every byte is as the terminal signed it. ``record`` is what is attached."""

    record: bytes

    @property
    def digest(self) -> str:
        """What stands on the paper and in its code."""
        return sha256(self.record).hexdigest()


@dataclass(frozen=True, slots=True)
class NotGenuine:
    """Not as signed, not by this terminal, or no report at all. ``reason`` is a keyword."""

    reason: str


def sign(document: bytes, key: TerminalKey) -> bytes:
    """The document with a certifying signature that allows no change."""
    signer = signers.SimpleSigner(
        signing_cert=asn1_x509.Certificate.load(key.certificate),
        signing_key=asn1_keys.PrivateKeyInfo.load(key.private),
        cert_registry=SimpleCertificateStore(),  # type: ignore[no-untyped-call]
    )
    how = signers.PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        certify=True,
        docmdp_permissions=fields.MDPPerm.NO_CHANGES,
        subfilter=fields.SigSeedSubFilter.PADES,
    )
    signed = signers.PdfSigner(how, signer).sign_pdf(
        IncrementalPdfFileWriter(io.BytesIO(document)), in_place=False
    )
    content: bytes = signed.getvalue()
    return content


def judge(document: bytes, certificate: bytes) -> Genuine | NotGenuine:
    """Whether the holder of this certificate's key signed exactly these bytes."""
    try:
        signatures = PdfFileReader(io.BytesIO(document)).embedded_signatures
        if len(signatures) != 1:
            return NotGenuine("not-signed" if not signatures else "signed-again")
        trusted = ValidationContext(
            trust_roots=[asn1_x509.Certificate.load(certificate)], allow_fetching=False
        )
        status = validate_pdf_signature(signatures[0], trusted)
        if not status.bottom_line:
            return NotGenuine("another-signer" if status.intact else "changed")
        return _attached(document)
    except Exception:  # noqa: BLE001  (named edge: whatever is wrong with it, it is not genuine)
        return NotGenuine("unreadable")


def _attached(document: bytes) -> Genuine | NotGenuine:
    with pikepdf.open(io.BytesIO(document)) as pdf:
        if ATTACHMENT not in pdf.attachments:
            return NotGenuine("no-record")
        record = pdf.attachments[ATTACHMENT].get_file().read_bytes()
    return Genuine(record) if len(record) <= _LARGEST_RECORD_BYTES else NotGenuine("no-record")
