"""Results on their way to the host: fetched under seal, handed on once in a normal run.

Owns the fetching and the memory of what was handed on; must not open or keep a result. The sender
asks when an answer names a result at once, the sync when an event does.
"""

import logging
import threading
from collections.abc import Callable
from uuid import UUID

from kiosk.uplink.client import Answered, PlatformClient, Refused, Unknown
from kiosk.uplink.contract import ProblemClass
from kiosk.uplink.events import ResultReady, UplinkEvent
from kiosk.uplink.inbox import Inbox

_log = logging.getLogger(__name__)

#: The platform may still give it to us later.
_PASSING = (ProblemClass.TRANSIENT, ProblemClass.WAIT, ProblemClass.FIX_DEVICE)


class ResultDelivery:
    """Shared by sender and sync."""

    def __init__(self, inbox: Inbox, emit: Callable[[UplinkEvent], None]) -> None:
        self._inbox = inbox
        self._emit = emit
        self._one_at_a_time = threading.Lock()

    def deliver(self, client: PlatformClient, result_id: UUID) -> Refused | Unknown | None:
        """Fetch and hand on, unless that was done. Answers the trouble worth a second try."""
        mark = f"result:{result_id}"
        with self._one_at_a_time:
            if self._inbox.has_seen(mark):
                return None
            match client.result(result_id):
                case Answered(value=result):
                    self._emit(ResultReady(result.case_id, result))
                    self._inbox.mark(mark)
                    return None
                case Refused(problem=problem) as refused if problem.problem_class in _PASSING:
                    return refused
                case Refused(problem=problem):
                    # Taken back, or another's: asking again would hold up every later event.
                    _log.error("result %s refused: %s", result_id, problem.status)
                    return None
                case Unknown() as unknown:
                    return unknown
