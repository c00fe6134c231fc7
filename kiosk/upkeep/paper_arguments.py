"""The words of ``run_kiosk.py paper``. Imports nothing of the house: every start reads this."""

import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """``paper show|load|spoil|settle`` and their options."""
    deeds = parser.add_subparsers(dest="deed", required=True, metavar="DEED")
    show = deeds.add_parser("show", help="where every blank is, and what waits for a person")
    show.add_argument("--json", action="store_true", help="one JSON document")
    load = deeds.add_parser("load", help="a stack was laid under what is left")
    load.add_argument("first_serial", help="the serial on top of the new stack")
    load.add_argument("sheets", type=int, help="how many")
    load.add_argument("--counted", type=int, default=-1, help="all blanks in the tray now")
    spoil = deeds.add_parser("spoil", help="the blank on top, or a printed sheet, was destroyed")
    spoil.add_argument("sheet", help="its serial")
    spoil.add_argument("--reason", default="damaged", help="one word, like creased")
    settle = deeds.add_parser("settle", help="somebody has looked for an uncertain sheet")
    settle.add_argument("sheet", help="its serial, or @NUMBER as shown")
    settle.add_argument("fate", choices=["found", "destroyed"])
    settle.add_argument("--top", default="", help="the serial on top of the tray now")
    for deed in (load, spoil, settle):
        deed.add_argument("--by", required=True, help="your staff number, like T-118")
