"""The officers' desk in a browser's shoes: signed in or not, forged or real, one after another."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import requests

from kiosk.uplink import contract as c
from kiosk.uplink.packet import digest_of
from tests.fakes.central_rig import LEASE, Made, Rig, running_platform

OFFICER = "李审批 0731"


class Browser:
    """Cookies, links and forms; nothing of the platform's inside."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.web = requests.Session()

    def get(self, path: str) -> requests.Response:
        return self.web.get(self.url + path, timeout=60)

    def post(self, path: str, form: dict[str, Any], **headers: str) -> requests.Response:
        return self.web.post(self.url + path, form, headers=headers, timeout=60)

    def sign_in(self, officer: str = OFFICER) -> requests.Response:
        return self.post("/desk/sign-in", {"officer": officer})

    def token(self, path: str) -> str:
        found = re.search(r'name="token" value="(\w+)"', self.get(path).text)
        assert found is not None
        return found[1]

    def judge(self, made: Made, act: str, **form: Any) -> requests.Response:
        path = f"/desk/cases/{made.case_id}"
        return self.post(path, {"token": self.token(path), "act": act, **form})


@contextmanager
def _desk(state: Path) -> Iterator[tuple[Rig, Browser]]:
    with running_platform(state) as rig:
        browser = Browser(rig.url)
        try:
            yield rig, browser
        finally:
            browser.web.close()


def _state(rig: Rig, made: Made) -> c.CaseReply:
    answer = rig.get(c.PATH_CASE.format(case_id=made.case_id))
    return c.CaseReply.model_validate_json(answer.content)


def test_without_signing_in_every_page_leads_to_the_door(tmp_path: Path) -> None:
    with _desk(tmp_path / "state") as (rig, browser):
        made = rig.eatery()
        rig.hand_in(made)
        for path in ("/desk", f"/desk/cases/{made.case_id}"):
            answer = browser.get(path)
            assert answer.url.endswith("/desk/sign-in")
            assert "张三" not in answer.text
        browser.web.cookies.set("desk", "eyJ4.0000", path="/desk")
        assert browser.get("/desk").url.endswith("/desk/sign-in")


def test_list_shows_open_cases_without_names(tmp_path: Path) -> None:
    with _desk(tmp_path / "state") as (rig, browser):
        waiting, done = rig.eatery(promised=True), rig.query({"period": "all"})
        waiting_no, done_no = rig.hand_in(waiting).case_no, rig.hand_in(done).case_no
        page = browser.sign_in().text
        assert waiting_no is not None
        assert done_no is not None
        assert waiting_no in page
        assert "小餐饮备案" in page
        assert "容缺受理" in page
        assert done_no not in page
        assert "张三" not in page


def test_case_shows_form_and_materials_and_the_scan_opens(tmp_path: Path) -> None:
    with _desk(tmp_path / "state") as (rig, browser):
        made = rig.eatery()
        rig.hand_in(made)
        browser.sign_in()
        page = browser.get(f"/desk/cases/{made.case_id}")
        assert page.headers["Cache-Control"] == "no-store"
        for text in ("张三", "110101190001010014", "扫描件", "自助机扫描", OFFICER):
            assert text in page.text
        assert '<polyline points="48.0,32.0 144.0,64.0"/>' in page.text
        links = re.findall(r'href="(/desk/cases/[^"]+/files/[^"]+)"', page.text)
        assert len(links) == 2
        scan = browser.get(links[0])
        assert scan.headers["Content-Type"] == "application/pdf"
        assert scan.content == LEASE


def test_file_of_another_case_does_not_open(tmp_path: Path) -> None:
    with _desk(tmp_path / "state") as (rig, browser):
        one, two = rig.eatery(), rig.eatery()
        rig.hand_in(one)
        rig.hand_in(two)
        browser.sign_in()
        theirs = one.scans[0].upload_id
        assert browser.get(f"/desk/cases/{two.case_id}/files/{theirs}").status_code == 404
        assert browser.get(f"/desk/cases/{one.case_id}/files/{theirs}").status_code == 200


def test_file_that_no_viewer_knows_is_only_saved(tmp_path: Path) -> None:
    with _desk(tmp_path / "state") as (rig, browser):
        made = rig.eatery()
        scan = rig.scan(made.case_id, b"<script>alert(1)</script>")
        material = made.body.materials[1].model_copy(
            update={"upload_id": scan.upload_id, "digest": digest_of(scan.clear)}
        )
        materials = (made.body.materials[0], material, made.body.materials[2])
        body = made.body.model_copy(update={"materials": materials})
        scans = (scan, made.scans[1])
        made = Made(body, rig.sealed(body, scans), scans, made.result_key)
        rig.hand_in(made)
        browser.sign_in()
        answer = browser.get(f"/desk/cases/{made.case_id}/files/{scan.upload_id}")
        assert answer.headers["Content-Type"] == "application/octet-stream"
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_grant_is_attributed_and_reaches_the_terminal(tmp_path: Path) -> None:
    with _desk(tmp_path / "state") as (rig, browser):
        made = rig.eatery()
        rig.hand_in(made)
        browser.sign_in()
        page = browser.judge(made, "grant")
        assert page.status_code == 200
        assert OFFICER in page.text
        reply = _state(rig, made)
        assert reply.state is c.CaseState.RESULT_READY
        assert reply.result_id is not None
        assert rig.result(made, reply.result_id)[1].layout == "food-permit"
        assert rig.events().events[-1].kind == "result.ready"


