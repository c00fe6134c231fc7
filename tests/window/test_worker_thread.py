"""Only the UI thread touches the screen; workers post."""

import ast
import threading

from tests.window.pilot import PROJECT
from tests.window.story import STORY


def in_worker(work):
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()


def test_event_posted_by_a_worker_is_handled_on_the_ui_thread(pilot):
    from screens.dispatcher import UiDispatcher

    handled = []
    dispatcher = UiDispatcher(lambda event: handled.append((event, threading.get_ident())))
    in_worker(lambda: [dispatcher.post(number) for number in range(50)])
    assert handled == []
    pilot.step(3)
    assert handled == [(number, threading.get_ident()) for number in range(50)]


def test_property_set_by_a_worker_is_noticed(pilot):
    """Kivy itself says nothing, so this proves that the guard of the next test can fail."""
    pilot.show(STORY["02-home"]())
    with pilot.foreign_threads() as seen:
        in_worker(lambda: setattr(pilot.find("title"), "weight", "regular"))
    assert seen


def test_view_posted_by_a_worker_is_drawn_by_the_ui_thread(pilot):
    from screens.dispatcher import UiDispatcher

    pilot.show(STORY["02-home"]())
    dispatcher = UiDispatcher(pilot.navigator.show)
    with pilot.foreign_threads() as seen:
        in_worker(lambda: dispatcher.post(STORY["02-home"]()))
        pilot.step(3)
    assert not seen


def test_no_screen_starts_a_thread():
    drawing = ("citizen", "widgets", "presenters")
    for file in (f for name in drawing for f in (PROJECT / "screens" / name).rglob("*.py")):
        tree = ast.parse(file.read_text("utf-8"))
        names = {
            alias.name
            for node in ast.walk(tree)
            if isinstance(node, ast.Import)
            for alias in node.names
        } | {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        assert not names & {"threading", "concurrent.futures", "multiprocessing"}, file
