"""What a network scanner says of itself: read when it is a status, else refused."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.document_scanner.sane_escl import EsclState, read_state
from devices.document_scanner.sane_settings import EsclSettings
from devices.document_scanner.sane_status import COVER_OPEN, MEDIA_JAM, SCANNER_BUSY
from devices.virtual.escl_documents import SettingsRefusedError, read_settings, status

GOOD = status("Idle", "ScannerAdfLoaded", ())


@pytest.mark.parametrize(
    ("machine", "feeder", "state"),
    [
        ("Idle", "ScannerAdfLoaded", EsclState(None, None, False, True)),
        ("Idle", "ScannerAdfEmpty", EsclState(None, None, True, True)),
        ("Idle", "ScannerAdfJam", EsclState(None, MEDIA_JAM, False, True)),
        ("Idle", "ScannerAdfHatchOpen", EsclState(None, COVER_OPEN, False, True)),
        ("Idle", "ScannerAdfSomethingNew", EsclState(None, None, False, True)),
        ("Processing", "", EsclState(SCANNER_BUSY, None, False, False)),
    ],
)
def test_states_are_read(machine, feeder, state):
    assert read_state(status(machine, feeder, ())) == state


def test_running_jobs_are_read_by_their_paths():
    said = status("Processing", "", ["/eSCL/ScanJobs/1", "http://10.0.0.1:80/eSCL/ScanJobs/2"])
    assert read_state(said).jobs == {"/eSCL/ScanJobs/1", "/eSCL/ScanJobs/2"}
    assert read_state(said.replace(b"JobState>Processing", b"JobState>Completed")).jobs == set()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"busy",
        b"<html><body>busy</body></html>",
        GOOD.replace(b"Idle", b"Dreaming"),
        GOOD.replace(b"UTF-8", b"UTF-x"),
        GOOD[: len(GOOD) // 2],
        b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' + GOOD.partition(b"\n")[2],
        GOOD.replace(b"Idle", b"<![CDATA[Idle]]>"),
        GOOD + b" " * 70_000,
    ],
    ids=["nothing", "words", "html", "unknown", "encoding", "half", "entities", "cdata", "long"],
)
def test_anything_else_is_refused(body):
    with pytest.raises(ValueError, match="not a"):
        read_state(body)


@given(st.binary(max_size=400))
def test_any_bytes_are_a_state_or_refused(body):
    with pytest.raises(ValueError, match="not a"):
        read_state(body)


@given(st.integers(0, len(GOOD) - 1), st.integers(0, 255))
def test_one_wrong_byte_does_no_harm(place, byte):
    body = bytearray(GOOD)
    body[place] = byte
    with contextlib.suppress(ValueError):
        assert isinstance(read_state(bytes(body)), EsclState)


@pytest.mark.parametrize(
    "url",
    [
        "ftp://192.0.2.7/eSCL",
        "https://192.0.2.7/eSCL",
        "192.0.2.7",
        'http://192.0.2.7/"\n[options]\ndiscovery = enable',
        "http:///eSCL",
        "http://192.0.2.7/e SCL",
    ],
)
def test_an_address_that_could_say_more_than_an_address_is_refused(url):
    with pytest.raises(ValueError, match="url is like"):
        EsclSettings(url=url)


def test_airscan_looks_nowhere_but_at_our_scanner():
    config = EsclSettings(url="http://192.0.2.7:8080/eSCL").way().config
    assert config["dll.conf"] == "airscan\n"
    assert '"Openhall" = http://192.0.2.7:8080/eSCL/, eSCL\n' in config["airscan.conf"]
    assert "discovery = disable\n" in config["airscan.conf"]


@pytest.mark.parametrize("body", [b"", b"<x/>", b"\xff" * 40, b"y" * 20_000])
def test_the_virtual_scanner_refuses_what_is_no_order(body):
    with pytest.raises(SettingsRefusedError):
        read_settings(body)
