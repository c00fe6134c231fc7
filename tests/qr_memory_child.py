"""A process that reads one code, holds it, wipes it: its memory is searched from outside.

Speaks in lines: says ``ready``, ``held`` and ``wiped``, and goes on after each line it is sent.
"""

import sys
import threading

from devices.ports import CodeRead
from devices.qr_scanner.serial_scanner import SerialQrScanner, SerialScannerSettings
from kiosk.clock import SystemClock


def say_and_wait(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()
    sys.stdin.readline()


def main() -> None:
    scanner = SerialQrScanner(SerialScannerSettings(sys.argv[1]), SystemClock())
    scanner.open()
    say_and_wait("ready")
    outcome = scanner.scan(20.0, threading.Event())
    if not isinstance(outcome, CodeRead):
        raise SystemExit(f"no code: {outcome}")
    say_and_wait("held")
    outcome.payload[:] = bytes(len(outcome.payload))
    say_and_wait("wiped")
    scanner.close()


if __name__ == "__main__":
    main()
