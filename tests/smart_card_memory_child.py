"""Reads one card, holds its records, wipes them; says each step and waits to be told to go on."""

import sys
import threading

from devices.smart_card_reader.pcsc_reader import PcscCardReader, PcscSettings
from devices.smart_card_reader.port import ChipRead
from devices.transcript import COMMANDS_SHOWN, Transcript
from devices.transport.tap import heard_by
from kiosk.clock import SystemClock


def say(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()
    sys.stdin.readline()


def main(socket: str) -> None:
    clock = SystemClock()
    with heard_by(Transcript(clock, policy=COMMANDS_SHOWN)):
        reader = PcscCardReader(PcscSettings(service_socket=socket), clock)
    reader.open()
    outcome = reader.read_card(30.0, threading.Event())
    if not isinstance(outcome, ChipRead):
        raise SystemExit(f"no card: {type(outcome).__name__}")
    say("held")
    outcome.wipe()
    say("wiped")
    reader.close()


if __name__ == "__main__":
    main(sys.argv[1])
