"""A virtual bar-code scanner: a peer at the far end of a pty, at the true pace of its line.

Owns the scanner's light, the code that a hand holds up and the faults on demand. It knows the
trigger commands from the makers' manuals, not from the driver: it shares nothing with it.
"""

import threading
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from devices.virtual.pty_wire import PtyDevice
from kiosk.clock import Clock

#: What a loose plug sounds like, a trigger command and half a reply among it.
NOISE = bytes.fromhex("00 FF 16 54 0D 02 01 30 30 AA 1B 5B 41 80 C3 28")

Dialect = Literal["honeywell", "newland", "newland-escape", "newland-soh", "none"]


@dataclass(frozen=True, slots=True)
class Effect:
    """What a command does to the scanner's lights; None leaves one as it is."""

    light: bool | None = None
    aim: bool | None = None


_HONEYWELL = {
    b"\x16T\r": Effect(light=True),
    b"\x16U\r": Effect(light=False),
    b"\x16M\rSCNAIM0!": Effect(aim=False),
    b"\x16M\rSCNAIM2!": Effect(aim=True),
}
_NEWLAND = {
    b"~\x010000#SCNTRG1;\x03": Effect(light=True),
    b"~\x010000#SCNTRG0;\x03": Effect(light=False),
    b"~\x010000#AMLENA0;\x03": Effect(aim=False),
    b"~\x010000#AMLENA1;\x03": Effect(aim=True),
}
_COMMANDS: Mapping[Dialect, Mapping[bytes, Effect]] = {
    "honeywell": _HONEYWELL,
    "newland": _NEWLAND,
    "newland-escape": {b"\x1b1": Effect(light=True)},
    "newland-soh": {b"\x01T\x04": Effect(light=True)},
    "none": {},
}
_LONGEST_COMMAND_BYTES = 64
_ACK, _NAK = b"\x06", b"\x15"


@dataclass(frozen=True, slots=True)
class Fault:
    """How one code goes wrong on its way."""

    name: str
    before: bytes = b""
    cut_after: int | None = None
    copies: int = 1
    delay_seconds: float = 0.0
    drops_terminator: bool = False


