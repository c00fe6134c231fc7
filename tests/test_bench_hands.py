"""Many hands at one bench: none waits for another, and all of them come in at once."""

import threading
from collections.abc import Callable, Mapping
from pathlib import Path

from devices.virtual.bench import Bench, BenchClient, _Server

LIMIT_SECONDS = 30.0
HANDS = 24


class Machine:
    """A device with one action."""

    def __init__(self, act: Callable[[], object]) -> None:
        self.actions: Mapping[str, Callable[..., None]] = {"act": lambda: act() and None}

    def start(self) -> None:
        pass

    def stop(self) -> None:
        pass

    def state(self) -> dict[str, object]:
        return {}


def test_a_device_that_takes_its_time_does_not_hold_up_the_others(tmp_path: Path) -> None:
    began, released, waited = threading.Event(), threading.Event(), []

    def boot() -> None:
        began.set()
        waited.append(released.wait(LIMIT_SECONDS))

    bench = Bench({"printer": Machine(boot), "reader": Machine(released.set)}, tmp_path / "bench")
    bench.start()
    slow, quick = (BenchClient(tmp_path / "bench", 2 * LIMIT_SECONDS) for _ in range(2))
    hand = threading.Thread(target=slow.act, args=("printer", "act"))
    hand.start()
    assert began.wait(LIMIT_SECONDS)
    quick.act("reader", "act")
    hand.join()
    for client in (slow, quick):
        client.close()
    bench.stop()
    assert waited == [True]


def test_many_hands_may_come_before_the_first_is_let_in(tmp_path: Path) -> None:
    with _Server(tmp_path / "bench", Bench({}, tmp_path / "bench")):
        hands = [BenchClient(tmp_path / "bench", LIMIT_SECONDS) for _ in range(HANDS)]
        for hand in hands:
            hand.close()
