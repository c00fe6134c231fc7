"""The story of design section 14 as views: Zhang San opens a noodle shop, 2 April 2026, 21:40."""

from dataclasses import replace

from kiosk.visit.intents import (
    Aid,
    Back,
    Continue,
    EditField,
    OpenCategory,
    OpenService,
    OpenTool,
    SetAnswer,
    Tool,
)
from screens.presenters.attract import AttractView, LanguageView
from screens.presenters.form import FormView
from screens.presenters.frame import FrameView, KeyView, StepView
from screens.presenters.guide import FactView, GuideView, ModeView, NeedView
from screens.presenters.home import HomeView
from screens.presenters.identify import IdentifyView
from screens.presenters.parts import (
    BannerView,
    FieldView,
    OptionView,
    PillView,
    TagView,
    TileView,
)

HALL = FrameView("青禾市民自助服务", "滨江路 24 小时厅 · 3 号机", clock="21:40", language="中文")


def home() -> HomeView:
    return HomeView(
        frame=HALL,
        tools=(
            TileView("apply", "azurite", "我要办", "申请、登记、续期", OpenTool(Tool.APPLY)),
            TileView("proof", "jade", "我要查打", "查记录、打证明", OpenTool(Tool.PROOF)),
            TileView("scan", "plum", "扫一扫", "", OpenTool(Tool.SCAN)),
            TileView("progress", "ochre", "办件进度", "", OpenTool(Tool.PROGRESS)),
            TileView("licence", "teal", "取证打照", "", OpenTool(Tool.LICENCE)),
            TileView("ticket", "azurite", "预约取号", "", OpenTool(Tool.TICKET)),
        ),
        often=(
            _service("health", "jade", "社保参保证明", "当场打印 · 约 2 分钟", "ssp"),
            _service("id", "azurite", "居住证签注", "当场办结 · 约 3 分钟", "rpr"),
            _service("house", "ochre", "不动产登记查询", "当场打印 · 约 3 分钟", "req"),
            _service("shop", "plum", "个体户开业登记", "可当场领照 · 约 8 分钟", "str"),
        ),
        categories=(
            _category("id", "azurite", "户籍身份"),
            _category("health", "jade", "社保医保"),
            _category("house", "ochre", "不动产"),
            _category("fund", "teal", "公积金"),
            _category("shop", "plum", "企业开办"),
            _category("car", "azurite", "交通出行"),
            _category("school", "ochre", "教育入学"),
            _category("elder", "jade", "养老优待"),
        ),
        total_text="共 2,040 项",
        notice=BannerView(
            "off",
            "passport",
            "出入境制证，这台机器今晚办不了",
            "制证机缺卡，已通知补充，预计明早 8:30 恢复",
            KeyView("去哪能办", Continue(), "sec"),
        ),
    )


def _service(icon, pigment, name, detail, code) -> TileView:
    return TileView(icon, pigment, name, detail, OpenService(code))


def _category(icon, pigment, name) -> TileView:
    return TileView(icon, pigment, name, "", OpenCategory(icon))


def attract() -> AttractView:
    return AttractView(
        title="青禾市民自助服务",
        subtitle="滨江路 24 小时厅 · 3 号机",
        clock="21:40",
        date_text="4 月 2 日 星期四 · 农历二月十五",
        open_text="窗口下班了，",
        can_text="这里还能办 1,986 项",
        state_text="正常服务",
        often=(
            TileView("health", "jade", "社保参保证明", "当场打印 · 2 分钟"),
            TileView("id", "azurite", "居住证签注", "当场办结 · 3 分钟"),
            TileView("licence", "plum", "营业执照打印", "凭身份证 · 2 分钟"),
        ),
        languages=(
            LanguageView("zh-CN", "中文", selected=True),
            LanguageView("zh-TW", "繁體", selected=False),
            LanguageView("en", "English", selected=False),
        ),
    )


def attract_day() -> AttractView:
    return replace(
        attract(),
        clock="7:50",
        date_text="4 月 3 日 星期五 · 农历二月十六",
        open_text="窗口 9 点开门，",
        can_text="这里现在能办 1,986 项",
        scene="day",
    )


def identify() -> IdentifyView:
    return IdentifyView(
        frame=FrameView(
            "个体户开业登记",
            "滨江路 24 小时厅 · 3 号机",
            clock="21:41",
            language="中文",
            step=StepView(1, 6, "第 1 步，共 6 步 · 认一认您是谁", "下一步：填表"),
            primary=KeyView("返回上一步", Back(), "sec", icon="back"),
            aids_on=frozenset({Aid.SPEECH}),
        ),
        title="请把身份证放在读卡区",
        lead="平放，别拿开，听到「嘀」一声就好。\n时间到了会先问您，不会直接退。",
        place_text="在屏幕\n右下方",
        place_detail="蓝灯亮着\n的地方",
        promise_title="只读这三样，只办这件事",
        promise_text="姓名、身份证号、住址。\n不留指纹，不拍照存档。办完就从机器里清掉。",
        seconds_left=47,
        seconds_total=60,
        other_title="没带身份证？",
        other_ways=(
            TileView("qr", "azurite", "手机亮", "电子身份码", OpenTool(Tool.SCAN)),
            TileView("passport", "azurite", "港澳台", "外国证件", Continue()),
            TileView("family", "azurite", "替家人", "来办", Continue()),
            TileView("id", "azurite", "证丢了", "怎么办", Continue()),
        ),
    )


