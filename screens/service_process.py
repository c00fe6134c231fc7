"""The process of a service visit: locked down as a citizen's is, with screens of its own."""

import contextlib
import socket
from pathlib import Path
from typing import NoReturn

from devices.third_party import NOT_HERE, ThirdParty
from kiosk.clock import SystemClock
from kiosk.host.settings import load_setup
from kiosk.i18n import load_texts
from kiosk.lockdown import leave
from screens import kivy_setup
from screens.visit_process import lock_down, prepare_window


def run_service(
    *,
    settings_file: Path,
    base: Path,
    socket_fd: int,
    visit_id: str,
    is_offscreen: bool,
    glass: Path | None,
    frame_log: Path | None,
) -> NoReturn:
    """Serve one member of staff, and end with that."""
    lock_down()
    # Drivers are the host's: a visit runs no code of other makers.
    setup = load_setup(settings_file, base, ThirdParty(left_out=NOT_HERE))
    window = setup.settings.window
    fonts = prepare_window(setup, is_offscreen=is_offscreen, drawing_px=window.drawing_px)
    kivy_setup.register_console_font(fonts)

    from screens.service_app import ServiceApp, ServiceTools

    folders = setup.settings.folders
    texts = load_texts(setup.path(folders.locale) / setup.settings.language)
    app = ServiceApp(
        visit_id=visit_id,
        sock=socket.socket(fileno=socket_fd),
        tools=ServiceTools(setup.settings, texts, glass),
        clock=SystemClock(),
    )
    with contextlib.suppress(KeyboardInterrupt):
        app.run()
    leave(0)
