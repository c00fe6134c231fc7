"""Code scanners and document scanners: codes, packets, reports, what SANE and eSCL say."""

from devices.document_scanner.mjpeg import PictureParser
from devices.document_scanner.sane_escl import read_state
from devices.document_scanner.sane_options import read_list, read_options
from devices.document_scanner.sane_picture import (
    MOST_PIXEL_BYTES,
    PictureRefusedError,
    read_header,
)
from devices.document_scanner.sane_status import fault_of, fault_of_open
from devices.qr_scanner import hid_pos, ssi
from devices.qr_scanner.parts import Part, PartedCode
from devices.qr_scanner.protocol import (
    LONGEST_CODE_BYTES,
    TERMINATORS,
    TRIGGERS,
    Frame,
    Framing,
    Inbox,
    decode_text,
)
from fuzz.promise import pieces, promise

_SHORT_CODE_BYTES = 64


def codes(data: bytes) -> None:
    """A serial scanner's stream in each framing: a code stood in it, however it is cut."""
    if len(data) < 2:
        return
    names = list(TERMINATORS)
    framing = Framing(
        TERMINATORS[names[data[0] % len(names)]],
        has_aim_prefix=bool(data[0] & 0x40),
        # A small block is full sooner: the long codes of a fuzzer are the short ones here.
        longest_bytes=_SHORT_CODE_BYTES if data[0] & 0x80 else LONGEST_CODE_BYTES,
    )
    found = _codes(data[2:], framing, data[1], expects=bool(data[1] & 0x80))
    for code in found:
        promise(code in data[2:], "a code that nobody showed")
        promise(len(code) <= framing.longest_bytes, "longer than the longest code")
        if framing.terminator:
            promise(framing.terminator not in code, "two codes became one")
        text = decode_text(code)
        if text is not None:
            encodings = ("utf-8", "gb18030")
            promise(any(_encoded(text, one) == code for one in encodings), "another text")
    if not data[1] & 0x80:
        promise(found == _codes(data[2:], framing, 0, expects=False), "codes depend on cutting")


def ssi_packets(data: bytes) -> None:
    """Zebra's packets, raw and with a right sum."""
    if len(data) < 3:
        return
    for packet in _packets(data[1:], data[0]):
        message = bytes([4 + len(packet.data), packet.opcode, ssi.SOURCE_DECODER, packet.status])
        message += bytes(packet.data)
        # Not by the driver's own sum: all bytes and the sum are zero together.
        true_sum = (0x10000 - sum(message)) & 0xFFFF
        promise(message + true_sum.to_bytes(2, "big") in data[1:], "a packet that nobody sent")
        _take_part(packet)
    body = data[3:][:251]
    message = bytes([4 + len(body), data[1], ssi.SOURCE_DECODER, data[2]]) + body
    sent = message + ssi.checksum(message).to_bytes(2, "big")
    found = _packets(b"\0" + sent, data[0])
    promise(
        [(one.opcode, one.status, bytes(one.data)) for one in found] == [(data[1], data[2], body)],
        "a right packet was lost",
    )


def hid_pos_reports(data: bytes) -> None:
    """One report: what it gives stood in it."""
    part = hid_pos.read_report(memoryview(data))
    if isinstance(part, Part):
        promise(bytes(part.data) in data, "data that nobody sent")
    whole = bytes([hid_pos.REPORT_SCANNED_DATA]) + data[: hid_pos.REPORT_BYTES - 1].ljust(
        hid_pos.REPORT_BYTES - 1, b"\0"
    )
    hid_pos.read_report(memoryview(whole))


