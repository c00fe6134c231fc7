"""A file whose end was told is over: the next one is begun at once, its thread may linger."""

import threading

from kiosk.host.export_desk import ExportDesk, Exported

LIMIT_SECONDS = 60.0


def test_next_file_is_begun_by_whoever_hears_that_the_last_one_is_over(tmp_path):
    desk, may_end = ExportDesk(tmp_path), threading.Event()
    told, outcomes, first = threading.Event(), [], []

    def linger(outcome):
        first.append(threading.current_thread())
        outcomes.append(outcome)
        told.set()
        may_end.wait(LIMIT_SECONDS)

    assert desk.begin("first", lambda file: file.write_text("1"), linger)
    try:
        assert told.wait(LIMIT_SECONDS)
        over = threading.Event()
        assert desk.begin(
            "second",
            lambda file: file.write_text("2"),
            lambda outcome: (outcomes.append(outcome), over.set()),
        )
        assert over.wait(LIMIT_SECONDS)
    finally:
        may_end.set()
        first[0].join(LIMIT_SECONDS)
        desk.close()
    assert outcomes == [Exported("first"), Exported("second")]
