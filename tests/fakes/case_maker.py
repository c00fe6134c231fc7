"""Cases of the synthetic citizen, sealed like the real thing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

from kiosk.uplink.contract import (
    Applicant,
    Authority,
    CaseBody,
    CaseHeader,
    Consent,
    Delivery,
    DeliveryMode,
    Material,
    MaterialSource,
    Mode,
    Origin,
    Promise,
    ServiceRef,
    Signature,
    TrustLevel,
    UploadRef,
    case_context,
    file_context,
)
from kiosk.uplink.packet import digest_of, encode_key, new_key_pair, seal

CANARY = "110101190001010014"
AT = datetime(2026, 4, 2, 13, 40, tzinfo=UTC)


@dataclass(frozen=True)
class SealedCase:
    header: CaseHeader
    packet: bytes
    files: Mapping[UUID, bytes] = field(default_factory=dict)


def sealed_case(platform_key: bytes, *clear_files: bytes) -> SealedCase:
    case_id = uuid4()
    clear = {uuid4(): content for content in clear_files}
    files = {
        upload: seal(content, platform_key, file_context(case_id, upload))
        for upload, content in clear.items()
    }
    body = _body(case_id, clear)
    packet = seal(body.wire(), platform_key, case_context(case_id))
    header = CaseHeader(
        case_id=case_id,
        service_code=body.service.code,
        service_version="1",
        mode=Mode.APPLY,
        terminal="QH-BJL-03",
        site="BJL",
        region="990100",
        created_at=AT,
        uploads=tuple(
            UploadRef(upload_id=upload, digest=digest_of(sealed), size=len(sealed))
            for upload, sealed in files.items()
        ),
        packet_digest=digest_of(packet),
        packet_size=len(packet),
    )
    return SealedCase(header, packet, files)


_MATERIALS = (
    Material(code="id-card", name="身份证", source=MaterialSource.CARD, trust_level=TrustLevel.B),
    Material(
        code="landlord-id",
        name="房东身份证明",
        source=MaterialSource.PROMISE,
        trust_level=TrustLevel.D,
    ),
)


def _body(case_id: UUID, clear: Mapping[UUID, bytes]) -> CaseBody:
    return CaseBody(
        case_id=case_id,
        service=ServiceRef(code="small-eatery-filing", version="1", digest=digest_of(b"package")),
        mode=Mode.APPLY,
        origin=Origin(terminal="QH-BJL-03", site="BJL", region="990100"),
        authority=Authority(region="990100", uscc="X", name="青禾市市场监督管理局"),
        applicant=Applicant(
            document_kind="resident", name="张三", number=CANARY, birth=date(1900, 1, 1)
        ),
        form={"trade-name": "张三面馆", "premises": "青禾市滨江路 1 号"},
        consents=(Consent(text_key="consent.apply", version="1", at=AT),),
        signature=Signature(strokes=(((0.1, 0.5), (0.9, 0.5)),), over=digest_of(b"shown"), at=AT),
        promise=Promise(
            missing=("landlord-id",), due_by=date(2026, 4, 12), undertaking_version="1"
        ),
        materials=_MATERIALS
        + tuple(
            Material(
                code="lease",
                name="租赁合同",
                source=MaterialSource.SCAN,
                upload_id=upload,
                digest=digest_of(content),
                pages=1,
                trust_level=TrustLevel.C,
            )
            for upload, content in clear.items()
        ),
        delivery=Delivery(mode=DeliveryMode.PRINT_HERE),
        client_time=AT,
        result_key=encode_key(new_key_pair().public),
    )
