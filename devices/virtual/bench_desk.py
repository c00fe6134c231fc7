"""``run_kiosk.py bench``: hands of demo mode from another terminal window.

Owns where a running demo is found and how its answers are printed; what words mean is in
``bench_words``. The demo leaves a link to its control socket at one place, so that no option is
needed.
"""

import contextlib
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TextIO

from devices.virtual.bench import BenchClient, BenchRefusedError
from devices.virtual.bench_words import NotUnderstood, Offer, names_of, understand

DONE, NOT_DONE, NO_DEMO = 0, 1, 2
#: Relative to the program's folder.
DEFAULT_PLACE = Path("run") / "bench"
#: The slowest act is a printer that boots; the bench itself gives it up sooner.
ANSWER_LIMIT_SECONDS = 90.0


@contextlib.contextmanager
def known_at(link: Path, control: Path) -> Iterator[None]:
    """Let ``bench`` find this demo for as long as it runs."""
    link.parent.mkdir(parents=True, exist_ok=True)
    link.unlink(missing_ok=True)
    link.symlink_to(control)
    try:
        yield
    finally:
        # A demo that was started later has put its own link there.
        if link.is_symlink() and link.readlink() == control:
            link.unlink()


def run_bench(words: Sequence[str], place: Path, out: TextIO) -> int:
    """Do what the words say; the exit code."""
    try:
        # A link's own path may be too long for a socket; what it leads to is short.
        client = BenchClient(Path(os.path.realpath(place)), ANSWER_LIMIT_SECONDS)
    except OSError:
        out.write("no demo is running here: start one with `make run`, or name its --control\n")
        return NO_DEMO
    with contextlib.closing(client):
        offers = {
            device: Offer(each["kind"], each["actions"]) for device, each in client.offers().items()
        }
        if list(words) in ([], ["list"]):
            out.writelines(f"{line}\n" for line in _listing(offers, client.states()))
            return DONE
        match understand(words, offers):
            case NotUnderstood(text=text):
                out.write(f"{text}\n")
                return NOT_DONE
            case order:
                return _do(client, order.device, order.action, order.values, out)


def _do(
    client: BenchClient, device: str, action: str, values: Mapping[str, object], out: TextIO
) -> int:
    try:
        state = client.act(device, action, **values)
    except BenchRefusedError as refused:
        out.write(f"{device} did not: {refused}\n")
        return NOT_DONE
    out.write(f"{device}: {_brief(state)}\n")
    return DONE


def _listing(offers: Mapping[str, Offer], states: Mapping[str, Any]) -> Iterator[str]:
    for device, offer in offers.items():
        yield f"{' / '.join(names_of(device, offer))}"
        yield f"  now: {_brief(states.get(device, {}))}"
        for action, names in offer.actions.items():
            plain = action.replace("_", " ").replace("-", " ")
            yield "  " + " ".join([plain, *(f"<{name}>" for name in names)])


def _brief(state: Mapping[str, Any]) -> str:
    """What can be said on one line; pictures and lists of papers are for the dock."""
    return ", ".join(
        f"{name} {value}"
        for name, value in state.items()
        if not isinstance(value, dict) and value not in ("", None, [], ())
    )
