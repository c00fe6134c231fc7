"""A real platform on a real socket, and terminals that make real cases for it."""

import base64
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import requests

from central.server import PlatformServer
from central.settings import Settings
from kiosk.clock import Clock, SystemClock
from kiosk.uplink import contract as c
from kiosk.uplink.packet import (
    KeyPair,
    decode_key,
    digest_of,
    encode_key,
    new_key_pair,
    open_packet,
    seal,
)

CANARY = "110101190001010014"
LEASE = b"%PDF-1.7 a lease, as scanned\n%%EOF"
SCOPE = "许可项目：小餐饮（依法须经批准的项目，经相关部门批准后方可开展经营活动）"
TRADER_FORM = {
    "trade-name": "张三面馆",
    "premises": "青禾市临湖区荷花里24号1层",
    "scope": SCOPE,
    "composition": "个人经营",
    "capital": "50000",
}


@dataclass(frozen=True)
class Scan:
    """A file as a terminal sends it."""

    upload_id: UUID
    clear: bytes
    sealed: bytes


@dataclass(frozen=True)
class Made:
    """A case with everything that its terminal knows."""

    body: c.CaseBody
    submission: c.CaseSubmission
    scans: tuple[Scan, ...]
    result_key: KeyPair = field(repr=False)

    @property
    def case_id(self) -> UUID:
        return self.body.case_id


class Rig:
    """One platform and the calls of one terminal."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.web = requests.Session()
        self.web.headers[c.HEADER_TERMINAL] = "QH-BJL-03"
        self.key = decode_key(self.get(c.PATH_CATALOGUE).json()["platform_key"])

    def get(self, path: str, **query: Any) -> requests.Response:
        return self.web.get(self.url + path, params=query, timeout=60)

    def post(self, path: str, message: c.Message, key: object) -> requests.Response:
        headers = {c.HEADER_IDEMPOTENCY_KEY: str(key)}
        return self.web.post(self.url + path, message.wire(), headers=headers, timeout=60)

    def raw_case(self, body: bytes, key: object = "k") -> requests.Response:
        headers = {c.HEADER_IDEMPOTENCY_KEY: str(key)}
        return self.web.post(self.url + c.PATH_CASES, body, headers=headers, timeout=60)

    def submit(self, made: Made) -> requests.Response:
        return self.post(c.PATH_CASES, made.submission, made.case_id)

    def announce(self, made_case_id: UUID, scan: Scan, digest: str = "") -> requests.Response:
        request = c.UploadRequest(
            upload_id=scan.upload_id,
            case_id=made_case_id,
            size=len(scan.sealed),
            digest=digest or digest_of(scan.sealed),
        )
        return self.post(c.PATH_UPLOADS, request, scan.upload_id)

    def append(self, upload_id: UUID, offset: int, data: bytes) -> requests.Response:
        return self.web.patch(
            self.url + c.PATH_UPLOAD.format(upload_id=upload_id),
            data,
            headers={c.HEADER_UPLOAD_OFFSET: str(offset)},
            timeout=60,
        )

    def offset(self, upload_id: UUID) -> requests.Response:
        return self.web.head(self.url + c.PATH_UPLOAD.format(upload_id=upload_id), timeout=60)

    def send_files(self, made: Made) -> None:
        for scan in made.scans:
            assert self.announce(made.case_id, scan).status_code == 201
            assert self.append(scan.upload_id, 0, scan.sealed).json()["complete"]

    def hand_in(self, made: Made) -> c.CaseReply:
        self.send_files(made)
        answer = self.submit(made)
        assert answer.status_code == 201, answer.text
        return c.CaseReply.model_validate_json(answer.content)

    def result(self, made: Made, result_id: UUID) -> tuple[c.Result, c.ResultRecord]:
        answer = self.get(c.PATH_RESULT.format(result_id=result_id))
        result = c.Result.model_validate_json(answer.content)
        plain = open_packet(
            base64.b64decode(result.sealed),
            made.result_key.private,
            c.result_context(made.case_id, result_id),
        )
        return result, c.ResultRecord.model_validate_json(bytes(plain))

    def events(self, after: str = "", wait: int = 0) -> c.EventPage:
        answer = self.get(c.PATH_EVENTS, after=after, wait=wait)
        return c.EventPage.model_validate_json(answer.content)

    def scan(self, case_id: UUID, clear: bytes = LEASE) -> Scan:
        upload_id = uuid4()
        return Scan(upload_id, clear, seal(clear, self.key, c.file_context(case_id, upload_id)))

    def trader(self, trade_name: str = "", **changes: Any) -> Made:
        """A sole trader's case; a name of its own unless one is given."""
        case_id = uuid4()
        scan = self.scan(case_id)
        form = {**TRADER_FORM, "trade-name": trade_name or f"张三{case_id.hex}面馆"}
        fields = {
            "form": form,
            "materials": (_card(), _scanned("premises-proof", scan)),
            **changes,
        }
        return self.make("sole-trader-registration", c.Mode.APPLY, case_id, (scan,), fields)

    def eatery(self, promised: bool = False, **changes: Any) -> Made:
        """A small eatery's filing, whole or with the landlord's paper promised."""
        case_id = uuid4()
        scans = [self.scan(case_id)]
        materials = [_card(), _scanned("lease", scans[0])]
        if promised:
            materials.append(_promised("landlord-id"))
            due = date.fromordinal(datetime.now(UTC).date().toordinal() + 10)
            promise = c.Promise(missing=("landlord-id",), due_by=due, undertaking_version="1")
            changes.setdefault("promise", promise)
        else:
            scans.append(self.scan(case_id, b"%PDF-1.7 the landlord's card"))
            materials.append(_scanned("landlord-id", scans[1]))
        form = {"trade-name": "张三面馆", "premises": TRADER_FORM["premises"]}
        fields = {"form": form, "materials": tuple(materials), **changes}
        return self.make("small-eatery-filing", c.Mode.APPLY, case_id, tuple(scans), fields)

    def query(self, form: Mapping[str, str], number: str = CANARY) -> Made:
        """A question to the register of insured months."""
        applicant = _applicant().model_copy(update={"number": number})
        fields = {"form": dict(form), "applicant": applicant, "signature": None}
        return self.make("social-security-record", c.Mode.QUERY, uuid4(), (), fields)

    def make(
        self, code: str, mode: c.Mode, case_id: UUID, scans: tuple[Scan, ...], fields: Any
    ) -> Made:
        result_key = new_key_pair()
        origin = c.Origin(terminal="QH-BJL-03", site="BJL", region="9901")
        at = datetime.now(UTC)
        standard: dict[str, Any] = {
            "case_id": case_id,
            "service": c.ServiceRef(code=code, version="1", digest=digest_of(b"package")),
            "mode": mode,
            "origin": origin,
            "authority": c.Authority(region="990102", uscc="11990102MB0000019H", name="x"),
            "applicant": _applicant(),
            "consents": (c.Consent(text_key="read-card", version="1", at=at),),
            "signature": c.Signature(
                strokes=(((0.1, 0.2), (0.3, 0.4)),), over=digest_of(b""), at=at
            ),
            "delivery": c.Delivery(mode=c.DeliveryMode.PRINT_HERE),
            "client_time": at,
            "result_key": encode_key(result_key.public),
        }
        body = c.CaseBody(**{**standard, **fields})
        return Made(body, self.sealed(body, scans), scans, result_key)

    def sealed(self, body: c.CaseBody, scans: tuple[Scan, ...] = ()) -> c.CaseSubmission:
        packet = seal(body.wire(), self.key, c.case_context(body.case_id))
        header = c.CaseHeader(
            case_id=body.case_id,
            service_code=body.service.code,
            service_version=body.service.version,
            mode=body.mode,
            terminal=body.origin.terminal,
            site=body.origin.site,
            region=body.origin.region,
            created_at=body.client_time,
            uploads=tuple(
                c.UploadRef(
                    upload_id=scan.upload_id,
                    digest=digest_of(scan.sealed),
                    size=len(scan.sealed),
                )
                for scan in scans
            ),
            packet_digest=digest_of(packet),
            packet_size=len(packet),
        )
        packet_text = base64.b64encode(packet).decode("ascii")
        return c.CaseSubmission(header=header, packet=packet_text)


