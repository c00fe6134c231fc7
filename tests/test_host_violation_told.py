"""A visit that speaks outside the list: its end is told by place, never by what it said."""

import logging
import socket
from dataclasses import make_dataclass

from kiosk.host.hub import Hub
from kiosk.host.messages import CODEC
from kiosk.host.wire import Channel, Codec
from kiosk.upkeep.log_lines import known_lines

CANARY = "张三110101190001010014"


#: A message of nobody's list, whose name quotes a citizen.
Claimed = make_dataclass(CANARY, ())


def test_violation_is_logged_without_the_words_of_who_broke_the_rules(caplog):
    caplog.set_level(logging.DEBUG)
    ours, theirs = socket.socketpair()
    hub, ended = Hub(), []
    hub.attach(Channel(ours, CODEC), lambda frame: None, lambda: ended.append(True))
    speaker = Channel(theirs, Codec((Claimed,)))
    speaker.send(Claimed())
    hub.run(lambda event: None, lambda: hub.stop() if ended else None)
    hub.close()
    speaker.close()
    assert CANARY not in caplog.text
    assert "visit_protocol_violation at=_built:" in caplog.text
    (record,) = (one for one in caplog.records if "visit_protocol" in one.getMessage())
    line = f"2026-04-02 13:40:00,000 ERROR {record.getMessage()}"
    assert known_lines([line], "QH-BJL-03", ["id-reader"]).lines == (line,)
