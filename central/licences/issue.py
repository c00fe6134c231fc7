"""Draws up what a granted case gives, and seals it for the one who asked.

Owns numbering of licences and the choice of builder. Must not grant.
"""

import base64
from datetime import datetime
from uuid import uuid4

from central.calendar import city_day
from central.cases import numbers
from central.catalogue.offer import Item, Offer
from central.keys import PlatformKeys
from central.licences import credit_code, records
from central.licences.records import Issue
from central.storage import register
from central.storage.cases import CaseRow
from central.storage.engine import Sql
from kiosk.uplink.contract import CaseBody, Result, ResultRecord, result_context
from kiosk.uplink.packet import decode_key, seal

#: GB 32100: registered by market regulation, as a sole trader.
SOLE_TRADER_PREFIX = "92"


class Issuer:
    """From a granted case to a sealed result."""

    def __init__(self, offer: Offer, keys: PlatformKeys) -> None:
        self._offer = offer
        self._keys = keys

    def draw_up(self, sql: Sql, case: CaseRow, item: Item, body: CaseBody, now: datetime) -> Result:
        """The result of a case; enters a licence in its register in the same transaction."""
        record = self._record(sql, case, item, body, now)
        result_id = uuid4()
        sealed = seal(
            record.wire(), decode_key(body.result_key), result_context(case.case_id, result_id)
        )
        return Result(
            result_id=result_id,
            case_id=case.case_id,
            kind=item.result.kind,
            layout=record.layout,
            number=record.number,
            copy_seq=record.copy_seq,
            sealed=base64.b64encode(sealed).decode("ascii"),
        )

    def _record(
        self, sql: Sql, case: CaseRow, item: Item, body: CaseBody, now: datetime
    ) -> ResultRecord:
        match item.result.layout:
            case "business-licence":
                return records.business_licence(
                    body, self._issue(case, _enter_trader(sql, case, body, now), now)
                )
            case "food-permit":
                return records.food_permit(body, self._issue(case, f"F-{case.case_no}", now))
            case "proof":
                issue = self._issue(case, f"P-{case.case_no}", now)
                return records.proof(body, issue, self._months(sql, body, now))
            case layout:
                raise ValueError(f"no builder for layout {layout}")

    def _months(self, sql: Sql, body: CaseBody, now: datetime) -> tuple[register.InsuredMonth, ...]:
        key = register.person_key(self._keys.register_secret, body.applicant.number)
        months = register.months_of(sql, key, *records.asked_months(body, now))
        kinds = records.asked_kinds(body)
        return tuple(entry for entry in months if entry.kind in kinds)

    def _issue(self, case: CaseRow, number: str, now: datetime) -> Issue:
        code = numbers.verification_code()
        return Issue(
            number=number,
            issuer=case.decide,
            issued_at=now,
            verification_code=code,
            verification_url=self._offer.place.verification_url + code,
        )


def _enter_trader(sql: Sql, case: CaseRow, body: CaseBody, now: datetime) -> str:
    organisation = register.next_organisation(sql)
    area = body.authority.region[:6].ljust(6, "0")
    code = credit_code.compose(SOLE_TRADER_PREFIX, area, f"MA{organisation:06}")
    register.insert_licence(
        sql,
        credit_code=code,
        organisation=organisation,
        trade_name=body.form["trade-name"],
        region=body.authority.region,
        case_id=case.case_id,
        issued_on=city_day(now),
    )
    return code