@contextmanager
def running_platform(
    state: Path, *, demo: bool = False, clock: Clock | None = None, **settings: Any
) -> Iterator[Rig]:
    server = PlatformServer(Settings(state, demo=demo, **settings), clock or SystemClock())
    server.start()
    rig = Rig(server.url)
    try:
        yield rig
    finally:
        rig.web.close()
        server.stop()


def problem_of(answer: requests.Response) -> c.Problem:
    assert answer.headers["content-type"].startswith(c.PROBLEM_MEDIA_TYPE), answer.text
    problem = c.Problem.model_validate_json(answer.content)
    assert problem.status == answer.status_code
    return problem


def _applicant() -> c.Applicant:
    return c.Applicant(
        document_kind="resident",
        name="张三",
        number=CANARY,
        birth=date(1900, 1, 1),
        address="青禾市临湖区荷花里1号",
        issuer="青禾市公安局",
    )


def _card() -> c.Material:
    return c.Material(
        code="id-card", name="身份证", source=c.MaterialSource.CARD, trust_level=c.TrustLevel.A
    )


def _scanned(code: str, scan: Scan) -> c.Material:
    return c.Material(
        code=code,
        name="扫描件",
        source=c.MaterialSource.SCAN,
        upload_id=scan.upload_id,
        digest=digest_of(scan.clear),
        pages=1,
        trust_level=c.TrustLevel.C,
    )


def _promised(code: str) -> c.Material:
    return c.Material(
        code=code,
        name="房东身份证明",
        source=c.MaterialSource.PROMISE,
        trust_level=c.TrustLevel.D,
    )
