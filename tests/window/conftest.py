"""One window for all window tests; each test gets an empty navigator on it."""

import pytest

from tests.window.pilot import Pilot


@pytest.fixture(scope="session")
def glass() -> Pilot:
    """The window. It lives as long as the process, as in a visit.

    Every screen is shown once in both sizes of text, so that fonts (which SDL keeps open) are
    loaded before a test starts to count open files.
    """
    pilot = Pilot()
    from tests.window.story import STORY

    for large in (False, True):
        pilot.reset()
        pilot.theme.large_text = large
        for make_view in STORY.values():
            pilot.show(make_view())
    return pilot


@pytest.fixture
def pilot(glass: Pilot):
    glass.reset()
    yield glass
    glass.reset()


def pytest_collection_modifyitems(items):
    for item in items:
        if "window" in item.path.parts:
            item.add_marker(pytest.mark.window)
