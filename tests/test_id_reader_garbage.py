"""Noise on the line and spoilt checksums."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from devices.ports import CardMoved, CardRead, NoCard
from devices.status import DeviceGoneError, Ready
from devices.transport.memory import byte_by_byte, lossy, noisy
from devices.virtual.id_reader import NOISE
from devices.virtual.synthetic_card import DECK
from tests.fakes.id_reader_rig import MemoryRig, PtyRig, person_of, pty_rig

READ = b"\x30\x01"
COMMANDS = [b"\x20\x01", b"\x20\x02", READ]


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[PtyRig]:
    with pty_rig(tmp_path) as rig:
        yield rig


@pytest.mark.parametrize("noise", [b"\x00", b"\xaa\xaa\xaa", b"\xff" * 40, NOISE])
def test_noise_before_every_answer_does_not_hide_the_card(rig: PtyRig, noise: bytes) -> None:
    rig.virtual.lay()
    rig.virtual.garble(noise, times=3)
    assert person_of(rig.read()).name == "张三"
    assert rig.reader.probe() == Ready()


@pytest.mark.parametrize("command", COMMANDS)
def test_spoilt_checksum_is_asked_for_again(rig: PtyRig, command: bytes) -> None:
    rig.virtual.lay()
    rig.virtual.spoil_checksum(command=command)
    assert person_of(rig.read()).name == "张三"
    assert rig.virtual.requests().count(command) >= 2


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(
    ("spoil", "questions"),
    [(lambda answer: answer[:-1] + bytes([answer[-1] ^ 1]), 2), (lambda answer: answer[1:], 1)],
    ids=["a wrong sum costs one more", "a lost first byte costs nothing"],
)
def test_what_one_spoilt_answer_costs(
    command: bytes, spoil: Callable[[bytes], bytes], questions: int
) -> None:
    """Counted where nothing is late: a busy machine may have to ask again for its own reasons."""
    rig = MemoryRig()
    rig.reader.open()
    rig.sam.lay(DECK["resident"])
    honest, left = rig.transport.peer, [spoil]

    def spoils_once(request: bytes) -> bytes:
        answer = honest(request)
        return left.pop()(answer) if left and request[7:9] == command else answer

    rig.transport.peer = spoils_once
    assert person_of(rig.read()).name == "张三"
    assert (rig.asked().count(command), left) == (questions, [])


def test_line_that_spoils_everything_is_a_broken_device(rig: PtyRig) -> None:
    rig.virtual.lay()
    rig.virtual.spoil_checksum(times=1000, command=READ)
    with pytest.raises(DeviceGoneError, match="answers-garbled"):
        rig.read()
    assert rig.reader.probe() == Ready()


def test_random_noise_of_any_length_leaves_the_whole_person_or_an_honest_failure() -> None:
    outcomes = set()
    for seed in range(40):
        rig = MemoryRig(noisy(seed * 7, seed, byte_by_byte if seed % 4 == 0 else noisy(0, seed)))
        rig.sam.lay(DECK["resident"])
        rig.reader.open()
        outcome = rig.read()
        if isinstance(outcome, CardRead):
            assert outcome.payload == DECK["resident"].payload
        outcomes.add(type(outcome))
    assert outcomes == {CardRead}


def test_line_that_loses_bytes_never_gives_a_half_person() -> None:
    seen = set()
    for seed in range(60):
        rig = MemoryRig()
        rig.sam.lay(DECK["resident"])
        rig.reader.open()
        rig.transport.line = lossy(0.0005 * (seed % 8), seed)
        try:
            outcome = rig.read()
        except DeviceGoneError as gone:
            seen.add(gone.reason)
            continue
        if isinstance(outcome, CardRead):
            assert outcome.payload == DECK["resident"].payload
            seen.add("read")
        else:
            assert isinstance(outcome, CardMoved | NoCard)
    assert seen >= {"read", "answers-garbled"}


@pytest.mark.parametrize("command", COMMANDS)
def test_lost_first_byte_of_an_answer_does_not_cost_the_card(rig: PtyRig, command: bytes) -> None:
    rig.virtual.lay()
    rig.virtual.shorten_preamble(command=command)
    assert person_of(rig.read()).name == "张三"
