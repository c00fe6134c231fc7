"""The platform as an ASGI application: routes to handlers, and what surrounds them."""

import asyncio
import logging
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from central.api.answers import problem
from central.api.handlers import HANDLERS, Handler
from central.desk.pages import DESK_HANDLERS
from central.faults import CONTROL_PATH, Fault, FaultMiddleware, Faults
from central.outcomes import Refusal, broken
from central.platform import Platform
from central.settings import Settings
from kiosk.clock import Clock
from kiosk.uplink.contract import ProblemClass

logger = logging.getLogger(__name__)


def create_app(
    settings: Settings, clock: Clock, faults: Faults, opened: Callable[[Platform], None]
) -> Starlette:
    """The application; ``opened`` gets the platform as soon as it can be asked."""

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        platform = Platform.open(settings, clock, faults)
        app.state.platform = platform
        sweeping: asyncio.Task[None] | None = None
        try:
            await platform.settle_in()
            sweeping = asyncio.create_task(platform.sweep())
            opened(platform)
            yield
        finally:
            if sweeping is not None:
                sweeping.cancel()
                await asyncio.gather(sweeping, return_exceptions=True)
            platform.close()

    handlers = {**HANDLERS, **DESK_HANDLERS}
    if settings.demo:
        handlers["POST", CONTROL_PATH] = _switch
        handlers["GET", CONTROL_PATH] = _show_switch
    return Starlette(
        routes=[
            Route(path, _endpoint(handler), methods=[method])
            for (method, path), handler in handlers.items()
        ],
        middleware=[Middleware(FaultMiddleware, faults=faults)] if settings.demo else [],
        exception_handlers={HTTPException: _no_such_call},
        lifespan=lifespan,
    )


def _endpoint(handler: Handler) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        try:
            return await handler(request.app.state.platform, request)
        except ClientDisconnect:
            return Response(status_code=400)  # goes nowhere
        except Exception as error:  # noqa: BLE001 - the message loop's edge
            return _broken_inside(request, error)

    return endpoint


async def _no_such_call(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    return problem(broken("no such call", status=status))


def _broken_inside(request: Request, error: Exception) -> Response:
    # The kind and the place only: the text of an exception may quote what a citizen wrote.
    place = traceback.extract_tb(error.__traceback__)[-1]
    name = f"{Path(place.filename).name}:{place.lineno}"
    logger.error("%s failed: %s at %s", request.method, type(error).__name__, name)
    return problem(Refusal(500, ProblemClass.TRANSIENT, "the platform failed"))


async def _switch(platform: Platform, request: Request) -> Response:
    try:
        platform.faults.turn(Fault((await request.json())["fault"]))
    except (ValueError, KeyError, TypeError):
        return problem(broken("no such fault", status=400))
    return JSONResponse({"fault": platform.faults.now})


async def _show_switch(platform: Platform, request: Request) -> Response:
    return JSONResponse({"fault": platform.faults.now})