def test_refusal_needs_a_reason_and_says_it_to_the_citizen(tmp_path: Path) -> None:
    with _desk(tmp_path / "state") as (rig, browser):
        made = rig.eatery()
        rig.hand_in(made)
        browser.sign_in()
        bare = browser.judge(made, "refuse", reason="  ")
        assert bare.status_code == 422
        assert "写一句理由" in bare.text
        assert _state(rig, made).state is c.CaseState.ACCEPTED
        browser.judge(made, "refuse", reason="店面不在本区。")
        assert (_state(rig, made).state, _state(rig, made).reason) == (
            c.CaseState.REFUSED,
            "店面不在本区。",
        )


def test_correction_asks_for_everything_at_once_with_an_envelope(tmp_path: Path) -> None:
    with _desk(tmp_path / "state") as (rig, browser):
        made = rig.eatery()
        rig.hand_in(made)
        browser.sign_in()
        assert browser.judge(made, "correct", reason="看不清").status_code == 422
        assert browser.judge(made, "correct", reason="x", material="no-such").status_code == 422
        browser.judge(made, "correct", reason="看不清", material=["lease", "landlord-id"])
        reply = _state(rig, made)
        assert reply.state is c.CaseState.CORRECTION_REQUESTED
        view = rig.get(c.PATH_ENVELOPE.format(envelope_code=reply.envelope_code)).json()
        assert [one["code"] for one in view["missing"]] == ["lease", "landlord-id"]


def test_promised_material_must_come_before_a_grant(tmp_path: Path) -> None:
    with _desk(tmp_path / "state") as (rig, browser):
        made = rig.eatery(promised=True)
        rig.hand_in(made)
        browser.sign_in()
        answer = browser.judge(made, "grant")
        assert answer.status_code == 409
        assert _state(rig, made).state is c.CaseState.TOLERATED


def test_second_officer_finds_the_case_moved_on(tmp_path: Path) -> None:
    with _desk(tmp_path / "state") as (rig, browser):
        made = rig.eatery()
        rig.hand_in(made)
        browser.sign_in()
        path = f"/desk/cases/{made.case_id}"
        token = browser.token(path)
        assert browser.judge(made, "grant").status_code == 200
        late = browser.post(path, {"token": token, "act": "refuse", "reason": "x"})
        assert late.status_code == 409
        assert "已经有人处理" in late.text
        assert _state(rig, made).state is c.CaseState.RESULT_READY


@pytest.mark.parametrize(
    ("form", "headers"),
    [
        ({"act": "grant"}, {}),
        ({"act": "grant", "token": "0" * 64}, {}),
        ({"act": "grant", "token": "真"}, {}),
        ({"act": "grant", "token": "real"}, {"Origin": "http://evil.example"}),
        ({"act": "grant", "token": "real"}, {"Host": "evil.example"}),
    ],
)
def test_forged_form_changes_nothing(
    tmp_path: Path, form: dict[str, str], headers: dict[str, str]
) -> None:
    with _desk(tmp_path / "state") as (rig, browser):
        made = rig.eatery()
        rig.hand_in(made)
        browser.sign_in()
        path = f"/desk/cases/{made.case_id}"
        if form.get("token") == "real":
            form = {**form, "token": browser.token(path)}
        assert browser.post(path, form, **headers).status_code == 403
        assert _state(rig, made).state is c.CaseState.ACCEPTED


def test_markup_in_a_name_is_shown_and_not_obeyed(tmp_path: Path) -> None:
    with _desk(tmp_path / "state") as (rig, browser):
        name = "<script>alert('张三')</script>&\"$body"
        form = {"trade-name": name, "premises": "<img src=x onerror=alert(1)>"}
        made = rig.eatery(form=form)
        rig.hand_in(made)
        browser.sign_in("<b>某人</b>")
        page = browser.get(f"/desk/cases/{made.case_id}")
        for raw in ("<script>", "<img", "<b>某人"):
            assert raw not in page.text
        assert "&lt;script&gt;alert(&#x27;张三&#x27;)&lt;/script&gt;&amp;&quot;$body" in page.text
        assert "script" not in page.headers["Content-Security-Policy"]


def test_name_that_is_no_name_is_not_let_in(tmp_path: Path) -> None:
    with _desk(tmp_path / "state") as (_, browser):
        for name in ("", "  ", "x" * 33, "a\x00b"):
            assert browser.sign_in(name).status_code == 400
        assert browser.get("/desk").url.endswith("/desk/sign-in")


def test_signing_out_forgets_the_officer(tmp_path: Path) -> None:
    with _desk(tmp_path / "state") as (_, browser):
        browser.sign_in()
        browser.post("/desk/sign-out", {"token": browser.token("/desk")})
        assert browser.get("/desk").url.endswith("/desk/sign-in")
