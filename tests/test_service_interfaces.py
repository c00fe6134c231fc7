"""How a device is connected, as its page says it: from the settings alone, whatever the wire."""

import pytest

from kiosk.host.service_frames import Interface, interface_of
from kiosk.host.settings import load_setup
from tests.window.pilot import PROJECT


class Entry:
    def __init__(self, adapter):
        self.adapter = adapter


class Options:
    def __init__(self, **values):
        self.__dict__.update(values)


class SomePlan:
    """What is asked of a plan, and no more."""

    def __init__(self, adapter="any", **options):
        self.entry, self.options = Entry(adapter), Options(**options)


@pytest.mark.parametrize(
    ("plan", "interface"),
    [
        (SomePlan(port="/dev/serial/by-id/usb-FTDI_A10K-if00"),
         Interface("serial", "usb-FTDI_A10K-if00")),
        (SomePlan(host="127.0.0.1", port=9100), Interface("network", "127.0.0.1:9100")),
        (SomePlan(uri="ipp://printer.local:631/ipp/print"),
         Interface("network", "printer.local:631")),
        (SomePlan(url="http://user:secret@10.0.0.7/eSCL"), Interface("network", "10.0.0.7")),
        (SomePlan(source="/dev/v4l/by-id/usb-cam"), Interface("video", "usb-cam")),
        (SomePlan("sam-usb", vendor_id=1024, product_id=50010), Interface("usb", "0400:C35A")),
        (SomePlan("sam-hid", vendor_id=1024, product_id=50010), Interface("hid", "0400:C35A")),
        (SomePlan(reader="ACS ACR39U"), Interface("driver", "ACS ACR39U")),
        (SomePlan(), Interface()),
    ],
    ids=lambda value: value.wire if isinstance(value, Interface) else "",
)  # fmt: skip
def test_interface_is_said_as_the_settings_have_it(plan, interface):
    assert interface_of(plan) == interface


def test_every_device_of_the_demo_says_how_it_is_connected():
    setup = load_setup(PROJECT / "config" / "settings" / "demo.yaml", PROJECT)
    known = {plan.entry.id: interface_of(plan).wire for plan in setup.devices}
    assert known["id-reader"] == known["qr-scanner"] == "serial"
    assert known["document-camera"] == "video"
    assert known["licence-printer"] == known["receipt-printer"] == "network"
