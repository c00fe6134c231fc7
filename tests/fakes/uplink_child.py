"""A host in small, made to be killed: stores cases, says so, and sends them.

Run as ``python -m tests.fakes.uplink_child FOLDER URL PLATFORM_KEY COUNT``. It prints the id of a
case only after the outbox answered ``Stored``; COUNT 0 stores without end.
"""

import sys
import threading
from itertools import count
from pathlib import Path
from random import Random

from kiosk.clock import SystemClock
from kiosk.uplink.client import PlatformAddress
from kiosk.uplink.items import Stored
from kiosk.uplink.packet import decode_key
from kiosk.uplink.uplink import Uplink, UplinkSettings
from tests.fakes.case_maker import sealed_case


def main(folder: str, url: str, key: str, how_many: str) -> None:
    address = PlatformAddress(url, "QH-BJL-03")
    settings = UplinkSettings(address, Path(folder))
    uplink = Uplink(settings, lambda event: None, SystemClock(), Random(1))
    uplink.start()
    for number in count(1):
        case = sealed_case(decode_key(key), b"a lease" * 500)
        outcome = uplink.outbox.put_case(case.header, case.packet, case.files)
        assert isinstance(outcome, Stored)
        sys.stdout.write(f"{case.header.case_id}\n")
        sys.stdout.flush()
        uplink.wake()
        if number == int(how_many):
            break
    threading.Event().wait()


if __name__ == "__main__":
    main(*sys.argv[1:])
