"""What the protocols really say: where a fuzzer begins. Synthetic, nothing of any person."""

from devices.id_reader import protocol
from devices.qr_scanner import ssi
from devices.virtual.modbus_tables import sealed

SEEDS = (
    protocol.READ.request,
    protocol.encode_answer(0x90, bytes(16)),
    protocol.encode_answer(0x41),
    b"\x16T\r]Q1https://example.invalid/x\r\n",
    bytes([7, ssi.Opcode.DECODE_DATA, 0, 0, 0x1C, 0x41, 0x42]),
    b"\x05--seam\r\nContent-Type: image/jpeg\r\nContent-Length: 2\r\n\r\n\xff\xd8\r\n--seam",
    b"P6\n1654 2338\n255\n",
    b"epson|Canon|X|scanner\n    --source Flatbed|ADF [Flatbed]\n",
    b"<s:State>Idle</s:State><s:AdfState>ScannerAdfEmpty</s:AdfState>",
    b"\x1b@\x1ba\x01\x1c&\xd6\xd0\xce\xc4\x1c.\n\x1dV\x42\x00\x10\x04\x01",
    b"\x01\x21\x00\x01attributes-charset\x00\x04\x00\x00\x00\x05\x03",
    sealed(b"\x01\x02\x02\xff\x01"),
    sealed(b"\x01\x05\x00\x03\xff\x00"),
    b"\x08\x04\xd5\xc5\xc8\xfd\x90\x00",
)
