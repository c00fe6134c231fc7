"""What encoder and driver must agree on. Imports nothing: the host loads this."""

DOTS_PER_MM = 8  # 203 dpi
#: Cell of the printers' built-in Chinese font: 24 x 24 dots, Latin half as wide.
CELL_HEIGHT_DOTS = 24
COLUMN_DOTS = 12

#: GS r 1: the paper sensor's state, answered only after everything before it is on paper.
COMPLETION_BARRIER = b"\x1dr\x01"

#: DLE DC4 8: forget what was received and not yet printed. Real-time, so it is heard even by a
#: printer that waits for the rest of a picture, and one that stopped for want of paper.
CLEAR_BUFFER = b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"

#: DLE ENQ 2: as CLEAR_BUFFER, and recover from an error that a hand has mended. Older than DLE DC4,
#: so that more models know it; nothing of what was in the buffer is printed.
RECOVER = b"\x10\x05\x02"

#: ESC @: the modes as after power-on.
INITIALIZE = b"\x1b@"

#: DLE EOT: followed by n, asks for one status byte at once.
STATUS_REQUEST = b"\x10\x04"
