"""Makes the sealed case out of a visit. The only place where a person goes into a packet.

Owns the keys of one case: its id, and the private half of the key that results are sealed to.
"""

import base64
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from config.terminal import Identity
from kiosk.cases.assemble import Draft, Incomplete, Place, assemble, header
from kiosk.cases.routing import NoAuthority, route
from kiosk.cases.statement import statement
from kiosk.cases.undertaking import undertaking
from kiosk.i18n import Texts
from kiosk.journey.engine import walk
from kiosk.uplink import contract
from kiosk.uplink.packet import KeyPair, decode_key, digest_of, new_key_pair, open_packet, seal
from kiosk.visit.local_time import local
from kiosk.visit.state import Review, VisitState


@dataclass(frozen=True, slots=True, repr=False)
class SealedCase:
    """What goes to the host: a clear header without a person, and bytes that nobody here reads."""

    header_json: str
    packet: bytearray


@dataclass(frozen=True, slots=True, repr=False)
class SealedFile:
    """One file of a case, sealed; ``clear_digest`` goes into the case, inside its seal."""

    upload: contract.UploadRef
    clear_digest: str
    sealed: bytearray


class CaseKeys:
    """The keys of the case that this visit makes."""

    def __init__(self) -> None:
        self.case_id: UUID = uuid4()
        self._result_keys: KeyPair = new_key_pair()
        self._uploads: dict[UUID, contract.UploadRef] = {}

    def seal_file(self, clear: bytes, platform_key: str) -> SealedFile:
        """Seal a file to the platform."""
        upload_id = uuid4()
        context = contract.file_context(self.case_id, upload_id)
        sealed = bytearray(seal(clear, decode_key(platform_key), context))
        upload = contract.UploadRef(upload_id=upload_id, digest=digest_of(sealed), size=len(sealed))
        self._uploads[upload_id] = upload
        return SealedFile(upload, digest_of(clear), sealed)

    def seal_case(
        self, state: VisitState, terminal: Identity, texts: Texts, at: datetime, platform_key: str
    ) -> SealedCase | Incomplete:
        """Assemble and seal, or say everything that is missing."""
        draft = self._draft(state, terminal, texts, at)
        place = Place(terminal.id, terminal.site, terminal.hall, terminal.region)
        body = assemble(draft, place, at, local(at).date(), self._result_key())
        if isinstance(body, Incomplete):
            return body
        plain = bytearray(body.wire())
        packet = bytearray(
            seal(plain, decode_key(platform_key), contract.case_context(self.case_id))
        )
        plain[:] = bytes(len(plain))
        used = {material.upload_id for material in body.materials}
        uploads = tuple(ref for key, ref in self._uploads.items() if key in used)
        clear = header(body, uploads, digest_of(packet), len(packet))
        return SealedCase(clear.model_dump_json(), packet)

    def open_result(self, sealed: bytes | bytearray, result_id: UUID) -> contract.ResultRecord:
        """Read what was granted. Raises PacketRefusedError for anything not meant for this case."""
        context = contract.result_context(self.case_id, result_id)
        plain = open_packet(sealed, self._result_keys.private, context)
        return contract.ResultRecord.model_validate_json(plain)

    def _result_key(self) -> str:
        return base64.b64encode(self._result_keys.public).decode()

    def _draft(self, state: VisitState, terminal: Identity, texts: Texts, at: datetime) -> Draft:
        if state.service is None or state.person is None:
            raise LookupError("no case has been begun")
        now = walk(state.service.definition, state.answers)
        consents = {consent.id for consent in state.service.definition.consents}
        return Draft(
            case_id=self.case_id,
            service=state.service,
            answers=state.answers,
            holder=state.person,
            materials=state.materials,
            consents=tuple((key, when) for key, when in state.consents.items() if key in consents),
            signature=_signature(state, terminal, texts, at),
            undertaking=undertaking(now, state.materials, texts),
            delivery=contract.Delivery(mode=contract.DeliveryMode.PRINT_HERE),
        )


def _signature(
    state: VisitState, terminal: Identity, texts: Texts, at: datetime
) -> contract.Signature | None:
    stage, service = state.stage, state.service
    if service is None or not isinstance(stage, Review) or not stage.strokes:
        return None
    now = walk(service.definition, state.answers)
    routed = route(now, terminal.region, terminal.hall)
    if isinstance(routed, NoAuthority):
        return None
    shown = statement(service, now, state.materials, routed, texts)
    return contract.Signature(strokes=stage.strokes, over=shown.digest, at=at)
