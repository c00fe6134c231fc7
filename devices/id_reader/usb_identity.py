"""How settings name a USB device that keeps its name over replugging. Pure."""

from typing import Annotated

from pydantic import Field

#: ``0400:c35a``: vendor and product, four hex digits each. Never the vendor alone: scanners and
#: document cameras carry the same vendor ids as card readers.
DeviceId = Annotated[str, Field(pattern=r"^[0-9A-Fa-f]{4}:[0-9A-Fa-f]{4}$")]
#: ``1-2.4``: bus and hub ports as in ``/sys/bus/usb/devices``; empty for any.
PortPath = Annotated[str, Field(pattern=r"^(\d+-\d+(\.\d+)*)?$")]


def ids_of(device_id: DeviceId) -> tuple[int, int]:
    """Vendor and product as numbers."""
    vendor, product = device_id.split(":")
    return int(vendor, 16), int(product, 16)
