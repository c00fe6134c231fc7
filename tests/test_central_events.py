"""The event feed: by cursor, at least once, only one's own, and at once when something happens."""

import threading
from pathlib import Path

from kiosk.clock import SystemClock
from kiosk.uplink import contract as c
from tests.fakes.central_rig import Rig, running_platform

LIMIT_SECONDS = 60.0


class PollsClock(SystemClock):
    """The platform's clock; tells when a poll has found nothing new and is about to wait.

    A poll looks at the clock for its end, and once more after it has looked for news.
    """

    def __init__(self) -> None:
        self.waiting = threading.Event()
        self._looks = 0

    def monotonic(self) -> float:
        self._looks += 1
        if self._looks == 2:
            self.waiting.set()
        return super().monotonic()


def test_cursor_goes_on_where_it_was_and_can_go_back(tmp_path: Path) -> None:
    with running_platform(tmp_path / "state") as rig:
        rig.hand_in(rig.query({"period": "all"}))
        first = rig.events()
        rig.hand_in(rig.query({"period": "all"}))
        second = rig.events(first.cursor)
        assert [event.seq for event in first.events] == [1, 2]
        assert [event.seq for event in second.events] == [3, 4]
        assert rig.events(second.cursor) == c.EventPage(events=(), cursor=second.cursor)
        assert rig.events().events == first.events + second.events
        assert [event.kind for event in first.events] == ["case.state", "result.ready"]
        assert first.events[1].result_id is not None


def test_another_terminal_sees_nothing_of_it(tmp_path: Path) -> None:
    with running_platform(tmp_path / "state") as rig:
        rig.hand_in(rig.query({"period": "all"}))
        rig.web.headers[c.HEADER_TERMINAL] = "QH-OTHER-01"
        assert rig.events() == c.EventPage(events=(), cursor="0")


def test_long_poll_ends_as_soon_as_something_happens(tmp_path: Path) -> None:
    clock, pages = PollsClock(), list[c.EventPage]()
    with running_platform(tmp_path / "state", clock=clock, poll_limit_seconds=3600) as rig:
        listener = Rig(rig.url)
        poll = threading.Thread(target=lambda: pages.append(listener.events(wait=3600)))
        poll.start()
        assert clock.waiting.wait(LIMIT_SECONDS)
        rig.hand_in(rig.query({"period": "all"}))
        poll.join()
        listener.web.close()
    assert pages[0].events[0].kind == "case.state"


def test_stopping_the_platform_lets_long_polls_go(tmp_path: Path) -> None:
    clock, pages = PollsClock(), list[c.EventPage]()
    with running_platform(tmp_path / "state", clock=clock, poll_limit_seconds=3600) as rig:
        listener = Rig(rig.url)
        poll = threading.Thread(target=lambda: pages.append(listener.events(wait=3600)))
        poll.start()
        # What was only sent when the platform stops may find nobody any more.
        assert clock.waiting.wait(LIMIT_SECONDS)
    poll.join()
    listener.web.close()
    assert pages == [c.EventPage(events=(), cursor="0")]


def test_cursor_or_wait_that_is_nonsense_is_refused(tmp_path: Path) -> None:
    with running_platform(tmp_path / "state") as rig:
        for query in ({"after": "-1"}, {"after": "x"}, {"wait": "inf"}, {"wait": "nan"}):
            assert rig.get(c.PATH_EVENTS, **query).status_code == 400
        del rig.web.headers[c.HEADER_TERMINAL]
        assert rig.get(c.PATH_EVENTS).status_code == 400


def test_events_survive_a_restart(tmp_path: Path) -> None:
    with running_platform(tmp_path / "state") as rig:
        rig.hand_in(rig.query({"period": "all"}))
        before = rig.events()
    with running_platform(tmp_path / "state") as again:
        assert again.events() == before
