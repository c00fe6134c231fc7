"""A licence printer in the settings: what cannot be reached as it is written is refused at once."""

from pathlib import Path

import pytest

from devices.registry import read_options
from kiosk.host.adapters import ADAPTERS

GOOD = ["ipp://10.0.0.9/ipp/print", "ipp://licence.local:8631/ipp/print", "ipp://[::1]:8631/ipp"]
WRONG = ["ipps://10.0.0.9/ipp/print", "http://10.0.0.9:631/", "10.0.0.9", "ipp:///ipp/print", ""]


@pytest.mark.parametrize("uri", GOOD)
def test_ipp_address_is_taken(uri: str) -> None:
    assert read_options(ADAPTERS["ipp"], {"uri": uri}, Path("/nowhere"))[1] == []


@pytest.mark.parametrize("uri", WRONG)
def test_address_that_is_no_ipp_printers_is_refused_with_the_way_to_write_it(uri: str) -> None:
    read, said = read_options(ADAPTERS["ipp"], {"uri": uri}, Path("/nowhere"))
    assert read is None
    assert [path for path, _ in said] == [("uri",)]
    assert "ipp://HOST" in said[0][1]
