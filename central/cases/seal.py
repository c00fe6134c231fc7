"""Opens what terminals sealed: a case's packet, a material's file. Keeps nothing open.

Owns the way from sealed bytes to the contract's values. Must not store what it opened.
"""

from uuid import UUID

from pydantic import ValidationError

from central.keys import PlatformKeys
from central.outcomes import Refusal, broken
from central.wire import parse
from kiosk.uplink.contract import CaseBody, case_context, file_context
from kiosk.uplink.packet import PacketRefusedError, digest_of, open_packet


class Opener:
    """The holder of the platform's packet key."""

    def __init__(self, keys: PlatformKeys) -> None:
        self._private = keys.packet_key.private_bytes_raw()

    def case(self, packet: bytes, case_id: UUID) -> CaseBody | Refusal:
        """The case inside a packet that came from outside."""
        try:
            plain = open_packet(packet, self._private, case_context(case_id))
        except PacketRefusedError as error:
            return broken("packet cannot be opened", str(error))
        try:
            return parse(CaseBody, bytes(plain))
        except ValidationError as error:
            return broken("case is not as the contract says", places_of(error))
        finally:
            plain[:] = bytes(len(plain))

    def stored_case(self, packet: bytes, case_id: UUID) -> CaseBody:
        """The case inside a packet that was opened and accepted before."""
        plain = open_packet(packet, self._private, case_context(case_id))
        return CaseBody.model_validate_json(bytes(plain))

    def file(self, sealed: bytes, case_id: UUID, upload_id: UUID) -> bytearray:
        """A material in clear. Raises PacketRefusedError when the seal is not for this case."""
        return open_packet(sealed, self._private, file_context(case_id, upload_id))

    def file_matches(self, sealed: bytes, case_id: UUID, upload_id: UUID, digest: str) -> bool:
        """True when the file opens and is the one that the case names."""
        try:
            return digest_of(self.file(sealed, case_id, upload_id)) == digest
        except PacketRefusedError:
            return False


def places_of(error: ValidationError) -> str:
    """Where a message is wrong, without what it said."""
    places = {".".join(str(part) for part in one["loc"]) or "body" for one in error.errors()}
    return ", ".join(sorted(places))[:400]