def camera_pictures(data: bytes) -> None:
    """A network camera's stream: pictures stood in it, however it is cut, and are left by none."""
    if not data:
        return
    head = b"--seam\r\nContent-Length: %d\r\n\r\n" % data[0]
    for stream in (data[1:], head + data[1:] + b"\r\n--seam\r\n\r\n", b"--seam\n\n" + data[1:]):
        whole = PictureParser(b"seam")
        found = [bytes(picture) for picture in whole.take(stream)]
        for picture in found:
            promise(picture in stream, "a picture that nobody sent")
        cut = PictureParser(b"seam")
        parts = [bytes(one) for piece in pieces(stream, data[0]) for one in cut.take(piece)]
        promise(parts == found, "pictures depend on cutting")
        cut.wipe()
        promise(not list(cut.take(b"")), "a picture is kept after it was forgotten")


def sane_words(data: bytes) -> None:
    """What ``scanimage`` prints: lists, options, causes. Any text is read or passed over."""
    text = data.decode("utf-8", "replace")
    for one in read_list(text):
        promise(one.name in text, "a scanner that nobody listed")
    options = read_options(text)
    for source in options.sources.values():
        promise(source in text, "a source that nobody offers")
    promise(bool(fault_of(data[0] if data else 0, text).reason), "a fault without a reason")
    promise(bool(fault_of_open(text)), "a cause without a reason")


def pictures(data: bytes) -> None:
    """The head of a raw picture: sizes are sane, or it is refused."""
    for head in (data, b"P6\n" + data, b"P5\n" + data):
        try:
            header = read_header(head)
        except PictureRefusedError:
            continue
        if header is not None:
            promise(0 < header.pixel_bytes <= MOST_PIXEL_BYTES, "a picture that eats the memory")
            promise(header.header_bytes <= len(head), "a header longer than what came")


def escl_status(data: bytes) -> None:
    """A network scanner's status: one of its states, or refused."""
    head, tail = b'<?xml version="1.0"?><s:ScannerStatus xmlns:s="x">', b"</s:ScannerStatus>"
    for body in (data, head + data + tail, head + b"<s:State>Idle</s:State>" + data + tail):
        try:
            state = read_state(body)
        except ValueError:
            continue
        promise(b"State" in body, "a state out of nothing")
        promise(state.has_feeder_sensors or not state.is_feeder_empty, "an unsensed feeder")


def _codes(stream: bytes, framing: Framing, sizes: int, *, expects: bool) -> list[bytes]:
    inbox, found = Inbox(framing), []
    if expects:
        inbox.expect_answer(next(one.reply for one in TRIGGERS.values() if one.reply))

    def keep(frame: object) -> None:
        if isinstance(frame, Frame):
            found.append(bytes(frame.payload))

    for piece in pieces(stream, sizes):
        rest = piece
        while rest:
            with inbox.free_space() as space:
                count = min(len(space), len(rest))
                promise(count > 0, "the inbox is full for ever")
                space[:count] = rest[:count]
            inbox.arrived(count)
            rest = rest[count:]
            inbox.take_answer()
            while (frame := inbox.take()) is not None:
                keep(frame)
    keep(inbox.take_at_silence())
    promise(inbox.is_empty, "silence leaves something behind")
    return found


def _encoded(text: str, encoding: str) -> bytes:
    try:
        return text.encode(encoding)
    except UnicodeEncodeError:
        return b""


def _packets(stream: bytes, sizes: int) -> list[ssi.Packet]:
    inbox, found = ssi.PacketInbox(), []
    for piece in pieces(stream, sizes):
        rest = piece
        while rest:
            with inbox.free_space() as space:
                count = min(len(space), len(rest))
                promise(count > 0, "the inbox is full for ever")
                space[:count] = rest[:count]
            inbox.arrived(count)
            rest = rest[count:]
            while isinstance(packet := inbox.take(), ssi.Packet):
                found.append(packet)
    inbox.take_at_silence()
    promise(inbox.is_empty, "silence leaves something behind")
    return found


def _take_part(packet: ssi.Packet) -> None:
    part = packet.part()
    if part is not None:
        code = PartedCode(_SHORT_CODE_BYTES)
        if code.add(part):
            code.take()
        promise(code.is_empty, "a code is kept after it was taken")
        promise(not any(packet.data), "a packet keeps its data")
