"""What goes wrong with card readers, scanners and cameras, as three people read it.

One row for each fault of the reference's tables that a wire can show: done to the machine at the
far end, seen by the driver, said to citizen, host staff and technician. Refused cards have a test
of their own (``test_id_reader_words.py``), as have printers (``test_printer_faults_worded.py``).
"""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from devices.document_scanner.camera import CameraDocumentScanner, CameraSettings
from devices.id_reader.sam_usb import SamUsbReader, SamUsbSettings
from devices.ports import Device
from devices.qr_scanner.hid_pos_scanner import HidPosScanner, HidPosScannerSettings
from devices.status import Actor, DeviceGoneError, Role, Unavailable
from devices.virtual.camera import VirtualCamera
from devices.virtual.hid_bus import VirtualHidBus
from devices.virtual.hid_pos_scanner import KEYBOARD, VirtualHidPosScanner
from devices.virtual.usb_id_reader import VirtualUsbIdReader
from kiosk.clock import SystemClock
from tests.fakes.id_reader_wires import USB_IDS, WireRig, wire_rig
from tests.fakes.qr_scanner_rig import pty_rig as scanner_rig
from tests.fakes.ssi_scanner_rig import ssi_rig
from tests.sample_visit import texts
from tests.test_document_camera import PATIENT, lose_patience

WORDS = texts()


@dataclass(frozen=True)
class Row:
    """A reason and where each voice must agree with it, word for word where it matters."""

    reason: str
    citizen: str
    staff: str
    technician: str


def said(role: Role, row: Row) -> None:
    assert row.citizen in WORDS(f"device.{role}.{row.reason}")
    assert row.staff in WORDS(f"staff.{role}.{row.reason}")
    assert row.technician in WORDS(f"guide.{role}.{row.reason}")


def reason_of(device: Device) -> str:
    """Why the device is out of service, by an opening and a probe as the worker does them."""
    try:
        device.open()
        status = device.probe()
    except DeviceGoneError as gone:
        return gone.reason
    finally:
        device.close()
    assert isinstance(status, Unavailable), status
    assert status.actor is Actor.TECHNICIAN
    return status.reason


# --- ID-card readers --------------------------------------------------------------------------


def two_alike(rig: WireRig) -> None:
    assert isinstance(rig.virtual, VirtualUsbIdReader)
    VirtualUsbIdReader(rig.clock, bus=rig.virtual.bus, serial_number="OH0002", ports=(2,)).start()


def forbidden(rig: WireRig) -> None:
    assert isinstance(rig.virtual, VirtualUsbIdReader)
    rig.virtual.bus.forbidden = True


def held(rig: WireRig) -> None:
    assert isinstance(rig.virtual, VirtualUsbIdReader)
    SamUsbReader(SamUsbSettings(*USB_IDS), rig.clock, rig.virtual.bus).open()


SAM: list[tuple[str, Callable[[WireRig], None], Row]] = [
    ("unplugged", lambda rig: rig.virtual.unplug(),
     Row("no-such-port", "连不上", "看它的线插紧没有", "找不到读卡器")),
    ("silent", lambda rig: rig.virtual.stick(),
     Row("not-answering", "没有回应", "拔下它的线", "没有回答")),
    ("two of a kind", two_alike,
     Row("not-unique", "连不上", "叫技术员", "serial_number 或 port_path")),
    ("no rights", forbidden,
     Row("port-forbidden", "连不上", "叫技术员", "没有权限")),
    ("held by another program", held,
     Row("port-busy", "连不上", "叫技术员", "占着")),
    ("60 self-test failed", lambda rig: rig.virtual.set_condition(0x60),
     Row("sam-self-test-failed", "没通过自检", "叫技术员", "自检没过")),
    ("66 not authorised", lambda rig: rig.virtual.set_condition(0x66),
     Row("sam-not-authorised", "没有授权", "叫技术员", "重新授权")),
    ("23 not permitted", lambda rig: rig.virtual.set_condition(0x23),
     Row("sam-not-permitted", "不让读", "叫技术员", "核对模块授权")),
    ("47 and the like", lambda rig: rig.virtual.set_condition(0x47),
     Row("sam-confused", "乱了", "拔下读卡器的线", "关电源十秒")),
]  # fmt: skip


