"""``make conformance`` whose scanner's process dies, in an interpreter of its own: it forks.

``python -m tests.fakes.dying_certifier SETTINGS``
"""

import os
import sys
from pathlib import Path

import run_kiosk
from devices.conformance.kit import Level
from kiosk.clock import SystemClock
from kiosk.host.settings import load_setup
from kiosk.upkeep import conformance_table
from kiosk.upkeep.conform import Wish, certify


def dies_at_the_scanner(setup, plan, wish, clock):
    if plan.entry.id == "qr-scanner":
        os._exit(3)
    return certify(setup, plan, wish, clock)


def main(settings: str) -> None:
    conformance_table.certify = dies_at_the_scanner
    setup = load_setup(Path(settings), run_kiosk.BASE)
    conformance_table.print_table(setup, Wish(Level.GOLD), SystemClock(), sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1])
