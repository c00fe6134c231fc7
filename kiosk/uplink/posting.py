"""Which call sends which item.

Owns the mapping only: an item of the outbox in, one call of the client out.
"""

import base64
from typing import assert_never

from kiosk.uplink.client import Answered, PlatformClient, Refused, Unknown
from kiosk.uplink.contract import (
    CaseHeader,
    CaseReply,
    CaseSubmission,
    Evaluation,
    PrintReport,
    Recorded,
    Supplement,
)
from kiosk.uplink.items import ItemKind, Leased

SendOutcome = Answered[CaseReply] | Answered[Recorded] | Refused | Unknown


def post(client: PlatformClient, leased: Leased) -> SendOutcome:
    """Say the item to the platform, always in the same words."""
    match leased.kind:
        case ItemKind.CASE:
            return client.submit_case(_submission(leased))
        case ItemKind.SUPPLEMENT:
            return client.supplement(Supplement.model_validate_json(leased.header))
        case ItemKind.PRINT:
            return client.report_print(PrintReport.model_validate_json(leased.header))
        case ItemKind.EVALUATION:
            return client.evaluate(Evaluation.model_validate_json(leased.header))
        case _:
            assert_never(leased.kind)


def _submission(leased: Leased) -> CaseSubmission:
    header = CaseHeader.model_validate_json(leased.header).model_copy(update={"seq": leased.seq})
    return CaseSubmission(header=header, packet=base64.b64encode(leased.packet).decode("ascii"))
