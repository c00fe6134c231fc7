"""The officers' pages as markup. Pure: what is known in, HTML out."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from central.calendar import CITY_TIME
from central.cases.progress import MACHINE
from central.desk import words
from central.desk.markup import Markup, joined, page, piece
from central.desk.officers import Act, CaseFile
from central.desk.session import Session
from central.storage.cases import CaseRow
from kiosk.uplink.contract import MaterialSource, Supplement, TrustLevel

_NOTHING = Markup("")
_SIGNATURE_PX = (480, 160)


def sign_in(message: str = "") -> Markup:
    """The page before the desk."""
    return _framed("登录", _NOTHING, page("sign_in.html", message=_banner(message)))


def case_list(session: Session, rows: Sequence[tuple[CaseRow, str]]) -> Markup:
    """Everything that waits."""
    if not rows:
        listed = piece('<tr><td colspan="5" class="quiet">现在没有等着办的件。</td></tr>')
    else:
        listed = joined(_list_row(row, name) for row, name in rows)
    body = page("list.html", count=len(rows), rows=listed)
    return _framed("待办", _who(session), body)


def case_page(session: Session, file: CaseFile, message: str = "") -> Markup:
    """One case: what was asked, with what, and what may be done now."""
    row, body = file.row, file.body
    content = page(
        "case.html",
        message=_banner(message),
        item=file.item.name,
        case_no=row.case_no,
        state=_badge(row),
        received=_time(row.received_at),
        accepted=_time(row.accepted_at) if row.accepted_at else "还没有",
        due=row.due_by or "无",
        decide=row.decide,
        terminal=f"{row.site} / {row.terminal}",
        reason=_reason(row),
        person=_person(file),
        form=joined(
            _pair(
                words.FIELDS.get(name, name),
                value,
                words.SOURCES[body.form_sources[name]] if name in body.form_sources else "",
            )
            for name, value in body.form.items()
        ),
        materials=_materials(file),
        signature=_signature(file),
        log=joined(_log_line(file)),
        acts=_acts(session, file),
    )
    return _framed(row.case_no, _who(session), content)


def framed(title: str, session: Session, body: Markup) -> Markup:
    """A page of somebody who signed in."""
    return _framed(title, _who(session), body)


def _framed(title: str, who: Markup, body: Markup) -> Markup:
    return page("frame.html", title=title, who=who, body=body)


def _who(session: Session) -> Markup:
    return piece(
        '<form method="post" action="/desk/sign-out"><input type="hidden" name="token"'
        ' value="$token"><span>$officer</span> <button class="link">离开</button></form>',
        officer=session.officer,
        token=session.token,
    )


def _list_row(row: CaseRow, name: str) -> Markup:
    return piece(
        '<tr><td class="number"><a href="/desk/cases/$id">$case_no</a></td><td>$name</td>'
        "<td>$state</td><td>$received</td><td>$due</td></tr>",
        id=row.case_id,
        case_no=row.case_no,
        name=name,
        state=_badge(row),
        received=_time(row.received_at),
        due=row.due_by or "",
    )


def _badge(row: CaseRow) -> Markup:
    return piece(
        '<span class="badge $code">$words</span>', code=row.state, words=words.STATES[row.state]
    )


def _reason(row: CaseRow) -> Markup:
    return piece("<p class=reason>$reason</p>", reason=row.reason) if row.reason else _NOTHING


def _person(file: CaseFile) -> Markup:
    one = file.body.applicant
    until = "长期" if one.valid_to is None else one.valid_to
    pairs = (
        ("姓名", one.name),
        ("证件号码", one.number),
        ("出生", one.birth or ""),
        ("住址", one.address),
        ("签发机关", one.issuer),
        ("有效期", f"{one.valid_from or ''} 至 {until}"),
    )
    return joined(_pair(name, value, "") for name, value in pairs)


def _pair(name: str, value: object, note: str) -> Markup:
    return piece(
        "<dt>$name</dt><dd>$value <small>$note</small></dd>", name=name, value=value, note=note
    )


def _materials(file: CaseFile) -> Markup:
    supplied = [Supplement.model_validate_json(text) for text in file.supplements]
    names = {one.code: one.name for one in file.item.materials}
    rows = [
        _material_row(
            file,
            one.name,
            words.MATERIALS[one.source],
            words.TRUST[one.trust_level] if one.source is not MaterialSource.PROMISE else "",
            one.upload_id,
        )
        for one in file.body.materials
    ]
    rows += [
        _material_row(
            file, names.get(one.code, one.code), "后补", words.TRUST[TrustLevel.C], one.upload_id
        )
        for supplement in supplied
        for one in supplement.materials
    ]
    return joined(rows)


def _signature(file: CaseFile) -> Markup:
    signed = file.body.signature
    if signed is None:
        return piece('<p class="quiet">这件事不用签名。</p>')
    width, height = _SIGNATURE_PX
    lines = joined(
        piece(
            '<polyline points="$points"/>',
            points=" ".join(f"{x * width:.1f},{y * height:.1f}" for x, y in stroke),
        )
        for stroke in signed.strokes
    )
    return piece(
        '<svg class="signature" viewBox="0 0 $width $height" role="img" aria-label="签名">$lines'
        "</svg><p><small>$at</small></p>",
        width=width,
        height=height,
        lines=lines,
        at=_time(signed.at),
    )


def _material_row(
    file: CaseFile, name: str, source: str, trust: str, upload_id: UUID | None
) -> Markup:
    link = _NOTHING
    if upload_id in file.uploads:
        link = piece(
            '<a href="/desk/cases/$case/files/$file" target="_blank">打开看</a>',
            case=file.row.case_id,
            file=upload_id,
        )
    return piece(
        "<tr><td>$name</td><td>$source</td><td>$trust</td><td>$link</td></tr>",
        name=name,
        source=source,
        trust=trust,
        link=link,
    )


def _log_line(file: CaseFile) -> Iterable[Markup]:
    for entry in file.log:
        yield piece(
            "<li><time>$at</time> <b>$state</b> $actor <span>$note</span></li>",
            at=_time(entry.at),
            state=words.STATES[entry.state],
            actor="平台" if entry.actor == MACHINE else entry.actor,
            note=entry.note,
        )
    for sheet in file.sheets:
        yield piece(
            "<li><b>纸 $serial</b> $terminal <span>$outcome</span></li>",
            serial=sheet.serial,
            terminal=sheet.terminal,
            outcome=words.OUTCOMES[sheet.outcome],
        )


def _acts(session: Session, file: CaseFile) -> Markup:
    if not file.acts:
        return piece('<p class="quiet">现在不用您做什么。</p>')
    choices = joined(
        piece(
            '<label><input type="checkbox" name="material" value="$code"> $name</label>',
            code=one.code,
            name=one.name,
        )
        for one in file.item.materials
    )
    keys = joined(
        piece(
            '<button name="act" value="$act" class="$act">$words</button>',
            act=act,
            words=words.ACTS[act],
        )
        for act in file.acts
    )
    return page(
        "acts.html",
        case=file.row.case_id,
        token=session.token,
        keys=keys,
        choices=choices if Act.CORRECT in file.acts else _NOTHING,
    )


def _banner(message: str) -> Markup:
    return (
        piece('<p class="banner" role="alert">$message</p>', message=message)
        if message
        else _NOTHING
    )


def _time(at: datetime) -> str:
    return f"{at.astimezone(CITY_TIME):%Y-%m-%d %H:%M}"
