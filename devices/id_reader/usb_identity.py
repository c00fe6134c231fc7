"""How settings name a USB device that keeps its name over replugging. Pure."""

from typing import Annotated

from pydantic import Field

#: ``0x0400``. Vendor and product always together: scanners and document cameras carry the same
#: vendor ids as card readers.
UsbId = Annotated[int, Field(ge=0, le=0xFFFF)]
#: ``1-2.4``: bus and hub ports as in ``/sys/bus/usb/devices``; empty for any.
PortPath = Annotated[str, Field(pattern=r"^(\d+-\d+(\.\d+)*)?$")]
