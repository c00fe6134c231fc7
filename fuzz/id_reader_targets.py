"""The ID reader: frames, answers, card content, HID reports."""

from devices.id_reader import protocol
from devices.id_reader.hid_layouts import CODECS
from devices.id_reader.payload import BrokenPayload, CardContent, parse_payload
from fuzz.promise import pieces, promise
from kiosk.identity.documents import BrokenDocument, Person, UnknownDocument, read_person

_COMMANDS = (
    protocol.RESET, protocol.STATUS, protocol.READ_SAM_ID, protocol.FIND, protocol.SELECT,
    protocol.READ, protocol.READ_ADDRESS, protocol.READ_CHIP,
)  # fmt: skip
_REPORT_BYTES = 64
_TEXT_BYTES = 256


def frames(data: bytes) -> None:
    """Any bytes in any pieces: what is believed was there, and pieces make no difference."""
    if not data:
        return
    stream = data[1:]
    cut = _frames(stream, data[0])
    whole = _frames(stream, 0x3F)
    promise(cut == whole, "frames depend on how the wire cuts them")
    for body in cut:
        # The first byte of the preamble may be lost on the way.
        promise(protocol.encode_request(body)[1:] in stream, "a frame that nobody sent")


def answers(data: bytes) -> None:
    """A right frame around hostile content: it arrives whole, and only its command takes it."""
    if len(data) < 2:
        return
    sent = protocol.encode_answer(data[0], data[2:][: protocol.MAX_LENGTH - 4])
    parser = protocol.FrameParser()
    found = []
    for piece in pieces(b"\x00" + sent, data[1]):
        _give(parser, piece)
        while (frame := parser.next()) is not None:
            promise(isinstance(frame, protocol.Frame), "a right frame counts as damaged")
            answer = protocol.as_answer(frame) if isinstance(frame, protocol.Frame) else None
            promise(answer is not None, "a right answer is none")
            if answer is not None:
                found.append((answer.status, bytes(answer.data)))
                _judge(answer)
    promise(found == [(data[0], data[2:][: protocol.MAX_LENGTH - 4])], "an answer was lost")
    parser.wipe()
    promise(not any(parser._memory), "a wipe leaves bytes behind")  # noqa: SLF001


def card(data: bytes) -> None:
    """Card content, raw and with length words that are right."""
    _card(data)
    text, photo = data[:_TEXT_BYTES].ljust(_TEXT_BYTES, b"\0"), data[_TEXT_BYTES:][:4096]
    head = len(text).to_bytes(2, "big") + len(photo).to_bytes(2, "big")
    content = _card(head + text + photo)
    if isinstance(content, CardContent):
        promise(content.photo == photo, "the photo is not what was sent")


def hid_reports(data: bytes) -> None:
    """Reports of each layout, of any length: bounded, and answered in whole reports."""
    if len(data) < 2:
        return
    layouts = list(CODECS)
    codec = CODECS[layouts[data[0] % len(layouts)]](_REPORT_BYTES)
    codec.requests(protocol.READ.request)
    given = 0

    def sink(part: bytes | memoryview) -> None:
        nonlocal given
        given += len(part)

    stream = data[1:]
    for piece in pieces(stream, data[0] >> 2):
        reply = codec.take(memoryview(piece), sink)
        promise(len(reply) in (0, _REPORT_BYTES), "a reply that is no report")
    head = len(protocol.PREAMBLE) + protocol.LENGTH_SIZE
    promise(given <= len(stream) * (1 + head), "more came out than could have come in")


def _give(parser: protocol.FrameParser, piece: bytes) -> None:
    with parser.space() as space:
        space[: len(piece)] = piece
    parser.accept(len(piece))


def _frames(stream: bytes, sizes: int) -> list[bytes]:
    parser, found = protocol.FrameParser(), []
    for piece in pieces(stream, sizes):
        _give(parser, piece)
        while (frame := parser.next()) is not None:
            if isinstance(frame, protocol.Frame):
                found.append(bytes(frame.body))
                answer = protocol.as_answer(frame)
                if answer is not None:
                    _judge(answer)
    while parser.abandon_head() is not None:
        # The line fell silent: whatever is begun is given up, one by one, and that ends.
        while parser.next() is not None:
            pass
    return found


def _judge(answer: protocol.Answer) -> None:
    takers = [one for one in _COMMANDS if protocol.answers(one, answer)]
    if answer.status not in (0x90, 0x9F):
        promise(not takers or not answer.data, "a bad status with data is believed")
    elif protocol.READ in takers:
        broken = parse_payload(answer.data)
        is_cut = isinstance(broken, BrokenPayload) and broken.reason.startswith("shorter")
        promise(not is_cut, "blocks that do not fit are believed")


def _has_control(text: str) -> bool:
    return any(ord(letter) < 0x20 or 0x7F <= ord(letter) < 0xA0 for letter in text)


def _card(payload: bytes) -> object:
    content = parse_payload(payload)
    person = read_person(payload)
    match person:
        case Person():
            promise(isinstance(content, CardContent), "a person from nothing")
            said = (person.name, person.number, person.address, person.issuer)
            promise(not any(map(_has_control, said)), "a person with control bytes")
        case UnknownDocument() | BrokenDocument():
            promise(not isinstance(content, CardContent), "a card without a person")
    return content
