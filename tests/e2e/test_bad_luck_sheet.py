"""Bad luck while an official sheet is printed: every sheet accounted for, never a second one."""

import pytest


@pytest.fixture
def granted(terminal, citizen):
    """A citizen who has something to print, and how many sheets came out for whom before."""
    citizen.case_id = citizen.be_granted()
    citizen.sheets_before = sheets(terminal)
    return citizen


def sheets(terminal):
    return terminal.bench.states()["licence-printer"]["sheets_in_tray"]


def state_of(terminal, case_id):
    return [
        row[0] for row in terminal.ledger(f"SELECT state FROM attempt WHERE case_id = '{case_id}'")
    ]


def reported(terminal, case_id):
    """What the platform was told of this case's sheet, in order."""
    return [
        row[0]
        for row in terminal.platform_rows(
            "SELECT outcome FROM prints JOIN results USING (result_id)"
            f" WHERE case_id = '{case_id}' ORDER BY prints.at"
        )
    ]


def settles(terminal, case_id, state):
    terminal.wait(f"the sheet to be {state}", lambda: state_of(terminal, case_id) == [state])


def test_paper_out_before_printing_prints_nothing_and_once_after_the_refill(terminal, granted):
    granted.act("licence-printer", "paper_out")
    terminal.wait("it to be noticed", lambda: "licence-printer" not in terminal.usable())
    granted.press("PrintLicence()")
    granted.see("SheetView", "现在打不了")
    assert sheets(terminal) == granted.sheets_before
    granted.act("licence-printer", "refill")
    terminal.wait("it to be back", lambda: "licence-printer" in terminal.usable())
    granted.press("PrintLicence()")
    granted.see("SheetView", "打好了，请拿走")
    assert sheets(terminal) == granted.sheets_before + 1
    assert state_of(terminal, granted.case_id) == ["printed"]


def test_printer_stopped_in_mid_job_says_who_must_act_and_then_goes_on(terminal, granted):
    granted.act("licence-printer", "cover_open")
    granted.press("PrintLicence()")
    granted.see("SheetView", "打到一半，停住了", "要工作人员来弄一下")
    granted.act("licence-printer", "cover_close")
    granted.see("SheetView", "打好了，请拿走")
    granted.press("PaperTaken()")
    assert sheets(terminal) == granted.sheets_before + 1
    settles(terminal, granted.case_id, "handed-over")


def test_power_cut_in_mid_job_is_uncertain_and_never_printed_again(terminal, granted):
    granted.act("licence-printer", "cover_open")
    granted.press("PrintLicence()")
    granted.see("SheetView", "停住了")
    granted.act("licence-printer", "power_cut")
    granted.act("licence-printer", "cover_close")
    granted.act("licence-printer", "power_on")
    look = granted.see("SheetView", "机器说不准这张出没出来")
    assert look.target("PrintLicence()") is None
    settles(terminal, granted.case_id, "uncertain")
    terminal.wait(
        "the platform to know", lambda: reported(terminal, granted.case_id) == ["uncertain"]
    )
    granted.press("Continue()")
    granted.go()
    assert sheets(terminal) == granted.sheets_before


def test_visit_killed_while_its_sheet_is_printed_is_settled_without_it(terminal, granted):
    granted.act("licence-printer", "cover_open")
    granted.press("PrintLicence()")
    granted.see("SheetView", "停住了")
    terminal.kill_visit()
    terminal.attract()
    granted.act("licence-printer", "cover_close")
    settles(terminal, granted.case_id, "printed")
    terminal.wait(
        "the platform to know", lambda: reported(terminal, granted.case_id) == ["printed"]
    )
    assert sheets(terminal) == granted.sheets_before + 1
    granted.wake()


def test_host_killed_while_a_sheet_is_printed_settles_it_after_the_restart(terminal, granted):
    granted.act("licence-printer", "cover_open")
    granted.press("PrintLicence()")
    granted.see("SheetView", "停住了")
    terminal.kill("host")
    granted.act("id-reader", "lift")
    terminal.start("host")
    terminal.attract()
    assert state_of(terminal, granted.case_id) == ["submitted"]
    granted.act("licence-printer", "cover_close")
    settles(terminal, granted.case_id, "printed")
    assert sheets(terminal) == granted.sheets_before + 1
