"""What is plugged in, told by the names that settings use; and what nobody uses yet."""

import io
import json
import os
import pty
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
import yaml

from devices import attached
from devices.attached import Attached, Bus
from devices.document_scanner.sane_settings import SaneSettings
from devices.id_reader.sam_serial import SamSerialSettings
from devices.id_reader.sam_usb import SamUsbSettings
from devices.smart_card_reader.pcsc_reader import PcscSettings
from devices.smart_card_reader.slots import slots
from kiosk.host.settings import load_setup
from kiosk.i18n import load_texts
from kiosk.upkeep.attached import lines, match, print_attached
from tests.fakes.smart_card_rig import needs_pcscd, private_socket, virtual_reader
from tests.receipt_samples import ROOT


@dataclass
class Entry:
    id: str
    adapter: str


@dataclass
class Planned:
    """What is asked of a plan."""

    options: object
    adapter: str = "any"
    name: str = "mine"
    entry: Entry = field(init=False)

    def __post_init__(self):
        self.entry = Entry(self.name, self.adapter)


@contextmanager
def port(folder, name, kind="by-id"):
    """A terminal device under a stable name; pulled at the end."""
    ends = pty.openpty()
    link = folder / "serial" / kind / name
    link.parent.mkdir(parents=True, exist_ok=True)
    link.symlink_to(os.ttyname(ends[1]))
    try:
        yield link
    finally:
        for end in ends:
            os.close(end)


def usb(sys, path, *, vendor="0400", product="c35a", interfaces=("03 00 00",), **words):
    """One device as the kernel shows it."""
    folder = sys / "bus/usb/devices" / path
    folder.mkdir(parents=True)
    for name, word in {"idVendor": vendor, "idProduct": product, **words}.items():
        (folder / name).write_bytes(f"{word}\n".encode() if isinstance(word, str) else word)
    for number, codes in enumerate(interfaces):
        interface = folder / f"{path}:1.{number}"
        interface.mkdir()
        names = ("bInterfaceClass", "bInterfaceSubClass", "bInterfaceProtocol")
        for name, code in zip(names, codes.split(), strict=True):
            (interface / name).write_text(f"{code}\n")
    return folder


def texts():
    return load_texts(ROOT / "config" / "locale" / "zh-CN")


def told(things, *plans):
    return "\n".join(lines(match(things, plans), texts()))


# --- serial ports and cameras -------------------------------------------------------------------


def test_port_of_the_settings_is_known_by_whichever_name_they_use(tmp_path):
    with port(tmp_path, "usb-FTDI_A10K-if00-port0") as by_id:
        by_path = tmp_path / "serial/by-path/pci-0000-usb-0:1:1.0"
        by_path.parent.mkdir()
        by_path.symlink_to(os.readlink(by_id))
        (thing,) = attached.serial_ports(tmp_path)
        (found,) = match([thing], [Planned(SamSerialSettings(str(by_path)))])
    assert thing.name == str(by_id)
    assert found.used_by == ("mine",)


def test_port_nobody_uses_is_told_with_the_line_to_write_and_the_drivers(tmp_path):
    with port(tmp_path, "usb-Prolific-if00", kind="by-path") as link:
        said = told(attached.serial_ports(tmp_path), Planned(SamSerialSettings("/dev/ttyS9")))
    assert "设置里没有" in said
    assert f"port: {link}" in said
    drivers = said.splitlines()[-1]
    assert "sam-serial" in drivers
    assert "escpos-tcp" not in drivers


def test_name_that_leads_nowhere_any_more_is_left_out(tmp_path):
    (tmp_path / "serial/by-id").mkdir(parents=True)
    (tmp_path / "serial/by-id/usb-gone").symlink_to(tmp_path / "ttyUSB7")
    assert attached.serial_ports(tmp_path) == ()


def test_name_that_vanishes_while_it_is_followed_is_left_out(tmp_path, monkeypatch):
    def pulled_just_now(path):
        raise FileNotFoundError(path)

    with port(tmp_path, "usb-reader") as link:
        assert attached.serial_ports(tmp_path) != ()
        monkeypatch.setattr(os, "readlink", pulled_just_now)
        assert attached.serial_ports(tmp_path) == ()
        assert link.is_symlink()


def test_machine_without_any_list_has_nothing(tmp_path):
    assert attached.serial_ports(tmp_path) == attached.cameras(tmp_path) == ()
    assert attached.usb_devices(tmp_path) == ()
    assert told([]) == texts()("attached.nothing")


def test_camera_is_its_node_that_gives_pictures(tmp_path):
    folder = tmp_path / "v4l/by-id"
    folder.mkdir(parents=True)
    for number in (0, 1):
        (tmp_path / f"video{number}").touch()
        (folder / f"usb-Cam-video-index{number}").symlink_to(tmp_path / f"video{number}")
    assert [one.label for one in attached.cameras(tmp_path)] == ["usb-Cam-video-index0"]


