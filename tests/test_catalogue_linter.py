"""Each rule of the linter has a sample that breaks it, and the problem names the line."""

# ruff: noqa: E501 - the samples read as a table

import inspect
from pathlib import Path

import pytest

from kiosk.catalogue import linter, rules_flow, rules_form, rules_service
from kiosk.catalogue.linter import RULES, Remark, check, load_catalogue
from kiosk.errors import DefinitionError

GOOD = """\
code: bench
version: "1"
name: 占道摆摊
official_name: 占道经营备案
one_line: 摆摊先备案
pinyin: zdbt
category: business
icon: shop
tool: apply
mode: apply
decision: officer
duration_minutes: 5
trips_after: 0
fee: {yuan: 0}
needs:
  devices:
    - {role: id-reader}
    - {role: document-scanner}
    - {role: receipt-printer, without: 编号写在屏幕上}
  platform: {required: false, without: 连上就送}
channels: [kiosk]
highlights: [{icon: pin, title: 全市通办, text: 哪里都能办}]
routing:
  follow_up: site
  region_from: district
  authorities:
    - {region: "99", name: 青禾市城市管理局, uscc: 11990100MB0000035A}
  legal_working_days: 5
  promised_working_days: 3
steps:
  - {id: identify, kind: identify, title: 放身份证}
  - {id: form, kind: form, title: 填一填}
  - {id: more, kind: form, title: 再补几项, when: {field: goods, is: food}}
  - {id: materials, kind: materials, title: 材料}
  - {id: review, kind: review, title: 看一遍}
  - {id: submit, kind: submit, title: 提交}
  - {id: output, kind: output, title: 拿凭条}
fields:
  - {id: owner, label: 姓名, kind: text, source: card.name}
  - id: district
    label: 哪个区
    kind: choice
    options:
      - {id: east, label: 东区, region: "9901"}
  - id: goods
    label: 卖什么
    kind: choice
    options:
      - {id: food, label: 吃的}
      - {id: toys, label: 玩的}
  - {id: days, label: 摆几天, kind: digits, keyboard: digits, example: "3", help: 只填数字}
  - {id: since, label: 哪天起, kind: date, keyboard: digits, example: "20260402", help: 八个数字}
  - {id: stall, label: 摊名, kind: text, template: "{owner}的摊"}
  - id: cooked
    label: 现做吗
    kind: choice
    step: more
    options: [{id: "yes", label: 现做}, {id: "no", label: 不现做}]
  - id: gas
    label: 用什么火
    kind: choice
    step: more
    when: {field: cooked, is: "yes"}
    options: [{id: gas, label: 燃气}, {id: power, label: 用电}]
materials:
  - code: card
    name: 身份证
    why: 读一下
    source: card
  - code: lease
    name: 场地同意书
    why: 证明场地给您用
    source: scan
    pages: {least: 1, most: 2}
    promise: {allowed: true, days: 10, undertaking: "同意书，我会在{due}前补上"}
consents:
  - {id: read-card, version: "1", text: 只读这一次}
outputs: {receipt: true}
"""

