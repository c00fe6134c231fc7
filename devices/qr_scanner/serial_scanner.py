"""A bar-code scanner on a serial port (RS-232 or USB CDC): light up, wait for one code, put out.

Owns the order of trigger, wait and retry. Must not read the code's content: whether it is one of
ours is for the visit to say. A keyboard wedge is not supported on purpose: it types into whatever
field has the focus.
"""

import contextlib
import threading
from dataclasses import dataclass
from datetime import datetime
from math import inf
from typing import assert_never

from devices.ports import Cancelled, CodeOutcome, CodeRead, NoCode
from devices.qr_scanner.protocol import (
    TERMINATORS,
    TRIGGERS,
    AimName,
    Answer,
    Frame,
    Framing,
    Inbox,
    Spoilt,
    TerminatorName,
    TriggerName,
)
from devices.status import Actor, Attention, DeviceGoneError, DeviceStatus, Ready
from devices.transport.serial_port import SerialSettings, SerialTransport
from devices.transport.transport import Transport
from kiosk.clock import Clock

NOT_ANSWERING = "not-answering"
TRIGGER_REFUSED = "trigger-refused"
#: The scanner sends codes without the suffix that the settings name.
SUFFIX_MISSING = "suffix-missing"
#: The scanner does not do as the settings say with its aiming light. It reads all the same.
AIM_REFUSED = "aim-refused"

CAPABILITIES = frozenset({"reads-qr", "reads-barcodes"})
#: The scanner itself answers a probe; without it only the port is known to be there.
ANSWERS_PROBE = "answers-probe"

#: Cancellation is noticed this soon.
_POLL_SECONDS = 0.1
_WRITE_LIMIT_SECONDS = 1.0
#: Newland's manual gives its answer this long.
_ANSWER_LIMIT_SECONDS = 5.0
#: Newland wants this much between two commands.
_COMMAND_PAUSE_SECONDS = 0.05
#: A scanner that sent something so short a time ago need not be asked whether it lives: asking
#: would keep the code from the one who waits for it.
_ALIVE_SECONDS = 1.0
_AIM_LIMIT_SECONDS = 2.0
#: A code that stops short of its terminator for so many gaps has been cut.
_GAPS_UNTIL_CUT = 3
#: One cut code is a loose hand at the cable; so many in a row are a wrong setting.
_CUTS_UNTIL_ATTENTION = 3


@dataclass(frozen=True, slots=True)
class SerialScannerSettings:
    """``port`` is a stable name such as /dev/serial/by-id/...; the rest is the scanner's set-up."""

    port: str
    baud: int = 9600
    trigger: TriggerName = "honeywell"
    terminator: TerminatorName = "cr"
    #: The scanner was told to send AIM ids.
    aim_prefix: bool = False
    #: Reads of a USB port split anywhere; bytes of one code are never further apart than this.
    gap_seconds: float = 0.08
    #: Scanners put out their light after a time of their own; it is lit again this often.
    trigger_again_seconds: float = 10.0
    #: The pattern that shows the citizen where to hold the code; as-is leaves the scanner's own.
    aim: AimName = "as-is"


