"""Chinese words for the contract's codes, as officers read them."""

from collections.abc import Mapping

from central.desk.officers import Act
from central.outcomes import Refusal
from kiosk.uplink.contract import CaseState, FieldSource, MaterialSource, PrintOutcome, TrustLevel

STATES: Mapping[CaseState, str] = {
    CaseState.AWAITING_MATERIALS: "等材料传完",
    CaseState.RECEIVED: "已收件",
    CaseState.PRECHECKED: "已预审",
    CaseState.ACCEPTED: "已受理",
    CaseState.NOT_ACCEPTED: "不予受理",
    CaseState.CORRECTION_REQUESTED: "待补正",
    CaseState.TOLERATED: "容缺受理",
    CaseState.IN_REVIEW: "审查中",
    CaseState.CLOCK_STOPPED: "特别程序",
    CaseState.GRANTED: "准予",
    CaseState.REFUSED: "不予准许",
    CaseState.RESULT_READY: "结果可领",
    CaseState.DELIVERED: "已领取",
    CaseState.CLOSED: "已办结",
    CaseState.WITHDRAWN: "已撤回",
    CaseState.FORWARDED: "已转办",
    CaseState.LAPSED: "逾期作废",
}

SOURCES: Mapping[FieldSource, str] = {
    FieldSource.CARD: "身份证",
    FieldSource.LIBRARY: "电子证照",
    FieldSource.LAST_TIME: "上次填的",
    FieldSource.CITIZEN: "本人填写",
}

MATERIALS: Mapping[MaterialSource, str] = {
    MaterialSource.SCAN: "自助机扫描",
    MaterialSource.PROMISE: "承诺后补",
    MaterialSource.CARD: "身份证读取",
    MaterialSource.LICENCE: "电子证照",
    MaterialSource.INSPECTION: "上门时收",
}

TRUST: Mapping[TrustLevel, str] = {
    TrustLevel.A: "A 机关签发",
    TrustLevel.B: "B 窗口核过",
    TrustLevel.C: "C 本人上传",
    TrustLevel.D: "D 本人声明",
}

OUTCOMES: Mapping[str, str] = {
    PrintOutcome.PRINTED: "已打印",
    PrintOutcome.UNCERTAIN: "不能确定，要人去看",
    PrintOutcome.SPOILED: "已作废",
}

ACTS: Mapping[Act, str] = {Act.GRANT: "准予", Act.REFUSE: "不予准许", Act.CORRECT: "要求补正"}

FIELDS: Mapping[str, str] = {
    "operator-name": "经营者",
    "operator-number": "身份证号",
    "home-address": "住址",
    "trade": "做什么",
    "trade-name": "字号名称",
    "district": "所在区",
    "street": "道路",
    "street-number": "门牌号",
    "floor": "楼层",
    "premises": "经营场所",
    "scope": "经营范围",
    "capital": "资金数额（元）",
    "composition": "组成形式",
    "family-members": "家人几位",
    "mobile": "手机号",
    "licence-code": "统一社会信用代码",
    "floor-area": "面积（平方米）",
    "staff": "从业人数",
    "cold-dishes": "凉菜",
    "cold-room": "凉菜在哪儿做",
}

_REFUSALS: Mapping[str, str] = {
    "reason is missing": "写一句理由，办事的人会看到。",
    "say which materials are missing": "勾选要补的材料。",
    "the case has moved on": "这件事刚才已经有人处理了，请看最新状态。",
    "the trade name was taken meanwhile": "这个字号刚刚被登记了，不能准予。",
}


def refusal(reason: Refusal) -> str:
    """Why an act was not carried out."""
    return _REFUSALS.get(reason.title, f"没有办成：{reason.title}")
