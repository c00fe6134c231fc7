"""A driver wakes up in the very moment in which it is given up: commands behind it are not lost."""

import queue
import threading

from tests.test_worker_restart import LIMIT_SECONDS, running


class TakenMeanwhile(queue.SimpleQueue):
    """Whoever has seen that there is something finds that the stuck thread has refused it."""

    def __init__(self, meanwhile):
        self.meanwhile = meanwhile

    def empty(self):
        is_empty = super().empty()
        self.meanwhile()
        return is_empty

    def get_nowait(self):
        self.meanwhile()
        return super().get_nowait()


def test_relief_does_not_wait_for_a_command_that_was_refused_meanwhile():
    with running() as rig:
        rig.wait_ready()
        rig.hang()
        stuck_thread, relief = rig.worker._thread, []

        def stuck_thread_ends():
            if threading.current_thread() in relief:
                rig.released.set()
                stuck_thread.join(LIMIT_SECONDS)

        rig.worker._shift.commands = TakenMeanwhile(stuck_thread_ends)
        answers = queue.SimpleQueue()
        rig.worker.submit(lambda _: "next", answers.put, deadline_seconds=5.0)
        relief.append(threading.Thread(target=rig.worker.look_after, name="relief", daemon=True))
        relief[0].start()
        answers.get(timeout=LIMIT_SECONDS)
        relief[0].join(LIMIT_SECONDS)
        is_waiting = relief[0].is_alive()
        if is_waiting:
            # Free the one who waits, so that only this test is red.
            rig.worker._shift.commands.put(None)
        rig.wait_ready()
    assert not is_waiting
    assert answers.empty()