class VirtualQrScanner(PtyDevice):
    """Everything public may be called from any thread."""

    def __init__(
        self,
        link_path: Path,
        clock: Clock,
        *,
        baud: int = 9600,
        trigger: Dialect = "honeywell",
        terminator: bytes = b"\r",
        aim_prefix: bytes = b"",
        encoding: str = "utf-8",
    ) -> None:
        super().__init__(link_path, clock, baud, "virtual-qr-scanner")
        self._heard = bytearray()
        self._trigger = trigger
        self._terminator = terminator
        self._aim_prefix = aim_prefix
        self._encoding = encoding
        self._shown: bytes | None = None
        self._is_lit = trigger == "none"
        self._is_aiming = True
        self._refuses_commands = False
        self._is_stuck = False
        self._sent_codes = 0
        #: When the last byte of the latest code was handed over; for measuring.
        self.code_sent_at = 0.0
        self._faults: deque[Fault] = deque()
        self._commands: list[bytes] = []
        self._changed = threading.Condition()

    # --- what a hand can do -------------------------------------------------------------------

    @property
    def actions(self) -> Mapping[str, Callable[..., None]]:
        """What the dock offers, by name."""
        return {
            "show": self.show,
            "hide": self.hide,
            "unplug": self.unplug,
            "plug": self.plug,
            "garble": self.garble,
            "cut": self.cut,
            "double": self.double,
            "delay": self.delay,
            "drop-terminator": self.drop_terminator,
            "refuse-commands": self.refuse_commands,
            "stick": self.stick,
            "slow": self.slow,
            "heal": self.heal,
        }

    def show(self, text: str | bytes) -> None:
        """Hold up a code: it is seen now when the light is on, else at the next trigger."""
        with self._changed:
            self._shown = text.encode(self._encoding) if isinstance(text, str) else text
        self._wire.wake()

    def hide(self) -> None:
        """Take the code away before it was seen."""
        with self._changed:
            self._shown = None

    def unplug(self) -> None:
        """Pull the cable; the scanner loses power, and its light goes out."""
        super().unplug()
        self._lose_light()

    def garble(self, noise: bytes = NOISE, times: int = 1) -> None:
        """Noise in front of the next codes."""
        self._arm(Fault("garbage", before=noise), times)

    def cut(self, after_bytes: int = 7, times: int = 1) -> None:
        """The next codes end too soon."""
        self._arm(Fault("cut", cut_after=after_bytes), times)

    def double(self, times: int = 1) -> None:
        """The next codes come twice."""
        self._arm(Fault("doubled", copies=2), times)

    def delay(self, seconds: float = 1.0, times: int = 1) -> None:
        """The next codes come late."""
        self._arm(Fault("delayed", delay_seconds=seconds), times)

    def drop_terminator(self, times: int = 1) -> None:
        """The next codes come without their suffix."""
        self._arm(Fault("no-terminator", drops_terminator=True), times)

    def refuse_commands(self, *, refuses: bool = True) -> None:
        """Answer every command with a refusal (only makes that answer at all)."""
        with self._changed:
            self._refuses_commands = refuses

    def stick(self) -> None:
        """Hear everything, answer nothing."""
        with self._changed:
            self._is_stuck = True

    def slow(self, factor: float = 20.0) -> None:
        """The line crawls."""
        self._wire.slowness = factor

    def heal(self) -> None:
        """No fault any more."""
        with self._changed:
            self._faults.clear()
            self._refuses_commands = self._is_stuck = False
        self._wire.slowness = 1.0

    # --- what an eye can see ------------------------------------------------------------------

    def state(self) -> dict[str, object]:
        """For the dock and for tests. The code itself is not told: it may be a person's."""
        with self._changed:
            return {
                "plugged": self._wire.is_plugged,
                "lit": self._is_lit,
                "aiming": self._is_aiming,
                "holding": self._shown is not None,
                "sent": self._sent_codes,
                "stuck": self._is_stuck,
                "slowness": self._wire.slowness,
                "faults": [fault.name for fault in self._faults],
            }

    def commands(self) -> list[bytes]:
        """Every command that was understood, in order."""
        with self._changed:
            return list(self._commands)

    def wait_until_lit(self, timeout_seconds: float) -> bool:
        """True once the light is on: what a citizen sees before holding up a phone."""
        with self._changed:
            return self._changed.wait_for(lambda: self._is_lit, timeout_seconds)

    def wait_for_command(self, command: bytes, timeout_seconds: float) -> bool:
        """True once this command has been understood."""
        with self._changed:
            return self._changed.wait_for(lambda: command in self._commands, timeout_seconds)

    # --- the scanner's own thread -------------------------------------------------------------

    def _arm(self, fault: Fault, times: int) -> None:
        with self._changed:
            self._faults.extend([fault] * times)

    def _hear(self, data: bytes) -> None:
        self._heard += data
        while (command := self._take_command(self._heard)) is not None:
            self._obey(command)
        self._look()

    def _lose_line(self) -> None:
        self._heard.clear()
        # Once more, here: a trigger of the old line may have been obeyed after the plug was pulled.
        self._lose_light()

    def _lose_light(self) -> None:
        with self._changed:
            self._is_lit = self._trigger == "none"

    def _take_command(self, heard: bytearray) -> bytes | None:
        """The first whole command; whatever precedes it is nothing to this scanner."""
        places = {heard.find(known): known for known in _COMMANDS[self._trigger] if known in heard}
        if not places:
            del heard[:-_LONGEST_COMMAND_BYTES]
            return None
        place = min(places)
        command = places[place]
        del heard[: place + len(command)]
        return command

    def _obey(self, command: bytes) -> None:
        with self._changed:
            self._commands.append(command)
            if self._is_stuck:
                return
            verdict = _NAK if self._refuses_commands else _ACK
            if not self._refuses_commands:
                effect = _COMMANDS[self._trigger][command]
                self._is_lit = self._is_lit if effect.light is None else effect.light
                self._is_aiming = self._is_aiming if effect.aim is None else effect.aim
            self._changed.notify_all()
        if self._trigger == "newland":
            self._wire.write(b"\x02\x010000" + command[6:-2] + verdict + b";\x03")
        elif command.startswith(b"\x16M\r"):
            self._wire.write(command[3:-1] + verdict + command[-1:])

    def _look(self) -> None:
        with self._changed:
            if self._shown is None or not self._is_lit or self._is_stuck:
                return
            code, self._shown = self._shown, None
            # A triggered scanner puts its light out after one good read.
            self._is_lit = self._trigger == "none"
            fault = self._faults.popleft() if self._faults else Fault("none")
            self._sent_codes += 1
        self._wire.pause_until(self._clock.monotonic() + fault.delay_seconds)
        self._transmit(code, fault)

    def _transmit(self, code: bytes, fault: Fault) -> None:
        self._wire.write(self._on_the_wire(code, fault))
        self.code_sent_at = self._wire.last_byte_at

    def _on_the_wire(self, code: bytes, fault: Fault) -> bytes:
        end = b"" if fault.drops_terminator else self._terminator
        whole = self._aim_prefix + code + end
        return fault.before + whole[: fault.cut_after] + whole * (fault.copies - 1)
