"""The long fuzzing (``fuzz/many.py``) finds what is there, again and again, and counts truly."""

import itertools
from pathlib import Path

import pytest

from fuzz.ledger import GUIDED, Entry, add, read, way_of
from fuzz.many import SpoiltError, feed, read_corpus
from fuzz.mutants import LONGEST_INPUT_BYTES, mutants
from fuzz.report import table
from fuzz.seeds import SEEDS
from fuzz.targets import TARGETS

ENOUGH = 20_000


def first(count: int, seed: int, corpus: tuple[bytes, ...] = SEEDS) -> list[bytes]:
    return list(itertools.islice(mutants(corpus, seed), count))


def test_a_seed_makes_the_same_mutants_again_and_another_seed_others() -> None:
    assert first(200, 1) == first(200, 1)
    assert first(200, 1) != first(200, 2)


def test_mutants_of_an_empty_input_grow() -> None:
    assert {len(one) for one in first(200, 1, (b"",))} > {0, 1, 2}


def test_mutants_are_short_and_long_and_never_too_long() -> None:
    lengths = [len(one) for one in first(ENOUGH, 1)]
    assert max(lengths) <= LONGEST_INPUT_BYTES
    assert sum(length > LONGEST_INPUT_BYTES // 2 for length in lengths) >= 5
    assert sum(length < 64 for length in lengths) > ENOUGH // 2


def test_a_bug_behind_two_bytes_is_found_with_the_input_that_shows_it() -> None:
    def target(data: bytes) -> None:
        if data[:1] == b"\x16" and b"\xff" in data[1:4]:
            raise ValueError("a planted bug")

    with pytest.raises(SpoiltError) as caught:
        feed(target, mutants(SEEDS, 1))
    assert caught.value.data[:1] == b"\x16"
    assert b"\xff" in caught.value.data[1:4]


def test_every_input_that_was_fed_is_counted() -> None:
    seen: list[bytes] = []
    pace = feed(seen.append, first(5_000, 1))
    assert pace.inputs == len(seen) == 5_000


def test_nothing_fed_is_nothing_counted() -> None:
    assert feed(lambda _: None, ()).inputs == 0


def test_what_the_guided_run_found_is_where_mutants_begin(tmp_path: Path) -> None:
    (tmp_path / "seed-0").write_bytes(b"a seed again")
    (tmp_path / "found").write_bytes(b"found by coverage")
    assert read_corpus(tmp_path) == (*SEEDS, b"found by coverage")
    assert read_corpus(tmp_path / "never-run") == SEEDS


def test_the_report_adds_up_what_the_ledger_has(tmp_path: Path) -> None:
    ledger = tmp_path / "deep" / "ledger.jsonl"
    assert read(ledger) == ()
    for way, inputs in ((GUIDED, 1_500), (way_of(1), 1_000_000), (way_of(2), 500_000)):
        add(Entry("qr-ssi", way, inputs, peak_mib=60, slowest_ms=7), ledger)
    lines = list(table(read(ledger)))
    assert "| qr-ssi | 1,500 | 1,500,000 | 1,501,500 | 60 | 7 |" in lines
    assert "| ipp-codec | 0 | 0 | 0 | 0 | 0 |" in lines
    assert lines[-1] == "| all | | | 1,501,500 | | |"
    assert len([line for line in lines if line.startswith("| ")]) == len(TARGETS) + 2
