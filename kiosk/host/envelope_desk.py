"""Envelope codes (免跑腿信封): asks the platform what is still missing.

The call waits for a network, so it runs on the scanner's worker, which has just read the code.
"""

from functools import partial

from devices.ports import QrScanner
from devices.worker import DeviceFailed, DeviceWorker
from kiosk.host.messages import AskEnvelope, EnvelopeAnswered
from kiosk.host.post_office import PostOffice
from kiosk.uplink.client import Answered, PlatformClient, Refused, Unknown
from kiosk.uplink.contract import EnvelopeView

#: Longer than the client's own limits, so that it always ends by itself.
ASK_DEADLINE_SECONDS = 60.0


class EnvelopeDesk:
    """Runs in the hub's loop."""

    def __init__(
        self, post: PostOffice, client: PlatformClient, scanner: DeviceWorker[QrScanner] | None
    ) -> None:
        self._post, self._client, self._scanner = post, client, scanner

    def ask(self, visit_id: str, ask: AskEnvelope, code: bytearray) -> None:
        """Look an envelope up. The code is no secret, and names nobody."""
        if self._scanner is None:
            self._post.send(visit_id, EnvelopeAnswered(ask.request_id, False, "device-absent"))
            return
        envelope_code = code.decode("ascii", "replace")
        self._scanner.submit(
            lambda _: self._client.envelope(envelope_code),
            partial(self._settled, visit_id, ask.request_id),
            deadline_seconds=ASK_DEADLINE_SECONDS,
        )

    def _settled(
        self,
        visit_id: str,
        request_id: int,
        outcome: Answered[EnvelopeView] | Refused | Unknown | DeviceFailed,
    ) -> None:
        match outcome:
            case Answered(value=view):
                blob = bytearray(view.wire())
                self._post.send(visit_id, EnvelopeAnswered(request_id, True, ""), blob)
            case Refused():
                self._post.send(visit_id, EnvelopeAnswered(request_id, False, "unknown-envelope"))
            case Unknown() | DeviceFailed():
                self._post.send(visit_id, EnvelopeAnswered(request_id, False, "platform-away"))
