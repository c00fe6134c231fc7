"""CUPS' own ``ipptool`` agrees with our codec and our driver: on the printer, on jobs, on bytes.

ipptool is what printer makers test with. It shares nothing with our codec, so each request and
answer here is written by one and read by the other.
"""

import plistlib
import subprocess
from pathlib import Path
from typing import Any

import pytest

from devices.ports import JobPrinted, JobTicket, JobUncertain
from devices.status import Ready, Unavailable
from devices.virtual.licence_printer import VirtualLicencePrinter
from printer.licence import ipp_printer
from printer.licence.ipp_client import IppClient, Operation
from printer.licence.ipp_codec import Attribute, Delimiter, Group, Message, Tag, Value, keyword
from printer.licence.ipp_printer import IppLicencePrinter
from tests.conformance_licence_printer import printed
from tests.fakes.ipp_server import GET_PRINTER, lying_printer
from tests.licence_rig import driver, machine, started, until
from tests.licence_samples import blank_pdf
from tests.receipt_samples import ROOT

__all__ = ["driver", "machine", "started"]

QUESTIONS = ROOT / "tests" / "judges" / "ipp"
_GET_PRINTER, _VALIDATE_JOB = 0x000B, 0x0004
#: Not the same twice: what the machine was asked between two questions.
CHANGING = {"printer-up-time", "printer-current-time"}


def ipptool(uri: str, question: str, *options: str) -> dict[str, Any]:
    """The judge's own record of one exchange; fails when it found fault with the answer."""
    done = subprocess.run(
        [
            "ipptool",
            "-X",
            "-V",
            "2.0",
            "-T",
            "30",
            *options,
            uri,
            str(QUESTIONS / f"{question}.test"),
        ],
        capture_output=True,
        check=False,
        timeout=90,
    )
    (test,) = plistlib.loads(done.stdout)["Tests"]
    assert test["Successful"], test.get("Errors", test)
    return dict(test)


def groups(test: dict[str, Any]) -> list[dict[str, Any]]:
    """The answer's groups after the operation's own."""
    return list(test["ResponseAttributes"][1:])


def finished(uri: str) -> dict[str, dict[str, Any]]:
    """What ipptool finds of finished jobs, by name."""
    return {each["job-name"]: each for each in groups(ipptool(uri, "jobs"))}


def plain(attribute: Attribute) -> Any:
    """An attribute of ours as ipptool writes it: one value bare, several as a list."""
    values = [_plain(value) for value in attribute.values]
    return values[0] if len(values) == 1 else values


def _plain(value: Value) -> Any:
    match value:
        case Value(data=tuple(members)):
            return {member.name: plain(member) for member in members}
        case Value(tag=Tag.RANGE, data=bytes(raw)):
            return {"lower": _number(raw[:4]), "upper": _number(raw[4:8])}
        case Value(tag=Tag.RESOLUTION, data=bytes(raw)):
            units = {3: "dpi", 4: "dpcm"}[raw[8]]
            return {"xres": _number(raw[:4]), "yres": _number(raw[4:8]), "units": units}
        case Value(tag=Tag.NO_VALUE):
            return "no-value"
        case Value(data=data):
            return data


def _as_we_call_it(value: Any) -> Any:
    if isinstance(value, list):
        return [_as_we_call_it(each) for each in value]
    return value.replace("//localhost:", "//127.0.0.1:") if isinstance(value, str) else value


def _number(raw: bytes) -> int:
    return int.from_bytes(raw, "big", signed=True)


# --- the twin, seen by both ---------------------------------------------------------------------


def test_ipptool_and_our_codec_read_the_same_printer(machine: VirtualLicencePrinter) -> None:
    (theirs,) = groups(ipptool(machine.uri, "printer"))
    wanted = keyword("requested-attributes", "all", "media-col-database")
    answer = IppClient(machine.uri, 30.0).ask(Operation(_GET_PRINTER, (wanted,)))
    (group,) = answer.of(Delimiter.PRINTER)
    ours = {each.name: each for each in group.attributes}
    assert ours.keys() == theirs.keys()
    assert len(ours) > 90
    differing = {
        name: (plain(mine), theirs[name])
        for name, mine in ours.items()
        if name not in CHANGING
        and all(value.tag not in {Tag.DATE_TIME, Tag.OCTETS, Tag.UNKNOWN} for value in mine.values)
        # Each is answered with the host name that it called.
        and plain(mine) != _as_we_call_it(theirs[name])
    }
    assert differing == {}


def test_paper_out_is_the_same_to_both(
    machine: VirtualLicencePrinter, driver: IppLicencePrinter
) -> None:
    machine.paper_out()
    (theirs,) = groups(ipptool(machine.uri, "printer"))
    assert "media-empty" in str(theirs["printer-state-reasons"])
    status = driver.probe()
    assert isinstance(status, Unavailable)
    assert status.reason == "media-empty"