@pytest.mark.parametrize(("does", "row"), [row[1:] for row in SAM], ids=[row[0] for row in SAM])
def test_card_readers_fault_is_seen_and_said_to_all_three(
    does: Callable[[WireRig], None], row: Row
) -> None:
    rig = wire_rig("two-endpoints")
    does(rig)
    assert reason_of(rig.reader) == row.reason
    said(Role.ID_READER, row)


def test_reader_whose_answers_are_ruined_is_said_to_all_three() -> None:
    rig = wire_rig("two-endpoints")
    rig.reader.open()
    rig.virtual.spoil_checksum(times=20)
    with pytest.raises(DeviceGoneError) as gone:
        rig.reader.probe()
    assert gone.value.reason == "answers-garbled"
    said(Role.ID_READER, Row("answers-garbled", "听不清", "看读卡器的线", "对不上校验"))


def test_reader_of_neither_usb_layout_is_said_to_all_three() -> None:
    rig = wire_rig("two-endpoints")
    assert isinstance(rig.virtual, VirtualUsbIdReader)
    odd = VirtualUsbIdReader(rig.clock, endpoints=(0x02, 0x04, 0x81))
    odd.start()
    reader = SamUsbReader(SamUsbSettings(*USB_IDS), rig.clock, odd.bus)
    assert reason_of(reader) == "endpoints-unknown"
    said(Role.ID_READER, Row("endpoints-unknown", "设置不对", "叫技术员", "端点"))


# --- code scanners ----------------------------------------------------------------------------


def test_scanner_that_refuses_its_trigger_is_said_to_all_three(tmp_path: Path) -> None:
    with scanner_rig(tmp_path, trigger="newland") as rig:
        rig.virtual.refuse_commands()
        with pytest.raises(DeviceGoneError) as gone:
            rig.scan()
    assert gone.value.reason == "trigger-refused"
    said(Role.QR_SCANNER, Row("trigger-refused", "", "叫技术员", "trigger"))


def test_scanner_that_refuses_by_ssi_is_said_to_all_three(tmp_path: Path) -> None:
    with ssi_rig(tmp_path) as rig:
        rig.virtual.refuse_commands()
        with pytest.raises(DeviceGoneError) as gone:
            rig.scan()
    assert gone.value.reason == "trigger-refused"


def test_scanner_that_is_only_a_keyboard_is_said_to_all_three() -> None:
    bus = VirtualHidBus()
    VirtualHidPosScanner(bus, KEYBOARD).start()
    settings = HidPosScannerSettings(KEYBOARD.vendor_id, KEYBOARD.product_id)
    assert reason_of(HidPosScanner(settings, SystemClock(), bus)) == "only-a-keyboard"
    said(Role.QR_SCANNER, Row("only-a-keyboard", "", "叫技术员", "键盘模式"))


# --- cameras ----------------------------------------------------------------------------------

CAMERA = [
    ("freeze", Row("camera-frozen", "不动", "拔下高拍仪的线", "画面不动")),
    ("unplug", Row("camera-absent", "连不上", "看高拍仪的线", "找不到")),
]


@pytest.mark.parametrize(("deed", "row"), CAMERA, ids=[row[0] for row in CAMERA])
def test_idle_cameras_fault_is_seen_and_said_to_all_three(deed: str, row: Row) -> None:
    clock = SystemClock()
    camera = VirtualCamera(clock, size_px=(640, 360), frames_per_second=30)
    camera.start()
    scanner = CameraDocumentScanner(CameraSettings(camera.url, 640, 360, **PATIENT), clock)
    with ExitStack() as ends:
        ends.callback(camera.stop)
        ends.callback(scanner.close)
        scanner.open()
        camera.actions[deed]()
        lose_patience(scanner, 1.5)
        with pytest.raises(DeviceGoneError) as gone:
            scanner.probe()
    assert gone.value.reason == row.reason
    said(Role.DOCUMENT_SCANNER, row)
