"""Every target by its name. A parser of device bytes without a line here is a gap."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from fuzz import box_targets, id_reader_targets, printer_targets, scanner_targets

Target = Callable[[bytes], None]

TARGETS: Mapping[str, Target] = MappingProxyType(
    {
        "id-reader-frames": id_reader_targets.frames,
        "id-reader-answers": id_reader_targets.answers,
        "id-reader-card": id_reader_targets.card,
        "id-reader-hid": id_reader_targets.hid_reports,
        "qr-serial": scanner_targets.codes,
        "qr-ssi": scanner_targets.ssi_packets,
        "qr-hid-pos": scanner_targets.hid_pos_reports,
        "camera-pictures": scanner_targets.camera_pictures,
        "sane-words": scanner_targets.sane_words,
        "sane-pictures": scanner_targets.pictures,
        "escl-status": scanner_targets.escl_status,
        "escpos-status": printer_targets.status_bytes,
        "escpos-interpreter": printer_targets.receipts,
        "escpos-real-time": printer_targets.real_time,
        "receipt-text": printer_targets.typed_text,
        "ipp-codec": printer_targets.ipp_messages,
        "modbus-answers": box_targets.modbus_answers,
        "modbus-requests": box_targets.modbus_requests,
        "chip-answers": box_targets.chip_answers,
        "chip-conversations": box_targets.chip_conversations,
    }
)
