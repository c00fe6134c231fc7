"""When a slope of memory is called more than noise."""

import random

from benchmarks.figures import slope

SAMPLES = 200


def test_noise_without_growth_is_not_above_noise() -> None:
    for seed in range(20):
        chance = random.Random(seed)
        found = slope([140_000 + chance.gauss(0, 200) for _ in range(SAMPLES)])
        assert found is not None
        assert found.low < found.middle < found.high
        # One in forty may be wrong by chance; these twenty are always the same.
        assert not found.is_above_noise


def test_a_leak_far_below_the_noise_of_one_sample_is_found() -> None:
    chance = random.Random(7)
    found = slope([140_000 + 2.6 * at + chance.gauss(0, 100) for at in range(SAMPLES)])
    assert found is not None
    assert found.is_above_noise
    assert abs(found.middle - 2.6) < 0.5


def test_one_step_at_the_beginning_is_no_slope() -> None:
    chance = random.Random(1)
    steps = [0.0] * 3 + [500.0] * (SAMPLES - 3)
    found = slope([140_000 + step + chance.gauss(0, 50) for step in steps])
    assert found is not None
    assert not found.is_above_noise


def test_too_few_samples_have_no_slope() -> None:
    assert slope([1.0] * 39) is None
