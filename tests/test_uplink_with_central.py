"""The real uplink against the real platform: stored, received, and each case there once."""

import threading
from pathlib import Path
from random import Random

from central.server import PlatformServer
from central.settings import Settings
from kiosk.clock import SystemClock
from kiosk.uplink.client import Answered, PlatformAddress
from kiosk.uplink.contract import CaseReply
from kiosk.uplink.events import (
    CaseAccepted,
    CaseParked,
    CaseReceived,
    CatalogueChanged,
    UplinkEvent,
)
from kiosk.uplink.items import ItemState, Stored
from kiosk.uplink.packet import decode_key
from kiosk.uplink.uplink import Uplink, UplinkSettings
from tests.fakes.case_maker import sealed_case

BIG = Random(3).randbytes(2_500_000)


def test_a_case_with_a_scan_goes_all_the_way(tmp_path: Path) -> None:
    news: list[UplinkEvent] = []
    known, settled = threading.Event(), threading.Event()

    def listen(one: UplinkEvent) -> None:
        news.append(one)
        if isinstance(one, CatalogueChanged):
            known.set()
        if isinstance(one, CaseReceived | CaseAccepted | CaseParked):
            settled.set()

    server = PlatformServer(Settings(tmp_path / "central"), SystemClock())
    server.start()
    settings = UplinkSettings(PlatformAddress(server.url, "QH-BJL-03"), tmp_path / "kiosk")
    uplink = Uplink(settings, listen, SystemClock(), Random(1))
    try:
        uplink.start()
        assert known.wait(30)
        (catalogue,) = [one.catalogue for one in news if isinstance(one, CatalogueChanged)]
        case = sealed_case(decode_key(catalogue.platform_key), BIG)
        stored = uplink.outbox.put_case(case.header, case.packet, case.files)
        assert isinstance(stored, Stored)
        uplink.wake()
        assert settled.wait(30)
        assert not [one for one in news if isinstance(one, CaseParked)]
        # The event feed may be quicker than the answer to the sender.
        for _ in range(1_000):
            if uplink.outbox.state_of(case.header.case_id) is ItemState.CLOSED:
                break
            SystemClock().wait(threading.Event(), 0.02)
        else:
            raise AssertionError("the platform has the case and the outbox does not know")
        reply = CaseReply.model_validate_json(uplink.outbox.reply_of(case.header.case_id) or b"")
        assert reply.envelope_code is not None, "one material was promised"
        client = uplink.client()
        match client.envelope(reply.envelope_code):
            case Answered(value=view):
                assert [one.code for one in view.missing] == ["landlord-id"]
            case other:
                raise AssertionError(other)
        client.close()
    finally:
        uplink.stop()
        server.stop()
