"""The process of a visit, from its first instruction: locks itself down, then opens the window."""

import contextlib
import logging
import socket
import sys
from pathlib import Path
from typing import NoReturn

from config.terminal import PORTRAIT_PX
from devices.third_party import NOT_HERE, ThirdParty
from kiosk.clock import SystemClock, take_short_turns
from kiosk.host.settings import Setup, load_setup
from kiosk.i18n import load_texts
from kiosk.lockdown import die_with_parent, keep_last_words_plain, leave, refuse_inspection
from screens import kivy_setup


def run_visit(
    *,
    settings_file: Path,
    base: Path,
    socket_fd: int,
    visit_id: str,
    is_offscreen: bool,
    glass: Path | None,
    frame_log: Path | None,
) -> NoReturn:
    """Serve one citizen, and end with that."""
    lock_down()
    take_short_turns()
    # Drivers are the host's: a visit runs no code of other makers.
    setup = load_setup(settings_file, base, ThirdParty(left_out=NOT_HERE))
    settings = setup.settings
    fonts = prepare_window(setup, is_offscreen=is_offscreen)

    from kiosk.visit.conductor import Tools
    from printer.licence.pdf import SheetComposer
    from printer.receipt.encoder import EncoderSettings, ReceiptEncoder
    from screens.app import GlassOptions, VisitApp

    texts = load_texts(setup.path(settings.folders.locale) / settings.language)
    tools = Tools(
        settings=settings,
        catalogue=setup.catalogue,
        texts=texts,
        encoder=ReceiptEncoder(EncoderSettings(fonts / "NotoSansCJKsc-Regular.otf")),
        composer=SheetComposer(fonts, texts),
    )
    sock = socket.socket(fileno=socket_fd)
    app = VisitApp(
        visit_id=visit_id,
        sock=sock,
        tools=tools,
        clock=SystemClock(),
        options=GlassOptions(is_offscreen, glass, frame_log),
    )
    with contextlib.suppress(KeyboardInterrupt):
        app.run()
    leave(0)


def prepare_window(
    setup: Setup, *, is_offscreen: bool, drawing_px: tuple[int, int] = PORTRAIT_PX
) -> Path:
    """Tell Kivy what it must know before its first import; where the fonts are."""
    window = setup.settings.window
    kivy_setup.prepare(
        window.width_px,
        window.height_px,
        offscreen=is_offscreen,
        kiosk=window.is_fullscreen,
        hidden=True,
        place_px=window.place_px,
        drawing_px=drawing_px,
    )
    fonts = setup.path(setup.settings.folders.fonts)
    kivy_setup.register_fonts(fonts)
    return fonts


def lock_down() -> None:
    """What the process of a visit forbids itself before anything else."""
    refuse_inspection()
    die_with_parent()
    keep_last_words_plain()
    _log_warnings_only()


def _log_warnings_only() -> None:
    # The handler decides: Kivy gives its own logger a level of its own.
    handler = logging.StreamHandler(sys.stderr)
    handler.setLevel(logging.WARNING)
    logging.basicConfig(handlers=[handler], format="visit %(message)s")
