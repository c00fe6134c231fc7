"""What a technician may see of the wire."""

import json
from pathlib import Path

import pytest

from devices.id_reader.protocol import FIND, PREAMBLE, READ, SELECT, STATUS, encode_answer
from devices.id_reader.transcript import Direction, FrameNote, Transcript
from devices.ports import CardMoved, CardRead
from devices.transport.tap import heard_by
from devices.virtual.synthetic_card import DECK
from tests.fakes.id_reader_rig import MemoryRig
from tests.fakes.id_reader_wires import WIRES, wire_rig


def read_one_card() -> MemoryRig:
    rig = MemoryRig()
    rig.reader.open()
    rig.sam.lay(DECK["resident"])
    rig.read()
    rig.reader.wait_removed(0.0, rig.cancelled)
    return rig


def test_transcript_shows_requests_whole_and_answers_by_shape() -> None:
    notes = read_one_card().reader.transcript.notes()
    sent = [note for note in notes if note.direction is Direction.SENT]
    assert [note.remark for note in sent] == ["status", "find", "select", "read", "chip"]
    assert sent[3].visible == "AA AA AA 96 69 00 03 30 01 32"
    person = next(note for note in notes if note.masked_bytes > 1000)
    assert person.visible == "AA AA AA 96 69 05 08 00 00 90"
    assert len(bytes.fromhex(person.visible)) + person.masked_bytes == 1295


def test_saved_transcript_holds_nothing_of_the_card(tmp_path: Path) -> None:
    rig = read_one_card()
    rig.reader.transcript.save(tmp_path / "frames.jsonl")
    saved = (tmp_path / "frames.jsonl").read_text("utf-8")
    assert len([json.loads(line) for line in saved.splitlines()]) == 10
    card = DECK["resident"]
    squeezed = saved.replace(" ", "").upper()
    for secret in (card.text[:4], card.text[122:130], card.chip_number[-4:], card.photo[10:14]):
        assert secret.hex().upper() not in squeezed
    assert "110101190001010014" not in saved
    assert "张三" not in saved


def test_transcript_forgets_the_oldest_frames() -> None:
    rig = MemoryRig()
    rig.reader.open()
    for _ in range(200):
        rig.reader.probe()
    assert len(rig.reader.transcript.notes()) == 64


class Replay:
    """A SAM that answers as a saved transcript says: same statuses, same lengths, no content."""

    def __init__(self, notes: tuple[FrameNote, ...]) -> None:
        self._answers = [
            _same_shape(note) for note in notes if note.direction is Direction.RECEIVED
        ]

    def __call__(self, request: bytes) -> bytes:
        return self._answers.pop(0) if self._answers else b""


def _same_shape(note: FrameNote) -> bytes:
    head = bytes.fromhex(note.visible)
    if not head:
        return b""
    data = bytearray(note.masked_bytes - 1)
    if len(data) > 1000:
        data[:4] = b"\x01\x00" + (len(data) - 4 - 256).to_bytes(2, "big")
    answer = encode_answer(head[len(PREAMBLE) + 4], bytes(data))
    assert answer.startswith(head)
    return answer


def test_saved_transcript_replays_to_the_same_outcomes(tmp_path: Path) -> None:
    seen = MemoryRig()
    seen.reader.open()
    seen.sam.lay(DECK["resident"])
    assert isinstance(seen.read(), CardRead)
    seen.sam.lay(DECK["resident"])
    honest = seen.transport.peer
    seen.transport.peer = lambda request: (
        encode_answer(0x41) if request[7:9] == b"\x30\x01" else honest(request)
    )
    assert seen.read() == CardMoved()
    seen.reader.transcript.save(tmp_path / "frames.jsonl")

    again = MemoryRig()
    again.transport.peer = Replay(Transcript.load(tmp_path / "frames.jsonl"))
    again.reader.open()
    outcome = again.read()
    assert isinstance(outcome, CardRead)
    assert len(outcome.payload) == 1284
    assert again.read() == CardMoved()
    assert again.asked() == seen.asked()


class Ear:
    """A tap that counts and keeps no answer."""

    def __init__(self) -> None:
        self.asked = bytearray()
        self.answered_bytes = 0

    def sent(self, data: bytes | bytearray | memoryview) -> None:
        self.asked += data

    def received(self, data: memoryview) -> None:
        self.answered_bytes += len(data)


@pytest.mark.parametrize("wire", WIRES)
def test_tap_hears_every_question_and_answer_on_every_wire(wire: str) -> None:
    ear = Ear()
    with heard_by(ear):
        rig = wire_rig(wire)
    rig.reader.open()
    rig.virtual.lay()
    assert isinstance(rig.read(), CardRead)
    place = 0
    for command in (STATUS, FIND, SELECT, READ):
        # Whole reports are heard on HID; H3 has no preamble.
        place = ear.asked.index(command.request[5:], place) + 1
    assert ear.answered_bytes >= 11 + 15 + 19 + 1295 - 4 * 5
