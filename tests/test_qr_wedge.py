"""A scanner that types like a keyboard is refused, and the settings say why and what to do."""

from pathlib import Path

import pytest

from kiosk.errors import DefinitionError
from tests.test_qr_settings import SERIAL, planned


@pytest.mark.parametrize("word", ["keyboard-wedge", "keyboard", "wedge", "hid-keyboard"])
def test_wedge_as_an_adapter_is_refused_with_the_way_out(tmp_path: Path, word: str) -> None:
    with pytest.raises(DefinitionError) as refused:
        planned(tmp_path, f"adapter: {word}\n")
    (problem,) = refused.value.problems
    text = (tmp_path / "settings.yaml").read_text("utf-8").splitlines()
    assert text[problem.line - 1].strip() == f"adapter: {word}"
    assert "types like a keyboard" in problem.text
    assert "HID-POS" in problem.text


@pytest.mark.parametrize("adapter", ["serial-scanner", "ssi-scanner"])
@pytest.mark.parametrize("port", ["/dev/input/event3", "/dev/input/by-id/usb-Scanner-event-kbd"])
def test_keyboards_port_is_refused(tmp_path: Path, adapter: str, port: str) -> None:
    scanner = SERIAL.replace("serial-scanner", adapter).replace("run/dev/qr-scanner", port)
    with pytest.raises(DefinitionError) as refused:
        planned(tmp_path, scanner)
    (problem,) = refused.value.problems
    assert "types like a keyboard" in problem.text
