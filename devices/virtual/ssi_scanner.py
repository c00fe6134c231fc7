"""A virtual scanner that speaks SSI: packets, acknowledgements, resending, beeps.

Owns what a Zebra engine does with a code that nobody acknowledges. It knows the packets from the
makers' guides, not from the driver: it shares nothing with it.
"""

from collections import deque
from collections.abc import Callable, Mapping
from pathlib import Path

from devices.virtual.qr_scanner import Fault, VirtualQrScanner
from kiosk.clock import Clock

_ACK, _NAK, _FLUSH_QUEUE, _DECODE_DATA = 0xD0, 0xD1, 0xD2, 0xF3
_RESEND, _BAD_CONTEXT, _DENIED = 1, 2, 6
_RETRANSMIT, _CONTINUES = 0x01, 0x02
_QR = 0x1C
_LONGEST_DATA_BYTES = 0xFF - 4
#: It resends a message twice, then gives up with four low beeps.
_MOST_RESENDS = 2

#: What the host may command, and what that does: (light, aim); None leaves it.
_COMMANDS: Mapping[int, tuple[bool | None, bool | None]] = {
    0xC4: (None, False),
    0xC5: (None, True),
    _FLUSH_QUEUE: (None, None),
    0xE4: (True, None),
    0xE5: (False, None),
    0xE6: (None, None),
    0xE9: (None, None),
    0xEA: (False, None),
}


def packet(opcode: int, data: bytes = b"", status: int = 0) -> bytes:
    """A message of the scanner, with its sum."""
    message = bytes([4 + len(data), opcode, 0x00, status]) + data
    return message + (0x10000 - sum(message) & 0xFFFF).to_bytes(2, "big")


