"""The platform's counter for results, as the printer's worker sees it. Owns only the call."""

from uuid import UUID, uuid4

from kiosk.paper.issue import AlreadyClaimed, Claimed, ClaimOutcome, PlatformAway
from kiosk.uplink.client import Answered, PlatformClient, Refused, Unknown
from kiosk.uplink.contract import ProblemClass

#: So often the same claim is said again when nobody knows whether it arrived.
CLAIM_ATTEMPTS = 3


class ResultCounter:
    """Implements ``kiosk.paper.issue.ResultDesk`` over the platform's API."""

    def __init__(self, client: PlatformClient) -> None:
        self._client = client

    def claim(self, result_id: str) -> ClaimOutcome:
        """Ask for the right to print, under one key for this intent to print."""
        key = uuid4()
        for _ in range(CLAIM_ATTEMPTS):
            match self._client.claim(UUID(result_id), key):
                case Answered(value=claim):
                    return Claimed(claim.token)
                case Refused(problem=problem):
                    if problem.problem_class in (ProblemClass.TRANSIENT, ProblemClass.WAIT):
                        continue
                    return AlreadyClaimed()
                case Unknown():
                    continue
        return PlatformAway()
