"""The box: lamps that point, a board that is lost, mains that go, a door that opens."""

from itertools import dropwhile

from tests.e2e.citizen import RECORD, TRADER

BOX = "io-board"


def told_of_box(terminal, before):
    """What the host wrote down of its board since its log was so long."""
    lines = terminal.host_log()[before:].splitlines()
    return [line for line in lines if f"device={BOX} " in line]


def lit(terminal):
    return terminal.bench.states()[BOX]["lit"]


def test_lost_board_disturbs_no_visit_then_lights_follow_the_screens_and_die_with_the_visit(
    terminal, citizen
):
    terminal.bench.act(BOX, "unplug")
    terminal.wait("the loss to be noticed", lambda: BOX not in terminal.usable())
    citizen.open()
    terminal.bench.act(BOX, "plug")
    terminal.wait("the reader's light", lambda: lit(terminal) == ["id-reader"])
    citizen.press("Back()")
    terminal.wait("darkness", lambda: lit(terminal) == [])
    citizen.press("Continue()")
    terminal.wait("the reader's light again", lambda: lit(terminal) == ["id-reader"])
    terminal.kill_visit()
    terminal.wait("darkness after the visit", lambda: lit(terminal) == [])


def test_open_door_ends_no_visit_and_lets_none_begin_and_a_battery_only_short_ones(
    terminal, citizen
):
    citizen.open()
    visit, before = terminal.shown(), len(terminal.host_log())
    terminal.bench.act(BOX, "open-door")
    terminal.wait("the door to be noticed", lambda: BOX not in terminal.usable())
    citizen.act("id-reader", "lay")
    citizen.see("FormView", "张三")
    assert terminal.shown() == visit
    terminal.kill_visit()
    terminal.see("AttractView", "暂时办不了事")
    citizen.press("Wake()")
    assert offered(citizen.see("HomeView", "机门开着")) == set()
    # Lamps were switched meanwhile; that is no news of the door.
    since_open = dropwhile(lambda line: "door-open" not in line, told_of_box(terminal, before))
    assert not any("Ready" in line for line in since_open)
    terminal.bench.act(BOX, "mains-off")
    terminal.bench.act(BOX, "close-door")
    assert offered(citizen.see("HomeView", "停电了", "几分钟")) == {RECORD}
    terminal.bench.act(BOX, "battery-low")
    assert offered(citizen.see("HomeView", "备用电快用完")) == set()
    terminal.bench.act(BOX, "mains-on")
    citizen.terminal.walker.wait("everything", lambda look: offered(look) == {RECORD, TRADER})


def offered(look):
    """Of the two services of these tests, those that can be begun."""
    return {one for one in (RECORD, TRADER) if look.target(f"OpenService(code='{one}')")}
