"""A port that is chosen now and bound later must not be anybody else's by then."""

import socket
from pathlib import Path

import pytest

from devices.virtual import loopback_ports
from devices.virtual.loopback_ports import LOOPBACK, free_port

_CHOICES = 300


def test_no_port_is_chosen_twice_though_none_is_bound_yet() -> None:
    chosen = [free_port() for _ in range(_CHOICES)]
    assert len(set(chosen)) == _CHOICES


def kernel_gives_from(lowest: int, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given = folder / "ip_local_port_range"
    given.write_text(f"{lowest}\t65535\n", "ascii")
    monkeypatch.setattr(loopback_ports, "_KERNELS_OWN", given)


def test_kernel_cannot_give_a_chosen_port_to_somebody_who_names_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kernel_gives_from(25000, tmp_path, monkeypatch)
    assert all(free_port() < 25000 for _ in range(_CHOICES))


def test_neighbours_are_chosen_with_it() -> None:
    first = free_port(neighbours=1)
    with socket.socket() as lower, socket.socket() as upper:
        lower.bind((LOOPBACK, first))
        upper.bind((LOOPBACK, first + 1))


def test_port_that_somebody_has_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as taken:
        taken.bind((LOOPBACK, free_port()))
        draws = iter((taken.getsockname()[1], free_port()))
        monkeypatch.setattr(loopback_ports._chance, "randrange", lambda *_: next(draws))
        monkeypatch.setattr(loopback_ports, "_chosen", [])
        assert free_port() != taken.getsockname()[1]


@pytest.mark.parametrize("lowest", [1024, 20000, 20300])
def test_kernel_that_gives_nearly_every_port_away_leaves_enough_to_choose(
    lowest: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kernel_gives_from(lowest, tmp_path, monkeypatch)
    assert len({free_port(neighbours=1) for _ in range(_CHOICES)}) == _CHOICES
