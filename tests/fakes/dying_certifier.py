"""``make conformance`` whose scanner's process dies, in an interpreter of its own: it forks.

``python -m tests.fakes.dying_certifier SETTINGS``
"""

import os
import sys

import run_kiosk
from kiosk.upkeep import conformance_table
from kiosk.upkeep.conform import certify


def dies_at_the_scanner(setup, plan, wish, clock):
    if plan.entry.id == "qr-scanner":
        os._exit(3)
    return certify(setup, plan, wish, clock)


def main(settings: str) -> int:
    conformance_table.certify = dies_at_the_scanner
    return run_kiosk.main(["conform", "--gold", "--virtual", "--settings", settings])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
