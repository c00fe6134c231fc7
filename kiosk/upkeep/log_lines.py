"""Which lines of the log may leave the machine: a closed list, each field of a closed kind.

Owns the list. A line that is not on it is counted and left out, however harmless it looks: an
exception's text, a path, a new event that nobody has thought about yet. Adding a line here is a
statement that it can hold nothing of a person.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

_KINDS = {
    "hex": r"[0-9a-f]{32}",
    # Names of classes, phases, reasons, error types: letters only, so no number fits in.
    "word": r"[A-Za-z][A-Za-z_-]{0,39}",
    "number": r"-?[0-9]{1,7}",
    "yes": r"True|False|None",
    "end": r"silent|hung up|host stops|exited with -?[0-9]{1,3}"
    r"|finished|left|timed-out|card-left|crashed",
    "since": r"datetime\.datetime\([0-9]{4}(?:, [0-9]{1,6}){4,6}, tzinfo=datetime\.timezone\.utc\)",
    "state": r"<[A-Z][A-Za-z]{2,20}\.[A-Z_]{2,20}: '[A-Za-z-]{2,20}'>",
    "trace": r"[a-z_A-Z<>]{1,40}:[0-9]{1,5}(?: < [a-z_A-Z<>]{1,40}:[0-9]{1,5}){0,20}",
}
_STATUS = (
    r"(?:Ready\(\)|Busy\(since={since}\)"
    r"|Attention\(reason='{word}', actor={state}, since={since}\)"
    r"|Unavailable\(state={state}, reason='{word}', actor={state}, since={since}\))"
)
#: ``{terminal}`` and ``{device}`` are the words of this terminal's own settings.
_LINES = (
    "host_started terminal={terminal}",
    "host_stopped",
    "visit_started visit={hex} pid={number}",
    "visit_started visit={hex} pid={number} kind={word}",
    "visit_shown visit={hex}",
    "visit_shown visit={hex} kind={word}",
    "visit_woken visit={hex}",
    "visit_ended visit={hex} phase={word} reason={end}",
    "visit_protocol_violation at={trace}",
    "message_out_of_place {word}",
    "service_wanted begun={yes}",
    "service_entered role={word}",
    "staff_try_not_written",
    "audit_not_written deed={word} error={word}",
    "device_changed device={device} status=" + _STATUS,
    "device_driver_crashed device={device} error={word} at={trace}",
    "device_restarted device={device}",
    "safe_mode failed_starts={number}",
    "start_not_counted",
    "heartbeat_heard heard={yes} why={word}",
    "heartbeat_heard heard={yes} why=-",
    "heartbeat_heard heard={yes} why=status-{number}",
    "metrics_port_refused port={number} errno={number}",
    "log_not_kept errno={number}",
    "receipt_at_mouth became={word}",
    "host_protocol_violation",
    "errand_failed name={word} error={word} at={trace}",
    "the kept catalogue is of another version",
    "the platform has another key than before",
    "uplink_stumbled thread={word} error={word} at={trace}",
    "export_not_written error={word}",
    "process_crashed error={word} at={trace}",
    "light_refused reason={word}",
    "light_failed",
    "tamper_seen device={device}",
    "tamper_cleared",
    "device_book_unusable error={word}",
    "device_book_not_written error={word}",
)
_HEAD = r"[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2},[0-9]{3} (?:INFO|WARNING|ERROR) "


@dataclass(frozen=True, slots=True)
class KnownLines:
    """What may go out, and how much may not."""

    lines: tuple[str, ...]
    left_out: int


def known_lines(
    lines: Iterable[str], terminal: str, devices: Iterable[str], most: int = 2000
) -> KnownLines:
    """The last ``most`` known lines, oldest first."""
    pattern = _pattern(terminal, devices)
    known, left_out = [], 0
    for line in lines:
        if pattern.fullmatch(line):
            known.append(line)
        else:
            left_out += 1
    return KnownLines(tuple(known[-most:]), left_out)


def _pattern(terminal: str, devices: Iterable[str]) -> re.Pattern[str]:
    kinds = {name: f"(?:{kind})" for name, kind in _KINDS.items()}
    kinds["terminal"] = re.escape(terminal)
    # A terminal without devices has no lines about devices: an empty choice would match anything.
    kinds["device"] = f"(?:{'|'.join(map(re.escape, devices)) or '(?!)'})"
    choices = "|".join(_filled(line, kinds) for line in _LINES)
    return re.compile(f"{_HEAD}(?:{choices})")


def _filled(line: str, kinds: dict[str, str]) -> str:
    for name, kind in kinds.items():
        line = line.replace("{" + name + "}", kind)
    return line
