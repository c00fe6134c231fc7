"""A hand that this machine cannot follow: a sentence, and the bench goes on."""

import json
from pathlib import Path

from devices.virtual.bench import Bench
from kiosk.errors import BrokenEnvironmentError


class Unbootable:
    """A printer whose program is not installed any more."""

    @property
    def actions(self):
        return {"boot": self._boot, "look": lambda: None}

    def _boot(self):
        raise BrokenEnvironmentError("the virtual licence printer does not start")

    def start(self): ...
    def stop(self): ...
    def state(self):
        return {"plugged": False}


def answer(bench, action):
    return bench.answer(json.dumps({"device": "printer", "action": action}).encode())


def test_hand_that_the_machine_cannot_follow_is_told_why_and_the_next_is_obeyed(
    tmp_path: Path,
) -> None:
    bench = Bench({"printer": Unbootable()}, tmp_path / "socket")
    refused = answer(bench, "boot")
    assert refused == {
        "ok": False,
        "error": "this machine cannot: the virtual licence printer does not start",
    }
    assert answer(bench, "look") == {"ok": True, "state": {"plugged": False}}