def guide() -> GuideView:
    free = PillView("ok", "check", "免交")
    return GuideView(
        frame=FrameView(
            "个体户开业登记",
            "开小店、摆摊位，先办它",
            clock="21:40",
            language="中文",
            secondary=KeyView("返回", Back(), "sec", icon="back"),
            primary=KeyView("带齐了，开始办", Continue(), icon_after="next"),
        ),
        facts=(
            FactView("0", "元", "不收费", good=True),
            FactView("8", "分钟", "您要花的时间"),
            FactView("0", "趟", "不用再跑"),
            FactView("1", "工作日", "最晚出结果"),
        ),
        needs_text="5 样，只有 1 样要带",
        needs=(
            NeedView("doc", "azurite", "房屋租赁合同", "带原件，在这台机器上扫描",
                     PillView("todo", "doc-camera", "要带")),
            NeedView("id", "jade", "身份证", "放一下就读好，不收复印件", free),
            NeedView("house", "jade", "店面的产权证明", "您同意后，从电子证照库调取", free),
            NeedView("user", "jade", "本人照片", "上次办事存过，问过您再用", free),
            NeedView("id", "plum", "房东身份证明", "没带也先收件，10 个工作日内补",
                     PillView("later", "envelope", "可容缺")),
        ),
        modes=(
            ModeView("clock", "jade", "即来即办", "材料齐，当场就审"),
            ModeView("pin", "azurite", "全市通办", "临湖区审批，不用跑"),
            ModeView("truck", "plum", "双向快递", "寄照、补件都免邮"),
            ModeView("printer", "teal", "就地打照", "批了，凭身份证来打"),
        ),
        keys=(
            KeyView("打印", Continue(), "soft", icon="receipt"),
            KeyView("传手机", Continue(), "soft", icon="phone"),
        ),
    )  # fmt: skip


CARD = TagView("azurite", "id", "身份证")
CLOUD = TagView("teal", "cloud", "电子证照")
LAST = TagView("plum", "history", "上次填报")
YOURS = TagView("amber", "edit", "您来填")


def form() -> FormView:
    return FormView(
        frame=FrameView(
            "个体户开业登记",
            "办完或离开就清除",
            person="张三",
            step=StepView(2, 6, "第 2 步，共 6 步 · 看一看，补两项", "下一步：材料"),
            secondary=KeyView("上一步", Back(), "sec", icon="back"),
            primary=KeyView("都对，下一步", Continue(), icon_after="next"),
        ),
        title="已替您填好 5 项，请补 2 项",
        sources=(CARD, CLOUD, LAST, YOURS),
        fields=(
            FieldView("name", "姓名", "张三", "read_only", CARD, "narrow"),
            FieldView("id", "身份证号", "1101**********1234", "read_only", CARD, "wide"),
            FieldView("shop_address", "店面地址", "青禾市临湖区滨江路 ** 号 1 层", "read_only",
                      CLOUD, key=KeyView("不对？", Continue(), "soft", icon="alert")),
            FieldView("mobile", "手机号", "138 **** 5678", "filled",
                      TagView("plum", "history", "上次填报 · 2025 年 9 月"), key=_change("mobile")),
            FieldView("post", "执照寄到", "青禾市临湖区荷花里 * 栋", "filled",
                      TagView("azurite", "id", "身份证住址"), key=_change("post")),
            FieldView("shop", "① 店名", "张三面馆", "need", YOURS,
                      key=KeyView("打字", EditField("shop")),
                      note=PillView("ok", "check", "这个名字在临湖区没人用过")),
            FieldView("trade", "② 主要做什么", "", "need", TagView("amber", "edit", "您来选"),
                      options=(_option("餐饮", chosen=True), _option("卖东西"), _option("手艺"),
                               _option("其他"))),
        ),
    )  # fmt: skip


def form_editing() -> FormView:
    view = form()
    edited = FieldView("mobile", "手机号", "1381234", "editing", YOURS, keyboard="digits",
                       limit_characters=11)  # fmt: skip
    frame = replace(view.frame, primary=KeyView("填好了", EditField(None)), secondary=None)
    return replace(view, title="请填手机号", frame=frame, fields=(*view.fields[:3], edited))


def form_latin() -> FormView:
    view = form_editing()
    edited = FieldView("mail", "电子邮箱", "zhangsan@", "editing", YOURS)
    return replace(view, title="请填电子邮箱", fields=(edited,))


def _change(field_id: str) -> KeyView:
    return KeyView("修改", EditField(field_id), "soft", icon="edit")


def _option(label: str, *, chosen: bool = False) -> OptionView:
    return OptionView(label, chosen, SetAnswer("trade", label))


STORY = {
    "01-attract": attract,
    "01b-attract-day": attract_day,
    "02-home": home,
    "04-guide": guide,
    "05-identify": identify,
    "06-form": form,
    "06b-form-digits": form_editing,
    "06c-form-latin": form_latin,
}