class SerialQrScanner:
    """Implements ``devices.ports.QrScanner``. Used by one worker thread only."""

    def __init__(
        self, settings: SerialScannerSettings, clock: Clock, transport: Transport | None = None
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._transport = transport or SerialTransport(
            SerialSettings(settings.port, settings.baud), clock
        )
        self._trigger = TRIGGERS[settings.trigger]
        self._inbox = Inbox(Framing(TERMINATORS[settings.terminator], settings.aim_prefix))
        self._pause = threading.Event()
        self._cuts = 0
        self._cut_since: datetime | None = None
        self._aim_refused_since: datetime | None = None
        self._commanded_at = self._heard_at = -inf

    # --- Device -------------------------------------------------------------------------------

    def open(self) -> None:
        self._inbox.wipe()
        self._transport.open()
        self._set_aim()

    def close(self) -> None:
        self._inbox.wipe()
        self._transport.close()

    def sever(self) -> None:
        self._transport.sever()

    def capabilities(self) -> frozenset[str]:
        return CAPABILITIES | {ANSWERS_PROBE} if self._trigger.is_answered else CAPABILITIES

    def probe(self) -> DeviceStatus:
        """Ask, where the make can be asked; else look whether the port is still there."""
        try:
            self._read(self._clock.monotonic())
            if self._trigger.is_answered and not self._was_just_heard():
                self._ask_for_life()
        finally:
            self._inbox.wipe()
        if self._cut_since is not None:
            return Attention(SUFFIX_MISSING, Actor.TECHNICIAN, self._cut_since)
        if self._aim_refused_since is not None:
            return Attention(AIM_REFUSED, Actor.TECHNICIAN, self._aim_refused_since)
        return Ready()

    # --- QrScanner ----------------------------------------------------------------------------

    def scan(self, timeout_seconds: float, cancelled: threading.Event) -> CodeOutcome:
        """Light up and wait for one code."""
        deadline = self._clock.monotonic() + timeout_seconds
        try:
            self._await_silence(deadline, cancelled)
            return self._await_code(deadline, cancelled)
        finally:
            self._inbox.wipe()
            # A wire that broke just now must not cost the code that was read; the probe finds it.
            with contextlib.suppress(DeviceGoneError):
                self._send(self._trigger.off)

    def _await_silence(self, deadline: float, cancelled: threading.Event) -> None:
        """Let the rest of an earlier code pass, so that no half of it is taken for a new one."""
        while not cancelled.is_set():
            now = self._clock.monotonic()
            count = self._read(min(deadline, now + self._settings.gap_seconds))
            self._inbox.wipe()
            if count == 0:
                return

    def _await_code(self, deadline: float, cancelled: threading.Event) -> CodeOutcome:
        now = self._clock.monotonic()
        lit_at: float | None = None
        while not cancelled.is_set() and now < deadline:
            if lit_at is None or (self._inbox.is_empty and self._is_dark(lit_at, now)):
                self._light()
                lit_at = now
            self._read(min(deadline, now + min(_POLL_SECONDS, self._settings.gap_seconds)))
            now = self._clock.monotonic()
            match self._next_frame():
                case Frame(payload=payload, symbology=symbology):
                    self._cuts, self._cut_since = 0, None
                    return CodeRead(payload, symbology)
                case Spoilt() as kind:
                    self._note(kind)
                    # Most scanners stop looking once they have sent something.
                    lit_at = None
                case None:
                    pass
                case other:
                    assert_never(other)
        return Cancelled() if cancelled.is_set() else NoCode()

    def _next_frame(self) -> Frame | Spoilt | None:
        if self._inbox.take_answer() is Answer.REFUSED:
            raise DeviceGoneError(TRIGGER_REFUSED)
        frame = self._inbox.take()
        if frame is not None:
            return frame
        gaps = _GAPS_UNTIL_CUT if self._settings.terminator != "none" else 1
        now = self._clock.monotonic()
        # Bytes may have come while this thread had no processor: then the line was not silent.
        if self._read(now):
            return self._inbox.take()
        if now - self._heard_at < gaps * self._settings.gap_seconds:
            return None
        return self._inbox.take_at_silence()

    def _note(self, kind: Spoilt) -> None:
        if kind is Spoilt.UNTERMINATED:
            self._cuts += 1
            if self._cuts == _CUTS_UNTIL_ATTENTION:
                self._cut_since = self._clock.wall()

    # --- commands -----------------------------------------------------------------------------

    def _is_dark(self, lit_at: float, now: float) -> bool:
        return now - lit_at >= self._settings.trigger_again_seconds

    def _was_just_heard(self) -> bool:
        return self._clock.monotonic() - self._heard_at < _ALIVE_SECONDS

    def _light(self) -> None:
        if self._trigger.is_answered:
            self._expect_answer(self._trigger.on)
        self._send(self._trigger.on)

    def _expect_answer(self, command: bytes) -> None:
        """Nobody waits for the answer to ``off``: it may come after the next command."""
        reply, off = self._trigger.reply, self._trigger.off
        if reply is not None:
            self._inbox.expect_answer(reply, b"" if command == off else reply.echo_of(off))

    def _set_aim(self) -> None:
        """Once for each opening: a scanner forgets it with its power."""
        self._aim_refused_since = None
        command = {"as-is": b"", "lit": self._trigger.aim_on, "dark": self._trigger.aim_off}
        if self._settings.aim == "as-is":
            return
        answer = self._ask(command[self._settings.aim], _AIM_LIMIT_SECONDS)
        if answer is not Answer.ACKNOWLEDGED:
            self._aim_refused_since = self._clock.wall()

    def _ask_for_life(self) -> None:
        """Putting out a light that is out changes nothing, and is answered."""
        if self._ask(self._trigger.off, _ANSWER_LIMIT_SECONDS) is None:
            raise DeviceGoneError(NOT_ANSWERING)

    def _ask(self, command: bytes, limit_seconds: float) -> Answer | None:
        """Send and wait for the answer; None when there is none."""
        if not command or self._trigger.reply is None:
            return None
        deadline = self._clock.monotonic() + limit_seconds
        self._inbox.wipe()
        self._expect_answer(command)
        self._send(command)
        try:
            while (answer := self._inbox.take_answer()) is None:
                if self._read(deadline) == 0:
                    return None
        finally:
            self._inbox.wipe()
        return answer

    def _send(self, command: bytes) -> None:
        if not command:
            return
        if self._trigger.is_answered:
            rest = self._commanded_at + _COMMAND_PAUSE_SECONDS - self._clock.monotonic()
            if rest > 0.0:
                self._clock.wait(self._pause, rest)
        self._transport.write(command, self._clock.monotonic() + _WRITE_LIMIT_SECONDS)
        self._commanded_at = self._clock.monotonic()

    def _read(self, deadline: float) -> int:
        with self._inbox.free_space() as space:
            count = self._transport.read_into(space, deadline)
        self._inbox.arrived(count)
        if count:
            self._heard_at = self._clock.monotonic()
        return count