# --- USB ----------------------------------------------------------------------------------------


def test_usb_reader_is_found_by_vendor_product_and_number(tmp_path):
    usb(tmp_path, "1-2.4", serial="A17", manufacturer="Maker", product_="x")
    (thing,) = attached.usb_devices(tmp_path)
    mine = SamUsbSettings(vendor_id=0x0400, product_id=0xC35A, serial_number="A17")
    other = SamUsbSettings(vendor_id=0x0400, product_id=0xC35A, serial_number="B18")
    (found,) = match([thing], [Planned(mine, name="reader"), Planned(other, name="spare")])
    assert (thing.name, thing.port_path, thing.is_hid) == ("0400:C35A", "1-2.4", True)
    assert found.used_by == ("reader",)
    assert "sam-hid" in found.drivers
    assert "sam-usb" not in found.drivers


def test_two_of_a_kind_without_numbers_are_told_apart_by_their_port(tmp_path):
    for path in ("1-1", "1-2"):
        usb(tmp_path, path, interfaces=("ff 00 00",))
    things = attached.usb_devices(tmp_path)
    mine = SamUsbSettings(vendor_id=0x0400, product_id=0xC35A, port_path="1-2")
    assert [one.used_by for one in match(things, [Planned(mine)])] == [(), ("mine",)]
    assert "port_path: 1-1" in told(things, Planned(mine))


def test_hub_adapter_and_camera_are_no_usb_devices_of_their_own(tmp_path):
    usb(tmp_path, "1-1", bDeviceClass="09")
    (usb(tmp_path, "1-2") / "1-2:1.0" / "ttyUSB0").mkdir()
    (usb(tmp_path, "1-3") / "1-3:1.0" / "tty").mkdir()
    (usb(tmp_path, "1-4") / "1-4:1.0" / "video4linux").mkdir()
    (tmp_path / "bus/usb/devices/usb1").mkdir()
    assert attached.usb_devices(tmp_path) == ()


def test_what_types_like_a_keyboard_is_told_so_and_offered_no_driver(tmp_path):
    usb(tmp_path, "1-5", interfaces=("03 01 01", "03 00 00"))
    said = told(attached.usb_devices(tmp_path))
    assert texts()("attached.keyboard") in said
    assert "hid-pos-scanner" not in said


def test_words_of_a_maker_cannot_move_the_cursor_of_whoever_reads_them(tmp_path):
    usb(tmp_path, "1-6", manufacturer=b"\xff\x1b[2JEvil\x07 \xe5\x8e\x82\n")
    (thing,) = attached.usb_devices(tmp_path)
    assert thing.label == "[2JEvil 厂"


@pytest.mark.parametrize("words", ["Reader [CCID: X] #1", '0"1', "it's: 5 %", "007"])
def test_line_to_write_means_what_the_maker_wrote(words):
    slot = Attached(Bus.SMART_CARD, words)
    device = Attached(Bus.USB, "0400:C35A", serial_number=words)
    for thing, name in ((slot, "reader"), (device, "serial_number")):
        (line,) = (one for one in told([thing]).splitlines() if f"{name}:" in one)
        assert yaml.safe_load(line[line.index(name) :]) == {name: words}


def test_scanner_of_sane_is_known_by_its_model(tmp_path):
    usb(tmp_path, "1-7", manufacturer="Fujitsu", interfaces=("ff ff ff",), vendor="04c5")
    (thing,) = attached.usb_devices(tmp_path)
    (found,) = match([thing], [Planned(SaneSettings(backend="fujitsu", model="Fujitsu"), "sane")])
    assert found.used_by == ("mine",)


# --- smart cards, and the command ---------------------------------------------------------------


@needs_pcscd
def test_slot_of_a_real_smart_card_service_is_listed_and_known():
    with virtual_reader():
        (name, *_) = slots(str(private_socket()))
    thing = Attached(Bus.SMART_CARD, name, name)
    assert told([thing]).splitlines()[-2].endswith('reader: "Openhall Virtual"')
    (found,) = match([thing], [Planned(PcscSettings(reader="Openhall Virtual"), "pcsc")])
    assert found.used_by == ("mine",)


@needs_pcscd
def test_service_that_does_not_run_has_no_slots():
    assert slots(str(private_socket())) == ()


@pytest.mark.parametrize("as_json", [True, False])
def test_command_lists_this_machine_and_opens_nothing(as_json, monkeypatch):
    monkeypatch.setattr("kiosk.upkeep.attached.slots", lambda _: ("Slot 00 00",))
    setup = load_setup(ROOT / "config" / "settings" / "demo.yaml", ROOT)
    out = io.StringIO()
    assert print_attached(setup, out, as_json=as_json) == 0
    if as_json:
        assert "Slot 00 00" in {one["name"] for one in json.loads(out.getvalue())}
    else:
        assert "Slot 00 00" in out.getvalue()
