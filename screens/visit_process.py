"""The process of a visit, from its first instruction: locks itself down, then opens the window."""

import contextlib
import ctypes
import logging
import resource
import socket
import sys
from pathlib import Path

from kiosk.clock import SystemClock
from kiosk.host.settings import load_setup
from kiosk.i18n import load_texts
from screens import kivy_setup

_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE = 1, 4
_SIGKILL = 9


def harden() -> None:
    """No core file, no debugger of the same user, no life after the host."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_PDEATHSIG, _SIGKILL, 0, 0, 0)
    libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


def run_visit(
    *,
    settings_file: Path,
    base: Path,
    socket_fd: int,
    visit_id: str,
    is_offscreen: bool,
    glass: Path | None,
    frame_log: Path | None,
) -> int:
    """Serve one citizen; the exit code is of interest to nobody but a developer."""
    harden()
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="visit %(message)s")
    setup = load_setup(settings_file, base)
    settings = setup.settings
    window = settings.window
    kivy_setup.prepare(
        window.width_px,
        window.height_px,
        offscreen=is_offscreen,
        kiosk=window.is_fullscreen,
        hidden=True,
        place_px=window.place_px,
    )
    fonts = setup.path(settings.folders.fonts)
    kivy_setup.register_fonts(fonts)

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
    return 0
