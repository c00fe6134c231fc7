"""The visit of ``benchmarks.submit``: hands in again and again, and stamps what happens when.

Imported when Kivy has been told its settings, not before.
"""

import json
import os
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from kivy.base import EventLoop
from kivy.clock import Clock as FrameClock

from kiosk.cases.materials import Materials, Scanned
from kiosk.clock import SystemClock
from kiosk.host import messages as said
from kiosk.host.wire import Frame
from kiosk.visit.sealing import CaseKeys
from kiosk.visit.state import Review, VisitState
from screens.app import VisitApp
from screens.bench.glass import GlassFinger
from screens.presenters.review import ReviewView
from screens.presenters.submitted import SubmittedView
from screens.widgets.press import Pressable
from tests import sample_visit as sample
from tests.window.second_story import PERSON, STROKES

SCAN_BYTES = 600_000
CASE_BYTES = 8 * 1024
SERVICE = "sole-trader-registration"
MATERIAL = "premises-proof"
#: The benchmark's own hand moves this often, and rests so many steps before and after a round:
#: the sender, the platform and the receipt printer work meanwhile.
STEP_SECONDS = 1 / 30
REST_STEPS = 15
CLOCK = SystemClock()


@dataclass
class Rounds:
    """Stamps of each round, and the bare commits between them; monotonic seconds."""

    wanted: int
    stamps: list[dict[str, float]] = field(default_factory=list)
    commits: list[float] = field(default_factory=list)
    now: dict[str, float] = field(default_factory=dict)

    def stamp(self, name: str) -> None:
        """Note the first time that something happens in this round."""
        self.now.setdefault(name, CLOCK.monotonic())


def bare_commit(path: Path) -> Callable[[], float]:
    """A call that commits a row durably and says how many seconds that took."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("CREATE TABLE one (n INTEGER PRIMARY KEY, payload BLOB)")

    def commit() -> float:
        payload = os.urandom(CASE_BYTES)
        began_at = CLOCK.monotonic()
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO one (payload) VALUES (?)", (payload,))
        connection.execute("COMMIT")
        return CLOCK.monotonic() - began_at

    return commit


class Finger(GlassFinger):
    """Stamps the moment at which the finger lifts."""

    rounds: Rounds

    def update(self, dispatch_fn: Any) -> None:
        if len(self._steps) == 1:
            self.rounds.stamp("lifted")
        super().update(dispatch_fn)


class SelfDriving(VisitApp):
    """Hands in ``rounds`` times, once it is on the glass; writes the stamps to ``result``."""

    def __init__(self, rounds: int, result: Path, **visit: Any) -> None:
        self._rounds, self._result, self._kept = Rounds(rounds), result, ""
        super().__init__(**visit)

    def _appear(self) -> None:
        super()._appear()
        self._commit = bare_commit(self._result.with_suffix(".sqlite"))
        self._finger = Finger()
        self._finger.rounds = self._rounds
        EventLoop.add_input_provider(self._finger)
        self._stamp_frames(EventLoop.window)
        self._stamp_sealing()
        self._stamp_link()
        steps = self._hand_in_all()
        FrameClock.schedule_interval(lambda _: next(steps, None), STEP_SECONDS)

    def _stamp_sealing(self) -> None:
        submit = self._conductor._submit  # noqa: SLF001  (stamps around the real thing)

        def stamped() -> None:
            self._rounds.stamp("sealing")
            submit()
            self._rounds.stamp("sealed")

        self._conductor._submit = stamped  # type: ignore[method-assign]  # noqa: SLF001

    def _stamp_link(self) -> None:
        deliver = self._link._deliver  # noqa: SLF001

        def deliver_and_stamp(event: object) -> None:
            if isinstance(event, Frame) and isinstance(event.message, said.CaseStored):
                self._rounds.stamp("received")
            deliver(event)

        self._link._deliver = deliver_and_stamp  # noqa: SLF001

    def _stamp_frames(self, window: Any) -> None:
        flip = window.flip

        def flip_and_stamp() -> None:
            flip()
            if isinstance(self._view, SubmittedView) and "presented" in self._rounds.now:
                # Where the processor draws, flip has waited for the last pixel.
                self._rounds.stamp("drawn")

        window.flip = flip_and_stamp

    def _handle(self, event: object) -> None:
        match event:
            case Frame(message=said.CaseStored()):
                self._rounds.stamp("heard")
            case Frame(message=said.FileKept(upload_id=kept)):
                self._kept = kept
        super()._handle(event)

    def _draw(self, state: VisitState) -> None:
        super()._draw(state)
        if isinstance(self._view, SubmittedView):
            self._rounds.stamp("presented")

    def _hand_in_all(self) -> Iterator[None]:
        """One step a frame."""
        while self._conductor.state.platform.key is None or not self._conductor.state.devices:
            yield
        for _ in range(self._rounds.wanted):
            yield from self._hand_in()
        text = json.dumps({"stamps": self._rounds.stamps, "commits": self._rounds.commits})
        self._result.with_suffix(".partial").write_text(text, "utf-8")
        self._result.with_suffix(".partial").replace(self._result)
        while True:
            yield

    def _hand_in(self) -> Iterator[None]:
        """One case: keep its scan, come to the review, press Submit, wait for "stored"."""
        rounds = self._rounds
        keys = self._conductor._keys = CaseKeys()  # noqa: SLF001  (a new case in the same visit)
        scan = keys.seal_file(os.urandom(SCAN_BYTES), str(self._conductor.state.platform.key))
        upload = scan.upload
        kept = str(upload.upload_id)
        keep = said.KeepFile(1, str(keys.case_id), kept, upload.digest, upload.size)
        self._link.send(keep, scan.sealed)
        while self._kept != kept:
            yield
        scanned = Scanned(UUID(kept), scan.clear_digest, 3, CLOCK.wall())
        self._conductor.state = self._signed(scanned)
        self._draw(self._conductor.state)
        for _ in range(REST_STEPS):
            yield
        rounds.commits.append(self._commit())
        yield
        if not isinstance(self._view, ReviewView):
            raise TypeError(f"not on the review: {self._view}")
        rounds.now = {}
        self._finger.draw([self._submit_key()])
        self._finger.go()
        while "drawn" not in rounds.now:
            yield
        rounds.stamps.append(rounds.now)
        rounds.now = {"presented": 0.0, "drawn": 0.0, "heard": 0.0, "received": 0.0}
        for _ in range(REST_STEPS):
            yield

    def _signed(self, scanned: Scanned) -> VisitState:
        """The review of a whole, signed case."""
        wall, conductor = CLOCK.wall(), self._conductor
        service = conductor.context().services[SERVICE]
        return VisitState(
            stage=Review(strokes=STROKES),
            service=service,
            person=PERSON,
            answers=sample.answered(SERVICE),
            materials=Materials(card_read_at=wall, decided={MATERIAL: scanned}),
            consents={one.id: wall for one in service.definition.consents},
            devices=conductor.state.devices,
            platform=conductor.state.platform,
            touched_at=CLOCK.monotonic(),
            patience_seconds=600.0,
        )

    def _submit_key(self) -> tuple[float, float]:
        """The middle of the primary key, in 0..1 from the top left."""
        window = self._navigator.get_root_window()
        for widget in self._navigator.current_screen.walk():
            if isinstance(widget, Pressable) and type(widget.intent).__name__ == "Submit":
                x, y = widget.to_window(*widget.center)
                return x / window.width, 1 - y / window.height
        raise RuntimeError("no Submit on the screen")
