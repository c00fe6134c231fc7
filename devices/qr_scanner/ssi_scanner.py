"""A bar-code scanner that speaks SSI (Zebra, Symbol, Motorola; some Datalogic) on a serial port.

Owns the handshake: what is acknowledged, what is asked for again, what is a second copy. Must not
read the code's content: whether it is one of ours is for the visit to say.
"""

import contextlib
import hashlib
import os
import threading
from dataclasses import dataclass
from math import inf

from devices.ports import Cancelled, CodeOutcome, CodeRead, NoCode
from devices.qr_scanner.parts import PartedCode
from devices.qr_scanner.protocol import LONGEST_CODE_BYTES, AimName
from devices.qr_scanner.serial_scanner import (
    ANSWERS_PROBE,
    CAPABILITIES,
    NOT_ANSWERING,
    TRIGGER_REFUSED,
)
from devices.qr_scanner.ssi import (
    WAKEUP,
    Broken,
    NakCause,
    Opcode,
    Packet,
    PacketInbox,
    encode,
)
from devices.status import DeviceGoneError, DeviceStatus, Ready
from devices.transport.serial_port import SerialSettings, SerialTransport
from devices.transport.transport import Transport
from kiosk.clock import Clock

#: Cancellation is noticed this soon.
_POLL_SECONDS = 0.1
_WRITE_LIMIT_SECONDS = 1.0
#: The guides' serial response time-out is 2 s; after it a message is sent again, twice at most.
_ANSWER_LIMIT_SECONDS = 2.0
_TRIES = 3
#: From the null byte to a decoder that hears.
_WAKING_SECONDS = 0.1
#: So long ago it sent something: no need to ask whether it lives.
_ALIVE_SECONDS = 1.0
_SHORT_HIGH_BEEP = b"\x00"


@dataclass(frozen=True, slots=True)
class SsiScannerSettings:
    """``port`` is a stable name such as /dev/serial/by-id/...; the rest is the scanner's set-up.

    The scanner is set to "packeted decode data" and "ACK/NAK enabled" with the maker's sheet.
    """

    port: str
    baud: int = 9600
    #: Bytes of one packet are never further apart than this.
    gap_seconds: float = 0.08
    #: A decode session ends after a time of the scanner's own; it is begun again this often.
    trigger_again_seconds: float = 10.0
    aim: AimName = "as-is"
    #: For scanners whose own beep at a good read is switched off.
    beep_after_read: bool = False