#: rule, what is replaced, by what, what the problem says, what stands on its line
SAMPLES = [
    ("never_on_terminal", "tool: apply", "terminal: never\ntool: apply", "never be on", "terminal"),
    ("icons_are_drawn", "icon: shop", "icon: rocket", "no service icon 'rocket'", "icon: rocket"),
    ("icons_are_drawn", "icon: pin", "icon: rocket", "no icon 'rocket'", "rocket"),
    ("titles_fit", "name: 占道摆摊", "name: 个体工商户占道摆摊经营备案登记", "more than 14", "name"),
    ("titles_fit", "title: 填一填", "title: 请您把下面的每一项都认真填一填", "more than 14", "form"),
    ("fee_is_explained", "fee: {yuan: 0}", "fee: {yuan: 5}", "needs its 'payee'", "fee"),
    ("promises_are_allowed", "source: card\n", "source: card\n    promise: {allowed: true, days: 3, "
     "undertaking: '{due}'}\n", "cannot be promised", "promise"),
    ("promises_are_allowed", "{allowed: true, days: 10,", "{allowed: true,", "needs 'days'", "pro"),
    ("promises_are_allowed", "我会在{due}前补上", "我会补上", "names the day", "promise"),
    ("promises_are_allowed", "allowed: true, days", "allowed: false, days", "no promise is", "pro"),
    ("promises_are_allowed", "promise: {allowed: true, days: 10, undertaking: \"同意书，我会在{due}前补上\"}",
     "required: true", "needs a 'refusal'", "lease"),
    ("promises_are_allowed", "decision: officer", "decision: instant", "decision is instant", "pro"),
    ("promises_are_allowed", "source: scan", "source: scan\n    required: false", "nothing to", "pro"),
    ("sources_are_connected", "source: scan", "source: licence-library", "not connected", "source"),
    ("sources_are_connected", "kind: text, source: card.name", "kind: text, source: library",
     "not connected", "owner"),
    ("pages_are_in_order", "least: 1, most: 2", "least: 3, most: 2", "'least' is more", "pages"),
    ("devices_cover_the_steps", "    - {role: document-scanner}\n", "", "document-scanner", "devices:"),
    ("devices_cover_the_steps", "{role: id-reader}", "{role: id-reader, without: 手打}",
     "cannot go on without the id-reader", "id-reader"),
    ("platform_need_is_true", "mode: apply", "mode: query", "a query cannot", "platform"),
    ("platform_need_is_true", "false, without: 连上就送", "false", "needs 'without'", "platform"),
    ("platform_need_is_true", "required: false", "required: true", "no place", "platform"),
    ("time_limits_are_true", "promised_working_days: 3", "promised_working_days: 9", "law", "rout"),
    ("time_limits_are_true", "follow_up: site", "follow_up: site\n  wait_seconds: 9", "belongs", "rou"),
    ("routing_reaches_somebody", 'region: "9901"', 'region: "88"', "no authority for", "east"),
    ("routing_reaches_somebody", ', region: "9901"', "", "needs a 'region'", "east"),
    ("routing_reaches_somebody", "region_from: district", "region_from: nowhere", "no field", "from"),
    ("routing_reaches_somebody", "  legal", '    - {region: "99", name: 又一个, '
     "uscc: 11990100MB0000035A}\n  legal", "stands twice", "又一个"),
    ("authorities_are_real_codes", "MB0000035A", "MB0000035B", "is no credit code", "uscc"),
    ("consent_comes_first", "id: read-card", "id: other", "'read-card'", "consents"),
    ("tool_fits_mode", "tool: apply", "tool: proof", "disagree", "tool"),
    ("ids_stand_once", "id: more, kind", "id: form, kind", "twice in steps", "再补"),
    ("ids_stand_once", "id: days", "id: goods", "twice in fields", "摆几天"),
    ("ids_stand_once", "id: toys", "id: food", "options of 'goods'", "玩的"),
    ("ids_stand_once", "code: lease", "code: card", "twice in materials", "code: card"),
    ("ids_stand_once", "role: document-scanner", "role: id-reader", "stands twice", "id-reader"),
    ("fields_stand_on_a_form", "id: days,", "id: days, step: review,", "no form step", "days"),
    ("fields_can_be_answered", "kind: digits, keyboard: digits,", "kind: digits,", "keyboard", "days"),
    ("fields_can_be_answered", "source: card.name", "source: card.name, keyboard: latin",
     "nobody types", "owner"),
    ("fields_can_be_answered", 'kind: text, template: "{owner}的摊"', "kind: choice", "needs them",
     "stall"),
    ("fields_can_be_answered", "kind: text, template", "kind: date, template", "makes a text", "sta"),
    ("fields_can_be_answered", "id: days,", "id: days, read_only: true,", "nothing fills", "days"),
    ("fields_can_be_answered", "id: days,", "id: days, sends: id,", "send an id", "days"),
    ("typed_fields_are_explained", 'example: "3", ', "", "needs an 'example'", "days"),
    ("typed_fields_are_explained", ', help: 只填数字', "", "no 'help'", "days"),
    ("limits_make_sense", "id: days,", "id: days, limits: {min_length: 9, max_length: 2},",
     "'min_length' is more", "days"),
    ("limits_make_sense", "id: days,", "id: days, limits: {at_least: 9, at_most: 0},",
     "'at_least' is more", "days"),
    ("limits_make_sense", "id: since,", "id: since, limits: {at_least: 9},", "for numbers", "since"),
    ("limits_make_sense", "id: days,", "id: days, limits: {not_after: today},", "for dates", "days"),
    ("limits_make_sense", "id: since,", 'id: since, limits: {not_after: "2026-02-30"},',
     "no day", "since"),
    ("limits_make_sense", "id: since,",
     'id: since, limits: {not_before: "2026-02-03", not_after: "2026-02-02"},', "is later", "since"),
    ("steps_are_in_order", "  - {id: review, kind: review, title: 看一遍}\n", "", "one step 'review'",
     "steps:"),
    ("steps_are_in_order", "{id: materials, kind: materials", "{id: m, kind: identify",
     "cannot come after", "id: m"),
    ("steps_are_in_order", "kind: review, title: 看一遍", "kind: review, title: 看, when: {field: goods, "
     "is: food}", "cannot be skipped", "review"),
    ("steps_are_in_order", "  - {id: materials, kind: materials, title: 材料}\n", "",
     "no step 'materials'", "steps:"),
    ("steps_are_reachable", "  - {id: more", "  - {id: empty, kind: form, title: 空}\n  - {id: more",
     "nothing to show", "empty"),
    ("conditions_look_back", "when: {field: goods,", "when: {field: nobody,", "unknown field", "more"),
    ("conditions_look_back", "when: {field: goods, is: food}", 'when: {field: cooked, is: "yes"}',
     "looks forward", "more"),
    ("conditions_look_back", "id: days,", "id: days, when: {field: since, filled: true},",
     "looks forward", "days"),
    ("conditions_look_back", "{field: goods, is: food}", "{field: goods, is: fish}", "no option", "mo"),
    ("conditions_look_back", "{field: goods, is: food}", "{field: owner, at_least: 3}",
     "is no number", "more"),
    ("conditions_can_hold", "{field: goods, is: food}", "{all: [{field: goods, is: food}, "
     "{field: goods, is: toys}]}", "unreachable", "more"),
    ("conditions_can_hold", "when: {field: cooked, is: \"yes\"}", "when: {all: [{field: cooked, "
     "is: \"yes\"}, {field: days, at_most: -1}]}", "unreachable", "when"),
    ("templates_look_back", "{owner}的摊", "{nobody}的摊", "no earlier field", "nobody"),
    ("templates_look_back", "label: 吃的", 'label: "{stall}吃的"', "no earlier field", "stall"),
]  # fmt: skip


