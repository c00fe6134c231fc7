"""The rest of the box: the I/O board's Modbus answers, the virtual board, chip cards."""

from devices.io_board.board_map import Block, Table
from devices.io_board.protocol import (
    Read,
    Refused,
    Values,
    WriteCoil,
    WriteCoils,
    Written,
    answer_in,
)
from devices.smart_card_reader.conversation import Conversation
from devices.smart_card_reader.port import ChipRead
from devices.smart_card_reader.protocol import Answer, record_value, split_answer
from devices.virtual.modbus_tables import Tables, crc, sealed, take_request
from fuzz.promise import pieces, promise

UNIT = 1
QUESTIONS = (
    Read(Block(Table.DISCRETE_INPUT, 0, 9)),
    Read(Block(Table.INPUT_REGISTER, 2, 3)),
    Read(Block(Table.COIL, 0, 1)),
    WriteCoil(3, is_on=True),
    WriteCoils(0, (True, False, True)),
)
_SOME_EXCHANGES = 400
MOST_BYTES = 160


def modbus_answers(data: bytes) -> None:
    """Noise, and frames with a right CRC: what is believed stood there whole and was asked for."""
    if not data:
        return
    question = QUESTIONS[data[0] % len(QUESTIONS)]
    # The judge below looks at every stretch: longer noise would only make it slow.
    data = data[:MOST_BYTES]
    for heard in (data[1:], sealed(data[1:65]), data[1:9] + sealed(bytes([UNIT]) + data[9:])):
        answer = answer_in(heard, UNIT, question)
        match answer:
            case Values(block=block, values=values):
                promise(isinstance(question, Read) and block == question.block, "not asked for")
                promise(len(values) == block.count, "another number of values")
                highest = 1 if block.table in (Table.COIL, Table.DISCRETE_INPUT) else 0xFFFF
                promise(all(0 <= value <= highest for value in values), "a value out of range")
                promise(_has_frame(heard), "an answer without a whole frame")
            case Refused(code=code):
                promise(0 <= code <= 0xFF, "no exception code")
                promise(_has_frame(heard), "a refusal without a whole frame")
            case Written():
                promise(not isinstance(question, Read), "a question counts as written")
                promise(_has_frame(heard), "an echo without a whole frame")
            case _:
                continue


def modbus_requests(data: bytes) -> None:
    """The virtual board under hostile masters: it answers in frames, or not at all."""
    if len(data) < 2:
        return
    tables, heard = Tables(), bytearray()
    for piece in pieces(data[1:64] + sealed(data[1:9]), data[0]):
        heard += piece
        while (request := take_request(heard)) is not None:
            answer = tables.answer(request)
            promise(answer[:1] == request[:1], "an answer in another's name")
            promise(len(answer) <= 253 + 3, "an answer longer than a frame")


def chip_answers(data: bytes) -> None:
    """One answer of a card, and a record in it."""
    answer = split_answer(bytearray(data))
    if answer is None:
        promise(len(data) < 2, "a whole answer was dropped")
        return
    promise(bytes(answer.data) + answer.status_word.to_bytes(2, "big") == data, "another answer")
    value = record_value(data[0], answer.data)
    if value is not None:
        promise(bytes(value) in data, "a value that nobody sent")
        promise(len(value) == data[1], "a value of another length")


def chip_conversations(data: bytes) -> None:
    """A card that answers at random: the reading ends, and keeps what the card gave."""
    script, exchanges = bytearray(data), 0

    def exchange(command: bytes) -> Answer:
        nonlocal exchanges
        exchanges += 1
        promise(exchanges < _SOME_EXCHANGES, "a conversation without end")
        # A card that has run out of words refuses.
        length = script[0] % 48 if script else 0
        raw, script[: length + 3] = bytearray(script[1 : length + 3]), b""
        if len(raw) < 2:
            return Answer(bytearray(), 0x6A82)
        if raw[-1] & 1:
            # Half of the answers are right ones: chance would never read a record.
            record = bytes([command[2], len(raw)]) + bytes(raw)
            return Answer(bytearray(record), 0x9000)
        answer = split_answer(raw)
        return Answer(bytearray(), 0x6A82) if answer is None else answer

    reading = Conversation(exchange).read()
    if isinstance(reading, ChipRead):
        promise(bool(reading.records), "a card without records counts as read")


def _has_frame(heard: bytes) -> bool:
    """A stretch of our unit whose CRC is right, judged by other code than the driver's."""
    return any(
        crc(heard[start : end - 2]) == heard[end - 2 : end]
        for start in (at for at, byte in enumerate(heard) if byte == UNIT)
        for end in range(start + 5, min(len(heard), start + 260) + 1)
    )
