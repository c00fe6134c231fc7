"""The officers' desk over HTTP: sign-in, list, case, file, decision.

Owns cookies, tokens and headers. Answers only to a loopback host name, so that a page in the
officer's browser cannot reach it under a name of its own.
"""

from collections.abc import Awaitable, Callable
from importlib import resources
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from central.api.reading import body_of, id_of
from central.desk import fleet, views, words
from central.desk.markup import Markup
from central.desk.officers import Act, Judgement
from central.desk.session import COOKIE, NAME_MAX, Session, is_genuine
from central.outcomes import Refusal
from central.platform import Platform
from central.storage import terminals

FORM_LIMIT_BYTES = 16 * 1024
_LOOPBACK = frozenset({"127.0.0.1", "localhost"})
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none';"
        " base-uri 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
#: What a browser may show inside its own viewer. Anything else is only saved.
_SHOWN = ((b"%PDF-", "application/pdf"), (b"\x89PNG", "image/png"), (b"\xff\xd8\xff", "image/jpeg"))

Handler = Callable[[Platform, Request], Awaitable[Response]]
SignedIn = Callable[[Platform, Request, Session], Awaitable[Response]]


async def style(platform: Platform, request: Request) -> Response:
    """The one style sheet."""
    sheet = resources.files("central.desk").joinpath("templates", "style.css").read_bytes()
    return Response(sheet, media_type="text/css")


async def show_sign_in(platform: Platform, request: Request) -> Response:
    """The page before the desk."""
    return _html(views.sign_in()) if _is_local(request) else _forbidden()


async def sign_in(platform: Platform, request: Request) -> Response:
    """Take a name and give a cookie."""
    form = await _form_of(request)
    if not _is_local(request) or not _same_origin(request):
        return _forbidden()
    officer = " ".join(form.get("officer", [""])[0].split())
    if not 0 < len(officer) <= NAME_MAX or not officer.isprintable():
        return _html(views.sign_in("写上姓名和工号，32 个字以内。"), 400)
    session = platform.sessions.begin(officer)
    answer = RedirectResponse("/desk", 303)
    answer.set_cookie(COOKIE, session.cookie, httponly=True, samesite="strict", path="/desk")
    return answer


async def sign_out(platform: Platform, request: Request, session: Session) -> Response:
    """Forget the cookie."""
    answer = RedirectResponse("/desk/sign-in", 303)
    answer.delete_cookie(COOKIE, path="/desk", httponly=True, samesite="strict")
    return answer


async def show_list(platform: Platform, request: Request, session: Session) -> Response:
    """Everything that waits."""
    officers = platform.officers
    rows = [(row, officers.item_name(row)) for row in officers.open_cases()]
    return _html(views.case_list(session, rows))


async def show_fleet(platform: Platform, request: Request, session: Session) -> Response:
    """Every terminal as it was last heard."""
    now, interval = platform.clock.wall(), platform.settings.heartbeat_seconds
    rows = terminals.all_of(platform.engine.reader)
    return _html(views.framed("终端", session, fleet.fleet_page(rows, now, interval)))


async def show_case(platform: Platform, request: Request, session: Session) -> Response:
    """One case."""
    return _case(platform, request, session)


async def show_file(platform: Platform, request: Request, session: Session) -> Response:
    """One material, as the citizen scanned it."""
    case_id, upload_id = id_of(request, "case_id"), id_of(request, "upload_id")
    if isinstance(case_id, Refusal) or isinstance(upload_id, Refusal):
        return _html(views.sign_in(), 404)
    data = await platform.officers.read_file(case_id, upload_id)
    if data is None:
        return Response("没有这个文件。", 404, _HEADERS, "text/plain; charset=utf-8")
    kind = next((kind for magic, kind in _SHOWN if data.startswith(magic)), None)
    how = "inline" if kind else "attachment"
    headers = {**_HEADERS, "Content-Disposition": f'{how}; filename="{upload_id}"'}
    return Response(data, 200, headers, kind or "application/octet-stream")


async def judge(platform: Platform, request: Request, session: Session) -> Response:
    """Carry out what the officer decided."""
    case_id = id_of(request, "case_id")
    form = await _form_of(request)
    try:
        act = Act(form.get("act", [""])[0])
    except ValueError:
        return _case(platform, request, session, "选一个：准予、不予准许，还是要求补正。", 400)
    if isinstance(case_id, Refusal):
        return _case(platform, request, session)
    judgement = Judgement(
        act,
        session.officer,
        reason=form.get("reason", [""])[0].strip(),
        materials=tuple(form.get("material", [])),
    )
    outcome = await platform.officers.judge(case_id, judgement)
    if isinstance(outcome, Refusal):
        return _case(platform, request, session, words.refusal(outcome), outcome.status)
    platform.bell.ring()
    return RedirectResponse(f"/desk/cases/{case_id}", 303)


def _case(
    platform: Platform, request: Request, session: Session, message: str = "", status: int = 200
) -> Response:
    case_id = id_of(request, "case_id")
    file = None if isinstance(case_id, Refusal) else platform.officers.open_case(case_id)
    if file is None:
        return Response("没有这一件。", 404, _HEADERS, "text/plain; charset=utf-8")
    return _html(views.case_page(session, file, message), status)


def _guarded(handler: SignedIn, *, changes: bool = False) -> Handler:
    """Only for who signed in; a changing call also needs the token of its own page."""

    async def guarded(platform: Platform, request: Request) -> Response:
        if not _is_local(request):
            return _forbidden()
        session = platform.sessions.find(request.cookies.get(COOKIE, ""))
        if session is None:
            return RedirectResponse("/desk/sign-in", 303)
        if changes:
            token = (await _form_of(request)).get("token", [""])[0]
            if not _same_origin(request) or not is_genuine(session, token):
                return _forbidden()
        return await handler(platform, request, session)

    return guarded


async def _form_of(request: Request) -> dict[str, list[str]]:
    if not hasattr(request.state, "form"):
        body = await body_of(request, FORM_LIMIT_BYTES)
        text = "" if isinstance(body, Refusal) else body.decode("utf-8", "replace")
        request.state.form = parse_qs(text, max_num_fields=100)
    form: dict[str, list[str]] = request.state.form
    return form


def _is_local(request: Request) -> bool:
    return request.url.hostname in _LOOPBACK


def _same_origin(request: Request) -> bool:
    # Browsers send Origin with every POST; a call without one is not from a browser.
    origin = request.headers.get("origin")
    return origin is None or origin == f"http://{request.headers.get('host', '')}"


def _html(content: Markup, status: int = 200) -> Response:
    return HTMLResponse(content, status, _HEADERS)


def _forbidden() -> Response:
    return Response("这一步不能从这里做。", 403, _HEADERS, "text/plain; charset=utf-8")


DESK_HANDLERS: dict[tuple[str, str], Handler] = {
    ("GET", "/desk"): _guarded(show_list),
    ("GET", "/desk/fleet"): _guarded(show_fleet),
    ("GET", "/desk/style.css"): style,
    ("GET", "/desk/sign-in"): show_sign_in,
    ("POST", "/desk/sign-in"): sign_in,
    ("POST", "/desk/sign-out"): _guarded(sign_out, changes=True),
    ("GET", "/desk/cases/{case_id}"): _guarded(show_case),
    ("POST", "/desk/cases/{case_id}"): _guarded(judge, changes=True),
    ("GET", "/desk/cases/{case_id}/files/{upload_id}"): _guarded(show_file),
}