def test_our_way_of_asking_for_a_sheet_is_taken_whole(
    machine: VirtualLicencePrinter, driver: IppLicencePrinter
) -> None:
    request = Operation(
        _VALIDATE_JOB, ipp_printer._document_attributes("JUDGE-0"), driver._job_attributes()
    )
    answer = IppClient(machine.uri, 30.0).ask(request)
    assert answer.code == 0x0000, "0x0001 would be: something was ignored or put in its place"
    assert answer.of(Delimiter.UNSUPPORTED) == ()


def test_our_job_is_found_by_ipptool_under_its_name_and_uuid(
    machine: VirtualLicencePrinter, driver: IppLicencePrinter
) -> None:
    ticket = driver.submit(blank_pdf(2), "JUDGE-1", 2)
    assert isinstance(ticket, JobTicket)
    assert until(lambda: driver.job(ticket, 2), printed) == JobPrinted(2)
    found = finished(machine.uri)["JUDGE-1"]
    assert (found["job-uuid"], found["job-id"]) == (ticket.job_uuid, ticket.job_id)
    assert (found["job-state"], found["job-impressions-completed"]) == (9, 2)


def test_ipptools_job_is_found_by_us_under_its_name_and_uuid(
    machine: VirtualLicencePrinter, driver: IppLicencePrinter, tmp_path: Path
) -> None:
    document = tmp_path / "sheet.pdf"
    document.write_bytes(blank_pdf())
    (job,) = groups(ipptool(machine.uri, "print", "-d", "job=JUDGE-2", "-f", str(document)))
    ticket = driver.find_job("JUDGE-2")
    assert ticket is not None
    assert ticket.job_id == job["job-id"]
    assert until(lambda: driver.job(ticket, 1), printed) == JobPrinted(1)
    assert finished(machine.uri)["JUDGE-2"]["job-uuid"] == ticket.job_uuid


def test_restarted_printer_forgot_the_job_for_both_and_its_number_is_anothers(
    machine: VirtualLicencePrinter, driver: IppLicencePrinter
) -> None:
    ticket = come_out(driver, "JUDGE-3")
    machine.power_cut()
    machine.power_on()
    number = f"number={ticket.job_id}"
    assert ipptool(machine.uri, "job", "-d", number)["StatusCode"] == "client-error-not-found"
    assert isinstance(driver.job(ticket, 1), JobUncertain)
    assert driver.find_job("JUDGE-3") is None
    while come_out(driver, "JUDGE-4").job_id < ticket.job_id:
        """Numbers begin anew, so another job soon has this one's."""
    (job,) = groups(ipptool(machine.uri, "job", "-d", number))
    assert job["job-name"] == "JUDGE-4"
    assert isinstance(driver.job(ticket, 1), JobUncertain), "the number is right, the uuid is not"


def come_out(driver: IppLicencePrinter, name: str) -> JobTicket:
    """One sheet, whole; the printer is idle before."""
    until(driver.probe, lambda status: status == Ready())
    ticket = driver.submit(blank_pdf(), name, 1)
    assert isinstance(ticket, JobTicket)
    until(lambda: driver.job(ticket, 1), printed)
    return ticket


# --- bytes between ipptool and our codec, without the twin --------------------------------------


def test_every_kind_of_value_survives_ipptool_to_codec_to_ipptool() -> None:
    heard: list[Message] = []

    def echo(request: Message) -> Message:
        heard.append(request)
        (job,) = request.of(Delimiter.JOB)
        back = Group(Delimiter.PRINTER, job.attributes)
        return Message(0, request.request_id, (_greeting(), back))

    with lying_printer() as server:
        server.says[GET_PRINTER] = echo
        test = ipptool(server.uri, "kinds")
    sent = test["RequestAttributes"][1]
    (request,) = heard
    (job,) = request.of(Delimiter.JOB)
    read = {each.name: plain(each) for each in job.attributes if each.name != "at"}
    assert read == {name: value for name, value in sent.items() if name != "at"}
    assert groups(test) == [sent], "written back by our codec, read again by ipptool"


def _greeting() -> Group:
    return Group(
        Delimiter.OPERATION,
        (
            Attribute("attributes-charset", (Value(Tag.CHARSET, "utf-8"),)),
            Attribute("attributes-natural-language", (Value(Tag.LANGUAGE, "en"),)),
        ),
    )


@pytest.mark.parametrize("cut", [1, 9, 40])
def test_answer_that_is_cut_is_refused_by_ipptool_as_by_us(cut: int) -> None:
    from printer.licence.ipp_codec import Malformed, decode, encode

    whole = encode(Message(0, 1, (_greeting(), Group(Delimiter.PRINTER, (keyword("a", "b"),)))))
    with lying_printer() as server:
        server.says[GET_PRINTER] = lambda _: whole[:-cut]
        with pytest.raises(AssertionError):
            ipptool(server.uri, "kinds")
    assert isinstance(decode(whole[:-cut]), Malformed)