class SsiQrScanner:
    """Implements ``devices.ports.QrScanner``. Used by one worker thread only."""

    def __init__(
        self, settings: SsiScannerSettings, clock: Clock, transport: Transport | None = None
    ) -> None:
        self._settings, self._clock = settings, clock
        self._transport = transport or SerialTransport(
            SerialSettings(settings.port, settings.baud), clock
        )
        self._inbox = PacketInbox()
        self._code = PartedCode(LONGEST_CODE_BYTES)
        self._heard_at = -inf
        #: The last packet of a code, as a digest under a key that only this process has: enough to
        #: know its second copy.
        self._key, self._last_part = os.urandom(16), b""
        self._skips_parts = False
        self._never = threading.Event()

    # --- Device -------------------------------------------------------------------------------

    def open(self) -> None:
        self._forget()
        self._transport.open()

    def close(self) -> None:
        self._forget()
        self._transport.close()

    def reset(self) -> None:
        """Wake it, end its session, empty its queue, permit scanning: as after power-on.

        The makers' sheets are left as they are. Answers, a refusal too, are left to ``probe``.
        """
        self._forget()
        self._transport.open()
        try:
            self._write(WAKEUP)
            self._clock.wait(self._never, _WAKING_SECONDS)
            for opcode in (Opcode.STOP_DECODE, Opcode.FLUSH_QUEUE, Opcode.SCAN_ENABLE):
                self._send(opcode)
        finally:
            self._transport.close()

    def sever(self) -> None:
        self._transport.sever()

    def capabilities(self) -> frozenset[str]:
        return CAPABILITIES | {ANSWERS_PROBE}

    def probe(self) -> DeviceStatus:
        """Permit scanning: changes nothing on a scanner that is well, and is answered."""
        was_just_heard = self._clock.monotonic() - self._heard_at < _ALIVE_SECONDS
        while self._read(self._clock.monotonic()):
            self._pass_over()
        self._inbox.wipe()
        if not was_just_heard:
            self._command(Opcode.SCAN_ENABLE)
        return Ready()

    # --- QrScanner ----------------------------------------------------------------------------

    def scan(self, timeout_seconds: float, cancelled: threading.Event) -> CodeOutcome:
        """Light up and wait for one code."""
        deadline = self._clock.monotonic() + timeout_seconds
        outcome: CodeOutcome | None = None
        self._skips_parts = False
        try:
            self._await_silence(deadline, cancelled)
            outcome = self._await_code(deadline, cancelled)
        finally:
            self._inbox.wipe()
            self._code.wipe()
            # A wire that broke just now must not cost the code that was read; the probe finds it.
            with contextlib.suppress(DeviceGoneError):
                self._put_out(has_read=isinstance(outcome, CodeRead))
        return outcome

    def _await_silence(self, deadline: float, cancelled: threading.Event) -> None:
        """Let what belongs to nobody pass: acknowledged, or it would be sent again, and wiped."""
        silent_from = self._clock.monotonic()
        while not cancelled.is_set():
            now = self._clock.monotonic()
            if now >= min(deadline, silent_from + self._settings.gap_seconds):
                break
            if self._read(min(deadline, silent_from + self._settings.gap_seconds)):
                silent_from = self._clock.monotonic()
            self._pass_over()
        self._inbox.take_at_silence()

    def _pass_over(self) -> None:
        while isinstance(packet := self._inbox.take(), Packet):
            self._dismiss(packet)

    def _dismiss(self, packet: Packet) -> None:
        if packet.opcode == Opcode.DECODE_DATA:
            self._send(Opcode.ACK)
        packet.wipe()

    def _await_code(self, deadline: float, cancelled: threading.Event) -> CodeOutcome:
        now = self._clock.monotonic()
        lit_at: float | None = None
        heard_at = now
        while not cancelled.is_set() and now < deadline:
            if lit_at is None or self._is_dark(lit_at, now):
                early = self._light()
                lit_at = heard_at = self._clock.monotonic()
                if early is not None:
                    return early
            count = self._read(min(deadline, now + min(_POLL_SECONDS, self._settings.gap_seconds)))
            now = self._clock.monotonic()
            if count == 0 and not self._inbox.is_empty:
                # Bytes may have come while this thread had no processor: then nothing was cut.
                count = self._read(now)
            heard_at = now if count else heard_at
            code = self._next_code(now - heard_at)
            if isinstance(code, CodeRead):
                return code
            if code is not None:
                lit_at = None
        return Cancelled() if cancelled.is_set() else NoCode()

    def _next_code(self, silent_seconds: float) -> CodeRead | Broken | None:
        """A code, or that what came was no use and the light has to be lit again, or neither."""
        while isinstance(found := self._inbox.take(), Packet):
            if found.opcode != Opcode.DECODE_DATA:
                found.wipe()
                continue
            if (code := self._decoded(found)) is not None:
                return code
        if not self._code.is_empty and silent_seconds > _TRIES * _ANSWER_LIMIT_SECONDS:
            self._code.wipe()
            return Broken.CUT
        if silent_seconds < self._settings.gap_seconds or self._inbox.is_empty:
            return None
        self._inbox.take_at_silence()
        self._send(Opcode.NAK, bytes([NakCause.RESEND]))
        return None

    def _decoded(self, packet: Packet) -> CodeRead | Broken | None:
        """Acknowledge first: the scanner waits for it, and its light with it."""
        self._send(Opcode.ACK)
        digest = hashlib.blake2b(packet.data, key=self._key, digest_size=16).digest()
        if packet.is_retransmit and digest == self._last_part:
            # Our acknowledgement was lost: this part is kept, or its citizen has had his answer.
            packet.wipe()
            return Broken.CUT if self._code.is_empty else None
        self._last_part = digest
        part = packet.part()
        if part is None:
            return Broken.CUT
        if self._skips_parts or not self._code.add(part):
            part.data[:] = bytes(len(part.data))
            # The tail of what is too long is no code either.
            self._skips_parts = part.continues
            return Broken.CUT
        if part.continues:
            return None
        payload, symbology = self._code.take()
        return CodeRead(payload, symbology) if payload else Broken.CUT

    def _is_dark(self, lit_at: float, now: float) -> bool:
        idle = self._inbox.is_empty and self._code.is_empty
        return idle and now - lit_at >= self._settings.trigger_again_seconds

    # --- commands -----------------------------------------------------------------------------

    def _light(self) -> CodeRead | None:
        """Begin a session. A code that overtakes the acknowledgement is this session's."""
        if self._settings.aim == "lit":
            self._command(Opcode.AIM_ON)
        elif self._settings.aim == "dark":
            self._command(Opcode.AIM_OFF)
        return self._command(Opcode.START_DECODE, takes_code=True)

    def _put_out(self, *, has_read: bool) -> None:
        """Not waited for: answers to these are passed over before the next session."""
        if has_read:
            if self._settings.beep_after_read:
                self._send(Opcode.BEEP, _SHORT_HIGH_BEEP)
        else:
            self._send(Opcode.STOP_DECODE)
        if self._settings.aim == "lit":
            self._send(Opcode.AIM_OFF)

    def _command(self, opcode: Opcode, *, takes_code: bool = False) -> CodeRead | None:
        """Send until it is acknowledged. Raises DeviceGoneError: silent, or refused."""
        for number in range(_TRIES):
            self._send(opcode, is_retransmit=number > 0)
            until = self._clock.monotonic() + _ANSWER_LIMIT_SECONDS
            answer = self._answer(until, takes_code=takes_code)
            if isinstance(answer, CodeRead):
                return answer
            if answer is None or answer == NakCause.RESEND:
                continue
            if answer == Opcode.ACK:
                return None
            raise DeviceGoneError(TRIGGER_REFUSED)
        raise DeviceGoneError(NOT_ANSWERING)

    def _answer(self, until: float, *, takes_code: bool) -> CodeRead | int | None:
        """``Opcode.ACK``, a NAK's cause, a code, or None when the scanner kept silent."""
        while True:
            while (found := self._inbox.take()) is not None:
                if isinstance(found, Broken):
                    continue
                if found.opcode == Opcode.ACK:
                    return Opcode.ACK
                if found.opcode == Opcode.NAK:
                    return found.data[0] if found.data else NakCause.DENIED
                if found.opcode == Opcode.DECODE_DATA and takes_code:
                    if isinstance(code := self._decoded(found), CodeRead):
                        return code
                else:
                    self._dismiss(found)
            now = self._clock.monotonic()
            if now >= until:
                return None
            if self._read(min(until, now + self._settings.gap_seconds)) == 0:
                self._inbox.take_at_silence()

    def _send(self, opcode: Opcode, data: bytes = b"", *, is_retransmit: bool = False) -> None:
        self._write(encode(opcode, data, is_retransmit=is_retransmit))

    def _write(self, message: bytes) -> None:
        self._transport.write(message, self._clock.monotonic() + _WRITE_LIMIT_SECONDS)

    def _read(self, deadline: float) -> int:
        with self._inbox.free_space() as space:
            count = self._transport.read_into(space, deadline)
        self._inbox.arrived(count)
        if count:
            self._heard_at = self._clock.monotonic()
        return count

    def _forget(self) -> None:
        self._inbox.wipe()
        self._code.wipe()
        self._key, self._last_part = os.urandom(16), b""
        self._skips_parts = False
