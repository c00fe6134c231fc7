"""The platform is away, is somebody else, or lives in another time."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from kiosk.clock import SystemClock
from tests.fakes.central_rig import running_platform
from tests.patience import LIMIT_SECONDS, unhurried
from tests.terminal_rig import terminal

__all__ = ["unhurried"]

pytestmark = pytest.mark.usefixtures("unhurried")


class OtherClock(SystemClock):
    """Ten minutes behind."""

    def wall(self) -> datetime:
        return super().wall() - timedelta(minutes=10)


class Stranger(BaseHTTPRequestHandler):
    """Answers everything the same."""

    status = 200

    def do_GET(self) -> None:
        self.send_response(self.status)
        self.end_headers()
        self.wfile.write(b"<html>log in to the hotel's network</html>")

    def log_message(self, format: str, *args: object) -> None:
        """Not into the test's output."""


@contextmanager
def stranger(status: int) -> Iterator[str]:
    handler = type("Handler", (Stranger,), {"status": status})
    with HTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=lambda: server.serve_forever(0.02), name="stranger")
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


def test_nobody_there_is_the_technicians_business(tmp_path: Path) -> None:
    with terminal(tmp_path) as here:
        found = here.diagnose()
        assert found.code != 0
        assert found.troubles == {("platform", "platform-away", "technician")}
        assert found.document["platform"]["reachable"] is False
        assert found.document["platform"]["reason"]


@pytest.mark.parametrize(
    ("status", "reason"),
    [(200, "platform-away"), (403, "platform-refuses"), (500, "platform-away")],
)
def test_somebody_else_at_the_address_is_not_the_platform(
    tmp_path: Path, status: int, reason: str
) -> None:
    with terminal(tmp_path) as here, stranger(status) as url:
        here.platform = url
        found = here.diagnose()
        assert found.troubles == {("platform", reason, "technician")}
        assert found.document["platform"]["reachable"] is False


def test_two_clocks_apart_are_trouble_though_it_answers(tmp_path: Path) -> None:
    with (
        terminal(tmp_path) as here,
        running_platform(tmp_path / "platform", clock=OtherClock()) as platform,
    ):
        here.platform = platform.url
        found = here.diagnose()
        assert found.code != 0
        assert found.troubles == {("platform", "clock-wrong", "technician")}
        # Half of the way there and back is a guess, and both may take as long as the limit is.
        ahead = found.document["platform"]["clock_ahead_seconds"]
        assert ahead == pytest.approx(600, abs=LIMIT_SECONDS)
