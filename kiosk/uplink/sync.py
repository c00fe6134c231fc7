"""What the platform has to tell: events, results, the catalogue.

Owns the long poll and the order of its consequences; must not send cases. An event is handed on
first and marked after, so nothing is missed; the same event may be handed on again after a crash.
"""

import logging
from collections.abc import Callable
from random import Random

from pydantic import ValidationError

from kiosk.clock import Clock
from kiosk.uplink.backoff import Backoff
from kiosk.uplink.client import Answered, PlatformClient, Refused, Tagged, Unchanged, Unknown
from kiosk.uplink.contract import Catalogue, Event, EventKind, EventPage, ProblemClass
from kiosk.uplink.events import CatalogueChanged, UplinkEvent
from kiosk.uplink.inbox import Inbox
from kiosk.uplink.presence import Presence
from kiosk.uplink.results import ResultDelivery
from kiosk.uplink.sender import news_of
from kiosk.uplink.stepper import Stepper

_log = logging.getLogger(__name__)

_LEAST_POLL_SECONDS = 1.0
_CATALOGUE = "catalogue"
_PLATFORM_KEY = "platform-key"


class Sync(Stepper):
    """Listens by a long poll, which ``stop`` cuts."""

    def __init__(
        self,
        inbox: Inbox,
        client: PlatformClient,
        presence: Presence,
        results: ResultDelivery,
        emit: Callable[[UplinkEvent], None],
        clock: Clock,
        random: Random,
        backoff: Backoff | None = None,
    ) -> None:
        super().__init__("uplink-sync", client, clock)
        self._inbox = inbox
        self._presence = presence
        self._results = results
        self._emit = emit
        self._random = random
        # Listening costs little and brings everything back: wait a minute at most.
        self._backoff = backoff or Backoff(first_seconds=1.0, most_seconds=60.0)
        self._failures = 0
        self._is_catalogue_due = True
        self._etag = ""

    def step(self) -> float:
        """One long poll and all that follows from it. Answers how long to pause."""
        began = self._clock.monotonic()
        outcome: Answered[EventPage] | Refused | Unknown | None = self._refresh_catalogue()
        if outcome is None:
            outcome = self._client.events(self._inbox.cursor())
        match outcome:
            case Answered(value=page):
                self._presence.seen()
                trouble = self._take(page)
                if trouble is None and not page.events:
                    # A peer that does not know how to wait must not be asked without end.
                    self._failures = 0
                    return max(0.0, _LEAST_POLL_SECONDS - (self._clock.monotonic() - began))
            case Refused() | Unknown() as trouble:
                pass
        return self._after(trouble)

    def _stumbled(self) -> float:
        return self._set_back(None)

    def _run(self) -> None:
        self._tell_kept_catalogue()
        super()._run()

    def _after(self, trouble: Refused | Unknown | None) -> float:
        match trouble:
            case None:
                self._failures = 0
                return 0.0
            case Unknown(reason="stopped"):
                return 0.0
            case Unknown(reason=reason):
                # It may come back as another one: restored from a copy, or with a new key.
                self._is_catalogue_due = True
                self._presence.lost(reason)
                return self._set_back(None)
            case Refused(problem=problem):
                if problem.problem_class is ProblemClass.FIX_DEVICE:
                    self._presence.lost("fix-device")
                return self._set_back(problem.retry_after_seconds)

    # --- events ---

    def _take(self, page: EventPage) -> Refused | Unknown | None:
        """Hand on what is new, then move the cursor. Stops at the first result it cannot get."""
        for event in page.events:
            if self._inbox.has_seen(str(event.id)):
                continue
            if trouble := self._hand_on(event):
                return trouble
        if page.cursor != self._inbox.cursor() or page.events:
            self._inbox.advance(page.cursor, [str(event.id) for event in page.events])
        return None

    def _hand_on(self, event: Event) -> Refused | Unknown | None:
        if event.reply is not None:
            self._emit(news_of(event.reply))
        if event.kind == EventKind.CATALOGUE_CHANGED:
            self._is_catalogue_due = True
        if event.kind == EventKind.RESULT_READY and event.result_id is not None:
            return self._results.deliver(self._client, event.result_id)
        return None

    # --- catalogue ---

    def _tell_kept_catalogue(self) -> None:
        """What was offered when the platform was last seen: a restart offline can still seal."""
        kept = self._inbox.note(_CATALOGUE)
        if kept is None:
            return
        try:
            self._emit(CatalogueChanged(Catalogue.model_validate_json(kept)))
        except ValidationError:
            _log.warning("the kept catalogue is of another version")

    def _refresh_catalogue(self) -> Refused | Unknown | None:
        if not self._is_catalogue_due:
            return None
        match self._client.catalogue(self._etag):
            case Answered(value=Tagged(catalogue=catalogue, etag=etag)):
                self._etag = etag
                self._keep(catalogue)
            case Answered(value=Unchanged()):
                pass
            case Refused() | Unknown() as trouble:
                return trouble
        self._presence.seen()
        self._is_catalogue_due = False
        return None

    def _keep(self, catalogue: Catalogue) -> None:
        if self._inbox.note(_PLATFORM_KEY) not in (None, catalogue.platform_key):
            # Another platform, or one set up anew: our place in its events means nothing there.
            _log.warning("the platform has another key than before")
            self._inbox.advance("", ())
        self._inbox.keep_note(_PLATFORM_KEY, catalogue.platform_key)
        self._inbox.keep_note(_CATALOGUE, catalogue.wire().decode())
        self._emit(CatalogueChanged(catalogue))

    def _set_back(self, asked_seconds: float | None) -> float:
        self._failures += 1
        return self._backoff.wait_seconds(self._failures, self._random, asked_seconds)
