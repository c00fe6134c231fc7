"""``python -m central --state FOLDER``: the reference platform on loopback."""

import argparse
import json
import sys
from pathlib import Path

from central.server import PlatformServer
from central.settings import Settings
from kiosk.clock import SystemClock


def main() -> int:
    """Serve until a signal comes. The first line on stdout is the address, as JSON."""
    parser = argparse.ArgumentParser(prog="python -m central", description=__doc__)
    parser.add_argument("--state", type=Path, required=True, help="folder for everything it keeps")
    parser.add_argument("--port", type=int, default=0, help="0: any free port")
    parser.add_argument("--demo", action="store_true", help="open the control of faults")
    options = parser.parse_args()
    settings = Settings(options.state, port=options.port, demo=options.demo)
    PlatformServer(settings, SystemClock()).serve(_say)
    return 0


def _say(url: str) -> None:
    sys.stdout.write(json.dumps({"url": url}) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