class VirtualSsiScanner(VirtualQrScanner):
    """Everything public may be called from any thread."""

    def __init__(
        self,
        link_path: Path,
        clock: Clock,
        *,
        baud: int = 9600,
        encoding: str = "utf-8",
        patience_seconds: float = 2.0,
    ) -> None:
        # "honeywell" only for its light, which is out until it is triggered.
        super().__init__(
            link_path, clock, baud=baud, trigger="honeywell", terminator=b"", encoding=encoding
        )
        #: How long it waits for an acknowledgement (the guides' default is 2 s).
        self._patience_seconds = patience_seconds
        self._pending: deque[bytes] = deque()
        self._resends = 0
        self._due_at: float | None = None
        self._deaf_times = self._refuse_times = self._corrupt_times = 0
        self._beeps: list[str] = []
        self._is_asleep = False

    # --- what a hand can do -------------------------------------------------------------------

    @property
    def actions(self) -> Mapping[str, Callable[..., None]]:
        return {
            **super().actions,
            "deafen": self.deafen,
            "nak": self.nak,
            "corrupt": self.corrupt,
            "sleep": self.sleep,
        }

    def deafen(self, times: int = 1) -> None:
        """Do not hear the next acknowledgements of the host."""
        with self._changed:
            self._deaf_times = times

    def nak(self, times: int = 1) -> None:
        """Ask for the next commands again, as if their sums were wrong."""
        with self._changed:
            self._refuse_times = times

    def corrupt(self, times: int = 1) -> None:
        """Spoil one bit of the next packets of codes on their way."""
        with self._changed:
            self._corrupt_times = times

    def sleep(self) -> None:
        """Go into low power: nothing is heard until a null byte wakes it."""
        with self._changed:
            self._is_asleep = True

    def unplug(self) -> None:
        """Without power it does not sleep, either."""
        super().unplug()
        with self._changed:
            self._is_asleep = False

    def heal(self) -> None:
        super().heal()
        with self._changed:
            self._is_asleep = False
            self._deaf_times = self._refuse_times = self._corrupt_times = 0

    def state(self) -> dict[str, object]:
        with self._changed:
            own = {"waiting_for_ack": bool(self._pending), "beeps": list(self._beeps)}
        return {**super().state(), **own}

    def wait_for_beep(self, name: str, timeout_seconds: float) -> bool:
        """True once it has beeped so (``good-read``, ``transmit-error``, ``ordered-<n>``)."""
        with self._changed:
            return self._changed.wait_for(lambda: name in self._beeps, timeout_seconds)

    # --- the scanner's own thread -------------------------------------------------------------

    def _next_look_seconds(self) -> float | None:
        return None if self._due_at is None else max(0.0, self._due_at - self._clock.monotonic())

    def _lose_line(self) -> None:
        super()._lose_line()
        self._pending.clear()
        self._due_at = None

    def _take_command(self, heard: bytearray) -> bytes | None:
        """The first whole message with a right sum; a wrong one is asked for again."""
        if self._is_asleep:
            self._is_asleep = heard[:1] != b"\0"
            if self._is_asleep:
                heard.clear()
                return None
        while heard and heard[0] < 4:
            del heard[:1]
        if not heard or len(heard) < heard[0] + 2:
            return None
        size = heard[0]
        message, told = bytes(heard[:size]), int.from_bytes(heard[size : size + 2], "big")
        del heard[: size + 2]
        if 0x10000 - sum(message) & 0xFFFF == told and message[2] == 0x04:
            return message
        heard.clear()
        self._say(_NAK, bytes([_RESEND]))
        return None

    def _obey(self, command: bytes) -> None:
        opcode = command[1]
        if opcode in (_ACK, _NAK):
            self._hear_verdict(is_good=opcode == _ACK)
            return
        with self._changed:
            self._commands.append(command)
            if self._is_stuck:
                return
            verdict = self._verdict(opcode)
            if verdict is None:
                light, aim = _COMMANDS[opcode]
                self._is_lit = self._is_lit if light is None else light
                self._is_aiming = self._is_aiming if aim is None else aim
                if opcode == _FLUSH_QUEUE:
                    self._pending.clear()
                    self._due_at = None
                if opcode == 0xE6:
                    self._beeps.append(f"ordered-{command[4]}")
            self._changed.notify_all()
        if verdict is None:
            self._say(_ACK)
        else:
            self._say(_NAK, bytes([verdict]))

    def _verdict(self, opcode: int) -> int | None:
        """The cause of a NAK, or None for an ACK."""
        if self._refuse_times:
            self._refuse_times -= 1
            return _RESEND
        if self._refuses_commands:
            return _DENIED
        return None if opcode in _COMMANDS else _BAD_CONTEXT

    def _hear_verdict(self, *, is_good: bool) -> None:
        with self._changed:
            if not self._pending or self._is_stuck:
                return
            if self._deaf_times:
                self._deaf_times -= 1
                return
        if not is_good:
            self._resend()
            return
        self._pending.popleft()
        self._due_at, self._resends = None, 0
        if self._pending:
            self._send_part()
        else:
            self._beep("good-read")

    def _look(self) -> None:
        if self._due_at is not None:
            if self._clock.monotonic() >= self._due_at:
                self._resend()
            return
        super()._look()

    def _transmit(self, code: bytes, fault: Fault) -> None:
        parts = [
            code[start : start + _LONGEST_DATA_BYTES - 1]
            for start in range(0, max(1, len(code)), _LONGEST_DATA_BYTES - 1)
        ]
        for number, part in enumerate(parts, 1):
            status = _CONTINUES if number < len(parts) else 0
            self._pending.append(packet(_DECODE_DATA, bytes([_QR]) + part, status))
        self._wire.write(fault.before)
        self._resends = 0
        self._send_part(fault)

    def _send_part(self, fault: Fault | None = None) -> None:
        whole = self._pending[0]
        with self._changed:
            is_spoilt, self._corrupt_times = (
                self._corrupt_times > 0,
                max(0, self._corrupt_times - 1),
            )
        if is_spoilt:
            whole = whole[:5] + bytes([whole[5] ^ 0x04]) + whole[6:]
        if fault is not None:
            whole = whole[: fault.cut_after] + whole * (fault.copies - 1)
        self._wire.write(whole)
        self.code_sent_at = self._wire.last_byte_at
        self._due_at = self._clock.monotonic() + self._patience_seconds

    def _resend(self) -> None:
        if self._resends == _MOST_RESENDS:
            self._pending.clear()
            self._due_at = None
            self._beep("transmit-error")
            return
        self._resends += 1
        first = self._pending[0]
        data, status = first[4:-2], first[3] | _RETRANSMIT
        self._pending[0] = packet(_DECODE_DATA, data, status)
        self._send_part()

    def _beep(self, name: str) -> None:
        with self._changed:
            self._beeps.append(name)
            self._changed.notify_all()

    def _say(self, opcode: int, data: bytes = b"") -> None:
        self._wire.write(packet(opcode, data))