def problems_of(folder: Path, text: str) -> list[tuple[str, str, bool]]:
    home = folder / "bench"
    home.mkdir(exist_ok=True)
    (home / "service.yaml").write_text(text, "utf-8")
    lines = text.splitlines()
    return [
        (problem.text, lines[problem.line - 1], isinstance(problem, Remark))
        for problem in check(folder)
    ]


def test_the_good_sample_is_clean(tmp_path: Path) -> None:
    assert problems_of(tmp_path, GOOD) == []


@pytest.mark.parametrize(("rule", "old", "new", "says", "line"), SAMPLES)
def test_a_broken_package_is_refused_with_its_line(
    tmp_path: Path, rule: str, old: str, new: str, says: str, line: str
) -> None:
    assert GOOD.count(old) >= 1, "the sample no longer fits"
    found = problems_of(tmp_path, GOOD.replace(old, new, 1))
    assert any(says in text and line in where for text, where, _ in found), found


def test_every_rule_has_a_sample() -> None:
    assert {rule.__name__ for rule in RULES} == {sample[0] for sample in SAMPLES}


def test_every_rule_that_is_written_runs() -> None:
    written = {
        name
        for module in (rules_flow, rules_form, rules_service)
        for name, thing in inspect.getmembers(module, inspect.isfunction)
        if thing.__module__ == module.__name__ and not name.startswith("_")
    }
    assert written == {rule.__name__ for rule in RULES}


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("role: id-reader", "role: palm-reader", "id-reader"),
        ("role: id-reader", "role: id-reader\n    colour: red", "expected"),
        ("name: 占道摆摊\n", "", "missing key 'name'"),
        ("label: 摆几天, ", "", "missing key 'label'"),
        ("when: {field: goods, is: food}", "when: goods == food", "exactly one of"),
        ("pinyin: zdbt", "pinyin: 占道", "pinyin"),
        ("code: bench", "code: Bench", "code"),
        ("code: bench", "code: stall", "must be the folder's name"),
        ("yuan: 0", "yuan: -1", "yuan"),
        ("yuan: 0", "yuan: 0, euro: 1", "unknown key 'euro'"),
    ],
)
def test_a_wrong_shape_is_a_problem_too(tmp_path: Path, old: str, new: str, says: str) -> None:
    found = problems_of(tmp_path, GOOD.replace(old, new, 1))
    assert any(says in text for text, _, _ in found), found


@pytest.mark.row("S16")
def test_a_remark_stops_nothing_and_a_fault_stops_everything(tmp_path: Path) -> None:
    found = problems_of(tmp_path, GOOD.replace(", help: 只填数字", ""))
    assert [is_remark for _, _, is_remark in found] == [True]
    assert set(load_catalogue(tmp_path).services) == {"bench"}
    problems_of(tmp_path, GOOD.replace("tool: apply", "terminal: never\ntool: apply"))
    with pytest.raises(DefinitionError, match="never be on a terminal"):
        load_catalogue(tmp_path)


def test_the_faults_of_several_packages_come_together(tmp_path: Path) -> None:
    for name in ("one", "two"):
        home = tmp_path / name
        home.mkdir()
        text = GOOD.replace("code: bench", f"code: {name}").replace("icon: shop", "icon: x", 1)
        (home / "service.yaml").write_text(
            text.replace("fee: {yuan: 0}", "fee: {yuan: 5}"), "utf-8"
        )
    with pytest.raises(DefinitionError) as raised:
        load_catalogue(tmp_path)
    files = [Path(problem.file).parent.name for problem in raised.value.problems]
    assert files.count("one") == files.count("two") == 3


def test_a_condition_with_endless_combinations_is_left_alone(tmp_path: Path) -> None:
    many = ", ".join(f"{{id: o{n}, label: 选项{n}}}" for n in range(60))
    fields = "".join(
        f"  - {{id: c{n}, label: 选, kind: choice, options: [{many}]}}\n" for n in range(4)
    )
    parts = ", ".join(f"{{field: c{n}, is: o1}}" for n in range(4))
    last = (
        f"  - {{id: last, label: 选, kind: choice, options: [{many}], when: {{all: [{parts}]}}}}\n"
    )
    text = GOOD.replace("materials:\n  - code", fields + last + "materials:\n  - code", 1)
    assert problems_of(tmp_path, text) == []


def test_the_linter_knows_no_file_of_its_own() -> None:
    assert "config/services" not in inspect.getsource(linter)
