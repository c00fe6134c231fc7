"""Mistakes in the settings of USB and HID readers and of the photo decoder: nothing starts."""

from pathlib import Path

import pytest

from tests.settings_rig import good, line_of, refuse

SERIAL = "    adapter: sam-serial\n    options:\n      port: /nowhere/reader\n"
USB = """    adapter: sam-usb
    options:
      vendor_id: 0x0400
      product_id: 0xC35A
      layout: auto
      port_path: 1-2.4
      presence: chip
      poll_seconds: 0.25
"""
HID = """    adapter: sam-hid
    options:
      vendor_id: 0x2B8B
      product_id: 0x2721
      layout: h1
      serial_number: A-1
      report_bytes: 64
"""
DECODER = "photo_decoder:\n  command: [/opt/site/decode, --bmp]\n  form: bmp\n"
MISTAKES = [
    (USB, "layout: auto", "layout: three", "'four-endpoints'"),
    (USB, "vendor_id: 0x0400", "vendor_id: 0x10400", "65535"),
    (USB, "vendor_id: 0x0400", "vendor_id: vendor", "write it as 0x"),
    (USB, "vendor_id: 0x0400", "vendor_id: 8159", "write it as 0x"),
    (USB, "vendor_id: 0x0400", "vendor_id: 0400", "write it as 0x"),
    (USB, "vendor_id: 0x0400", "vendor_id: 0xWXYZ", "invalid literal"),
    (USB, "port_path: 1-2.4", "port_path: /dev/bus/usb/001/004", "pattern"),
    (USB, "presence: chip", "presence: psychic", "'address'"),
    (USB, "poll_seconds: 0.25", "poll_seconds: 0", "0.05"),
    (USB, "poll_seconds: 0.25", "read_limit_seconds: -1", "greater than 0"),
    (USB, "poll_seconds: 0.25", "bus_address: 4", "unknown option 'bus_address'"),
    (HID, "layout: h1", "layout: h5", "'h4'"),
    (HID, "report_bytes: 64", "report_bytes: 7", "16"),
    (HID, "report_bytes: 64", "report_id: 256", "255"),
    (HID, "serial_number: A-1", "usb: A-1", "unknown option 'usb'"),
    (USB + DECODER, "command: [/opt/site/decode, --bmp]", "command: [decode]", "whole path"),
    (USB + DECODER, "command: [/opt/site/decode, --bmp]", "command: []", "at least 1"),
    (USB + DECODER, "form: bmp", "form: jpeg", "'bgr-turned'"),
    (USB + DECODER, "form: bmp", "deadline_seconds: 60", "10"),
]


def with_reader(folder: Path, reader: str) -> str:
    reader, _, decoder = reader.partition("photo_decoder:")
    text = good(folder)
    assert text.count(SERIAL) == 1
    return text.replace(SERIAL, reader) + (f"photo_decoder:{decoder}" if decoder else "")


@pytest.mark.parametrize(
    ("reader", "old", "new", "said"), MISTAKES, ids=[f"{row[2]}" for row in MISTAKES]
)
def test_a_mistake_is_said_where_it_stands(
    tmp_path: Path, reader: str, old: str, new: str, said: str
) -> None:
    before = with_reader(tmp_path, reader)
    assert before.count(old) == 1
    text = before.replace(old, new)
    refusal = refuse(tmp_path, text)
    assert (refusal.code, refusal.begun) == (2, [])
    line = text[: text.index(new)].count("\n") + 1
    assert any(said in words for words in refusal.at(line)), refusal.lines


@pytest.mark.parametrize(
    ("reader", "missing"),
    [
        (USB, "      vendor_id: 0x0400\n"),
        (USB, "      product_id: 0xC35A\n"),
        (HID, "      layout: h1\n"),
    ],
)
def test_vendor_product_and_hid_layout_are_never_guessed(
    tmp_path: Path, reader: str, missing: str
) -> None:
    text = with_reader(tmp_path, reader)
    assert text.count(missing) == 1
    refusal = refuse(tmp_path, text.replace(missing, ""))
    name = missing.strip().partition(":")[0]
    assert any(f"missing option '{name}'" in line for line in refusal.lines), refusal.lines


@pytest.mark.parametrize("reader", [USB, HID, USB + DECODER])
def test_right_settings_are_taken(tmp_path: Path, reader: str) -> None:
    # With one mistake elsewhere the command ends here, and that one is all that is said.
    text = with_reader(tmp_path, reader).replace("sheets: 40", "sheets: none")
    refusal = refuse(tmp_path, text)
    places = [line for line in refusal.lines if "terminal.yaml:" in line]
    assert len(places) == len(refusal.at(line_of(text, "sheets: none"))) == 1
