"""How settings name a USB device that keeps its name over replugging. Pure."""

from typing import Annotated

from pydantic import BeforeValidator, Field


def _from_hex(written: object) -> int:
    """Only ``0x...``: 8159 could be meant either way, and would find nothing or another device."""
    if not isinstance(written, str) or not written.startswith("0x"):
        raise ValueError("write it as 0x and hex digits, for example 0x0400")
    return int(written, 16)


#: ``0x0400``, as ``lsusb`` shows it. Vendor and product always together: scanners and document
#: cameras carry the same vendor ids as card readers.
UsbId = Annotated[int, Field(ge=0, le=0xFFFF), BeforeValidator(_from_hex)]
#: ``1-2.4``: bus and hub ports as in ``/sys/bus/usb/devices``; empty for any.
PortPath = Annotated[str, Field(pattern=r"^(\d+-\d+(\.\d+)*)?$")]
