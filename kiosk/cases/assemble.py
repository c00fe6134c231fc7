"""Makes the case that is sealed, out of everything the visit knows; or says all that is missing.

Owns the mapping to contract v1. Must not seal, store or send.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import assert_never
from uuid import UUID

from kiosk.cases.materials import (
    AtInspection,
    Materials,
    MaterialState,
    Promised,
    ReadFromCard,
    Scanned,
    ToScan,
)
from kiosk.cases.routing import NoAuthority, Routed, route
from kiosk.cases.undertaking import Undertaking
from kiosk.catalogue.definition import Material
from kiosk.catalogue.loader import Service
from kiosk.journey.answers import Answers
from kiosk.journey.engine import Walk, walk
from kiosk.journey.prefill import Holder
from kiosk.journey.submission import submitted_form
from kiosk.journey.validation import FieldProblem, check_all
from kiosk.uplink import contract


@dataclass(frozen=True, slots=True)
class Place:
    """Where the case is made."""

    terminal: str
    site: str
    site_name: str
    region: str


@dataclass(frozen=True, slots=True, repr=False)
class Draft:
    """Everything that the visit knows when Submit is pressed."""

    case_id: UUID
    service: Service
    answers: Answers
    holder: Holder
    materials: Materials
    #: Consent ids of the package, with the moment of each.
    consents: tuple[tuple[str, datetime], ...]
    signature: contract.Signature | None
    undertaking: Undertaking | None
    delivery: contract.Delivery


@dataclass(frozen=True, slots=True)
class Incomplete:
    """Everything that is missing, at once (一次告知), never one thing per try."""

    fields: tuple[FieldProblem, ...] = ()
    materials: tuple[Material, ...] = ()
    consents: tuple[str, ...] = ()
    is_unsigned: bool = False
    is_undertaking_stale: bool = False
    no_authority: NoAuthority | None = None


def assemble(
    draft: Draft, place: Place, at: datetime, today: date, result_key: str
) -> contract.CaseBody | Incomplete:
    """Make the case, or say what it lacks. ``today`` is the day at the terminal's place."""
    now = walk(draft.service.definition, draft.answers)
    routed = route(now, place.region, place.site_name)
    lacking = missing(draft, now, routed, today)
    if lacking is not None or isinstance(routed, NoAuthority):
        return lacking or Incomplete()
    definition = draft.service.definition
    form = submitted_form(now, draft.answers)
    return contract.CaseBody(
        case_id=draft.case_id,
        service=contract.ServiceRef(
            code=definition.code, version=definition.version, digest=draft.service.digest
        ),
        mode=contract.Mode(definition.mode),
        origin=contract.Origin(terminal=place.terminal, site=place.site, region=place.region),
        authority=contract.Authority(
            region=routed.region, uscc=routed.authority.uscc, name=routed.authority.name
        ),
        applicant=_applicant(draft.holder),
        form=dict(form.values),
        form_sources={
            key: contract.FieldSource(source.value) for key, source in form.sources.items()
        },
        materials=tuple(
            sent
            for material, state in draft.materials.listed(now)
            if (sent := _material(material, state)) is not None
        ),
        consents=_consents(draft),
        signature=draft.signature,
        promise=_promise(draft.undertaking),
        delivery=draft.delivery,
        client_time=at,
        result_key=result_key,
    )


def missing(
    draft: Draft, now: Walk, routed: Routed | NoAuthority, today: date
) -> Incomplete | None:
    """Say everything that keeps the case from going out; nothing when it is whole."""
    given = {consent_id for consent_id, _ in draft.consents}
    gaps = tuple(material.code for material, _ in draft.materials.promised(now))
    undertaken = draft.undertaking.missing if draft.undertaking is not None else ()
    lacking = Incomplete(
        fields=check_all(now, today),
        materials=draft.materials.undecided(now),
        consents=tuple(c.id for c in draft.service.definition.consents if c.id not in given),
        # A query is agreed to by touch; a filing is signed.
        is_unsigned=draft.service.definition.mode == "apply" and draft.signature is None,
        is_undertaking_stale=gaps != undertaken,
        no_authority=routed if isinstance(routed, NoAuthority) else None,
    )
    return None if lacking == Incomplete() else lacking


def header(
    body: contract.CaseBody,
    uploads: tuple[contract.UploadRef, ...],
    packet_digest: str,
    packet_size: int,
) -> contract.CaseHeader:
    """Say of a sealed case what may be read on the way: nothing of the person."""
    return contract.CaseHeader(
        case_id=body.case_id,
        service_code=body.service.code,
        service_version=body.service.version,
        mode=body.mode,
        terminal=body.origin.terminal,
        site=body.origin.site,
        region=body.origin.region,
        created_at=body.client_time,
        uploads=uploads,
        packet_digest=packet_digest,
        packet_size=packet_size,
    )


def _applicant(holder: Holder) -> contract.Applicant:
    return contract.Applicant(
        document_kind=str(holder.kind),
        name=holder.name,
        number=holder.number,
        sex=str(holder.sex),
        ethnic=str(holder.ethnic),
        birth=holder.birth,
        address=holder.address,
        issuer=holder.issuer,
        valid_from=holder.valid_from,
        valid_to=holder.valid_to,
    )


def _consents(draft: Draft) -> tuple[contract.Consent, ...]:
    given = dict(draft.consents)
    code = draft.service.definition.code
    return tuple(
        contract.Consent(
            text_key=f"{code}.{consent.id}", version=consent.version, at=given[consent.id]
        )
        for consent in draft.service.definition.consents
    )


def _promise(made: Undertaking | None) -> contract.Promise | None:
    if made is None:
        return None
    return contract.Promise(
        missing=made.missing, due_by=made.due_by, undertaking_version=made.version
    )


def _material(material: Material, state: MaterialState) -> contract.Material | None:
    match state:
        case ToScan():
            return None
        case ReadFromCard():
            return _sent(material, contract.MaterialSource.CARD, contract.TrustLevel.A)
        case AtInspection():
            return _sent(material, contract.MaterialSource.INSPECTION, contract.TrustLevel.D)
        case Promised():
            return _sent(material, contract.MaterialSource.PROMISE, contract.TrustLevel.D)
        case Scanned():
            # What a citizen scans alone counts as uploaded by the user until it is checked.
            return _sent(material, contract.MaterialSource.SCAN, contract.TrustLevel.C, state)
        case _:
            assert_never(state)


def _sent(
    material: Material,
    source: contract.MaterialSource,
    trust_level: contract.TrustLevel,
    scan: Scanned | None = None,
) -> contract.Material:
    return contract.Material(
        code=material.code,
        name=material.name,
        source=source,
        upload_id=scan.upload_id if scan else None,
        digest=scan.digest if scan else None,
        pages=scan.pages if scan else 0,
        trust_level=trust_level,
    )
