"""When the machine takes a page by itself, and when it must not."""

import numpy as np

from devices.document_scanner.auto_capture import (
    Sighting,
    Wait,
    Watching,
    forget_last,
    likeness,
    observe,
    taken,
)
from devices.document_scanner.geometry import Quad

PAGE_A = tuple(np.random.default_rng(1).normal(0, 20, 400).tolist())
PAGE_B = tuple(np.random.default_rng(2).normal(0, 20, 400).tolist())


def quad(shift=0.0):
    return Quad(((0.2 + shift, 0.2), (0.8, 0.2), (0.8, 0.8), (0.2, 0.8)))


def run(sightings, state=None):
    state = state or Watching()
    shots = []
    for sighting in sightings:
        state, shot = observe(state, sighting)
        shots.append(shot)
    return state, shots


def test_five_steady_good_sightings_take_the_page_once():
    state, shots = run([Sighting(quad(), True, PAGE_A)] * 12)
    assert shots == [False] * 4 + [True] + [False] * 7
    assert state.wait is Wait.NEXT_PAGE


def test_a_page_that_moves_more_than_one_percent_is_not_taken():
    _, shots = run([Sighting(quad(0.02 * (i % 2)), True, PAGE_A) for i in range(20)])
    assert not any(shots)


def test_trembling_below_one_percent_counts_as_steady():
    _, shots = run([Sighting(quad(0.006 * (i % 2)), True, PAGE_A) for i in range(5)])
    assert shots[-1]


def test_one_bad_sighting_starts_the_count_again():
    good, bad = Sighting(quad(), True, PAGE_A), Sighting(quad(), False, PAGE_A)
    _, shots = run([good] * 4 + [bad] + [good] * 4)
    assert not any(shots)


def test_a_hand_passing_over_does_not_take_the_same_page_twice():
    good = Sighting(quad(), True, PAGE_A)
    _, shots = run([good] * 5 + [Sighting(None, False)] * 4 + [good] * 10)
    assert sum(shots) == 1


def test_the_next_page_is_taken_even_when_it_slides_into_the_same_place():
    _, shots = run([Sighting(quad(), True, PAGE_A)] * 6 + [Sighting(quad(), True, PAGE_B)] * 6)
    assert sum(shots) == 2


def test_a_page_thrown_away_may_be_taken_again():
    state, _ = run([Sighting(quad(), True, PAGE_A)] * 5)
    _, shots = run([Sighting(quad(), True, PAGE_A)] * 5, forget_last(state))
    assert shots[-1]


def test_a_page_taken_by_hand_is_not_taken_again_by_the_machine():
    sighting = Sighting(quad(), True, PAGE_A)
    _, shots = run([sighting] * 10, taken(sighting))
    assert not any(shots)


def test_two_blank_pages_look_alike_and_a_printed_one_does_not():
    noise = np.random.default_rng(3).normal(0, 0.4, (2, 400))
    blank, other = tuple(noise[0].tolist()), tuple(noise[1].tolist())
    assert likeness(blank, other) == 1.0
    assert likeness(blank, PAGE_A) == 0.0
