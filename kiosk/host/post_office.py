"""Answers for visits, from whatever thread. Owns the rule that a finished visit gets no mail.

Its blobs are wiped instead: a late card must not land in the next citizen's case, nor stay here.
"""

from dataclasses import dataclass

from kiosk.host.hub import Hub
from kiosk.host.supervisor import Supervisor
from kiosk.host.wire import wipe


@dataclass(frozen=True, slots=True)
class Letter:
    """A message for one visit."""

    visit_id: str
    message: object
    blob: bytearray | None = None


class PostOffice:
    """``send`` may be called from any thread; ``deliver`` runs in the hub's loop."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    def send(self, visit_id: str, message: object, blob: bytearray | None = None) -> None:
        """Post a letter; the blob is taken over."""
        self._hub.post(Letter(visit_id, message, blob))

    def announce(self, event: object) -> None:
        """Tell the host itself something, from any thread."""
        self._hub.post(event)

    def deliver(self, letter: Letter, supervisor: Supervisor) -> None:
        """Hand a letter to its visit, or destroy it."""
        visit = supervisor.find(letter.visit_id)
        if visit is not None:
            visit.send(letter.message, letter.blob)
        elif letter.blob is not None:
            wipe(letter.blob)
