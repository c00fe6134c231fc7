"""The story of design section 14 as views: Zhang San opens a noodle shop, 2 April 2026, 21:40."""

from kiosk.visit.intents import Continue, OpenCategory, OpenService, OpenTool, Tool
from screens.presenters.frame import FrameView, KeyView
from screens.presenters.home import HomeView
from screens.presenters.parts import BannerView, TileView

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
        ),  # fmt: skip
    )


def _service(icon, pigment, name, detail, code) -> TileView:
    return TileView(icon, pigment, name, detail, OpenService(code))


def _category(icon, pigment, name) -> TileView:
    return TileView(icon, pigment, name, "", OpenCategory(icon))


STORY = {"02-home": home}
