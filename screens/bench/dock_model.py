"""What the dock knows: the last look at the bench, the codes seen so far, the log.

Plain Python, no Kivy, no sockets: events in, ``view`` out. Must not act on anything.
"""

import re
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import assert_never, cast

from kiosk.cases.codes import CaseQueryCode, EnvelopeCode, read_code
from kiosk.clock import Clock
from kiosk.i18n import Texts
from kiosk.visit.local_time import local
from screens.bench import dock_panels
from screens.bench.dock_panels import PANELS, Codes
from screens.bench.dock_parts import (
    PLATFORM,
    BenchBack,
    BenchGone,
    DockEvent,
    DockView,
    Done,
    LineKind,
    LogLine,
    NotDone,
    PanelView,
    Seen,
    State,
    TurnPlatform,
)

LINES_KEPT = 200
#: A receipt prints its envelope code to be read and typed, not as a picture.
_ENVELOPE_IN_LINE = re.compile(r"E-[0-9A-Z]{12}-[0-9A-Z]{2}")


class DockModel:
    """One dock. ``view`` is complete at every moment."""

    def __init__(self, texts: Texts, clock: Clock) -> None:
        self._texts, self._clock = texts, clock
        self._seen: Seen | None = None
        self._printed = Codes()
        self._typed = ""
        self._log: deque[LogLine] = deque(maxlen=LINES_KEPT)
        self._is_over = False
        self._note("note", texts("dock.hint"))

    @property
    def view(self) -> DockView:
        """What is on the glass of the dock."""
        return DockView(tuple(self._panels()), tuple(self._log), self._is_over)

    def handle(self, event: DockEvent) -> None:
        """Something happened at the bench."""
        match event:
            case Seen():
                self._look(event)
            case Done(order=order):
                said = "turned" if order.panel == PLATFORM else "done"
                self._note("sent", self._say(said, order.panel, what=order.said))
            case NotDone(order=order, error=error):
                on_platform = any(isinstance(act, TurnPlatform) for act in order.acts)
                said = "platform-away" if on_platform else "refused"
                self._note("bad", self._say(said, order.panel, what=order.said, error=error))
            case BenchBack():
                self._note("bad", self._texts("dock.again"))
            case BenchGone():
                self._is_over = True
                self._note("bad", self._texts("dock.gone"))
            case _:
                assert_never(event)

    def type(self, text: str) -> None:
        """Somebody typed a code; it goes before the printed one until it is wiped out."""
        self._typed = text.strip()

    def _look(self, seen: Seen) -> None:
        before = {panel.name: panel for panel in self._panels()} if self._seen else {}
        self._seen = seen
        self._printed = _read_receipt(seen.states, self._printed)
        for panel in self._panels():
            old = before.get(panel.name)
            if old is not None and old.state != panel.state:
                kind: LineKind = "bad" if panel.tone == "bad" else "seen"
                self._note(kind, self._say("became", panel.name, state=panel.state))

    def _panels(self) -> Iterable[PanelView]:
        seen = self._seen or Seen({}, None)
        for name, (icon, make) in PANELS.items():
            state = seen.states.get(name)
            if state is None:
                yield dock_panels.elsewhere(name, icon, self._texts)
            else:
                yield make(state, self._texts)
        yield self._scanner(seen.states.get("qr-scanner"))
        yield dock_panels.platform(seen.fault, self._texts)

    def _scanner(self, state: State | None) -> PanelView:
        if state is None:
            return dock_panels.elsewhere("qr-scanner", "qr", self._texts)
        codes = replace(self._printed, envelope=self._typed or self._printed.envelope)
        return dock_panels.qr_scanner(state, self._texts, codes)

    def _say(self, key: str, panel: str, /, **values: object) -> str:
        return self._texts(f"dock.{key}", name=self._texts(f"dock.panel.{panel}"), **values)

    def _note(self, kind: LineKind, text: str) -> None:
        stamp = local(self._clock.wall()).strftime("%H:%M:%S")
        self._log.append(LogLine(stamp, kind, text))


def _read_receipt(states: Mapping[str, State], known: Codes) -> Codes:
    """The codes of the last receipt; older ones stay until a newer receipt has one."""
    newest = cast(State | None, states.get("receipt-printer", {}).get("newest"))
    if newest is None:
        return known
    lines = cast(Iterable[str], newest["lines"])
    texts = [*cast(Iterable[str], newest["codes"]), *_ENVELOPE_IN_LINE.findall("\n".join(lines))]
    for text in texts:
        match read_code(text.encode()):
            case EnvelopeCode():
                known = replace(known, envelope=text)
            case CaseQueryCode():
                known = replace(known, query=text)
            case _:
                pass
    return known
