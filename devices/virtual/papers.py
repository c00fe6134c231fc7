"""Papers of people who never lived, drawn for the virtual camera. Owns what is printed on them.

Every name, number and place is made up (张三, 青禾市, the house's canary number), so a frame of
the virtual camera may be shown to anybody. Must not know how a camera sees them.
"""

from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

A4_PX = (1240, 1754)  # 150 dpi
_FONT = Path(__file__).parents[2] / "config" / "fonts" / "NotoSansCJKsc-Regular.otf"
_INK = (38, 36, 40)
_RED = (196, 32, 38)
_MARGIN_PX = 130

_CLAUSES = (
    "一、甲方将青禾市滨江路 18 号一层房屋出租给乙方，建筑面积 46 平方米。",
    "二、租赁期限三年，自二〇二六年四月一日起至二〇二九年三月三十一日止。",
    "三、月租金人民币三千六百元整，按季度支付，先付后用。",
    "四、该房屋用途为餐饮经营，乙方取得证照后方可营业。",
    "五、甲方保证房屋权属清楚，无抵押、查封等限制情形。",
    "六、乙方不得擅自改变房屋结构，装修须征得甲方书面同意。",
)
_DUTIES = (
    "七、水费、电费、燃气费由乙方按表计量，自行缴纳。",
    "八、房屋主体结构由甲方维修，门窗、灯具由乙方维护。",
    "九、乙方应配备灭火器材，保持通道畅通，每月自查一次。",
    "十、未经甲方同意，乙方不得转租、转借该房屋。",
    "十一、任何一方提前解除合同，应提前三十日书面通知对方。",
    "十二、押金人民币七千二百元，合同期满结清费用后退还。",
    "十三、租赁期满，乙方在同等条件下有优先承租权。",
)
_SIGNING = (
    "十四、本合同未尽事宜，由双方协商解决。",
    "十五、发生争议的，可向房屋所在地人民法院起诉。",
    "十六、本合同一式两份，双方各执一份，签字后生效。",
)


def _font(size_px: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(_FONT), size_px)


def _sheet() -> tuple[Image.Image, ImageDraw.ImageDraw]:
    sheet = Image.new("RGB", A4_PX, (244, 243, 239))
    return sheet, ImageDraw.Draw(sheet)


def _title(draw: ImageDraw.ImageDraw, text: str, top_px: int = 130) -> None:
    draw.text((A4_PX[0] // 2, top_px), text, _INK, _font(58), anchor="ma")


def _wrapped(text: str, line_length: int = 27) -> list[str]:
    return [text[at : at + line_length] for at in range(0, len(text), line_length)]


def _paragraphs(draw: ImageDraw.ImageDraw, texts: tuple[str, ...], top_px: int) -> int:
    font = _font(35)
    for text in texts:
        for line in _wrapped(text):
            draw.text((_MARGIN_PX, top_px), line, _INK, font)
            top_px += 58
        top_px += 26
    return top_px


def _footer(draw: ImageDraw.ImageDraw, page: int, pages: int) -> None:
    text = f"第 {page} 页，共 {pages} 页"
    draw.text((A4_PX[0] // 2, A4_PX[1] - 90), text, _INK, _font(26), anchor="ma")


def _seal(sheet: Image.Image, centre: tuple[int, int], text: str, radius_px: int = 128) -> None:
    """A round red seal: ring, star, and words on the arc, mixed into the print beneath."""
    size = 2 * radius_px + 8
    mask = Image.new("L", (size, size), 0)
    draw = ImageDraw.Draw(mask)
    draw.ellipse((4, 4, size - 5, size - 5), outline=215, width=9)
    middle = size / 2
    points = []
    for corner in range(10):
        reach = radius_px * (0.30 if corner % 2 == 0 else 0.12)
        angle = np.pi * corner / 5 - np.pi / 2
        points.append((middle + reach * np.cos(angle), middle + reach * np.sin(angle)))
    draw.polygon(points, fill=215)
    for index, sign in enumerate(text):
        angle = np.pi * (0.92 + 1.16 * index / (len(text) - 1))
        letter = Image.new("L", (44, 44), 0)
        ImageDraw.Draw(letter).text((22, 22), sign, 225, _font(34), anchor="mm")
        turned = letter.rotate(-np.degrees(angle) - 90, resample=Image.Resampling.BICUBIC)
        x, y = middle + 0.76 * radius_px * np.cos(angle), middle + 0.76 * radius_px * np.sin(angle)
        mask.paste(255, (round(x - 22), round(y - 22)), turned)
    sheet.paste(_RED, (centre[0] - size // 2, centre[1] - size // 2), mask)


def _lease_terms() -> Image.Image:
    sheet, draw = _sheet()
    _title(draw, "房屋租赁合同")
    head = ("出租方（甲方）：李四　　编号：QH-0418", "承租方（乙方）：张三")
    top_px = _paragraphs(draw, head, 270)
    _paragraphs(draw, _CLAUSES, top_px + 20)
    _footer(draw, 1, 3)
    return sheet


def _lease_duties() -> Image.Image:
    sheet, draw = _sheet()
    top_px = _paragraphs(draw, _DUTIES, 150) + 20
    rows = ("交款日期", "金额（元）", "收款人")
    for row in range(5):
        for column, word in enumerate(rows):
            left, top = _MARGIN_PX + column * 327, top_px + row * 64
            draw.rectangle((left, top, left + 327, top + 64), outline=_INK, width=2)
            cell = (word, f"2026-{3 * row - 2:02d}-01", "10800.00", "李四")
            text = cell[0] if row == 0 else cell[1 + column]
            draw.text((left + 20, top + 14), text, _INK, _font(28))
    _footer(draw, 2, 3)
    return sheet


def _lease_signatures() -> Image.Image:
    sheet, draw = _sheet()
    top_px = _paragraphs(draw, _SIGNING, 150) + 90
    for left, party, name in (
        (_MARGIN_PX, "甲方（签字）：", "李四"),
        (680, "乙方（签字）：", "张三"),
    ):
        draw.text((left, top_px), party, _INK, _font(35))
        draw.text((left + 240, top_px - 20), name, (30, 52, 120), _font(62))
        draw.text((left, top_px + 110), "二〇二六年四月一日", _INK, _font(32))
    draw.text((_MARGIN_PX, top_px + 330), "见证：青禾市滨江街道房屋租赁服务站", _INK, _font(35))
    _seal(sheet, (880, top_px + 370), "青禾市房屋租赁登记专用章")
    _footer(draw, 3, 3)
    return sheet


def _property_certificate() -> Image.Image:
    sheet, draw = _sheet()
    draw.rectangle((70, 70, A4_PX[0] - 70, A4_PX[1] - 70), outline=(176, 140, 62), width=10)
    _title(draw, "不动产权证书", 170)
    number = "青禾（2019）滨江区不动产权第 0000431 号"
    draw.text((A4_PX[0] // 2, 290), number, _INK, _font(32), anchor="ma")
    rows = (
        ("权利人", "李四"), ("共有情况", "单独所有"), ("坐落", "青禾市滨江路 18 号一层"),
        ("不动产单元号", "000000 000000 GB00000 F00000001"), ("权利类型", "房屋所有权"),
        ("权利性质", "市场化商品房"), ("用途", "商业"), ("面积", "建筑面积 46.00 平方米"),
        ("使用期限", "2059 年 12 月 31 日止"),
    )  # fmt: skip
    for row, (word, value) in enumerate(rows):
        top = 400 + row * 104
        draw.rectangle((150, top, 440, top + 104), outline=_INK, width=2)
        draw.rectangle((440, top, 1090, top + 104), outline=_INK, width=2)
        draw.text((175, top + 30), word, _INK, _font(32))
        draw.text((465, top + 30), value, _INK, _font(32))
    _seal(sheet, (900, 1500), "青禾市不动产登记专用章", 118)
    return sheet


def _id_copy() -> Image.Image:
    sheet, draw = _sheet()
    draw.rounded_rectangle((330, 220, 910, 585), 24, fill=(226, 234, 240), outline=(120, 130, 140))
    lines = (
        "姓名　张三",
        "性别　男　　民族　汉",
        "出生　1900 年 1 月 1 日",
        "住址　青禾市滨江路 1 号",
    )
    for row, line in enumerate(lines):
        draw.text((365, 255 + row * 56), line, _INK, _font(27))
    draw.text((365, 525), "公民身份号码　110101190001010014", _INK, _font(27))
    draw.ellipse((755, 275, 845, 385), fill=(150, 140, 135))
    draw.pieslice((715, 380, 885, 580), 180, 360, fill=(90, 96, 110))
    draw.rounded_rectangle((330, 760, 910, 1125), 24, fill=(230, 236, 232), outline=(120, 130, 140))
    draw.text((620, 830), "居民身份证", _INK, _font(56), anchor="ma")
    draw.text((400, 1000), "签发机关　青禾市公安局", _INK, _font(27))
    draw.text((400, 1050), "有效期限　2020.01.01-长期", _INK, _font(27))
    draw.text((_MARGIN_PX, 1300), "本复印件仅用于办理个体工商户开业登记", _INK, _font(35))
    draw.text((_MARGIN_PX, 1370), "张三　二〇二六年四月二日", (30, 52, 120), _font(40))
    return sheet


def _blank() -> Image.Image:
    return _sheet()[0]


_PAPERS: dict[str, tuple[Callable[[], Image.Image], ...]] = {
    "lease": (_lease_terms, _lease_duties, _lease_signatures),
    "property-certificate": (_property_certificate,),
    "id-copy": (_id_copy,),
    "blank": (_blank,),
}


def paper_names() -> tuple[str, ...]:
    """Every paper that can be laid under the camera."""
    return tuple(_PAPERS)


def page_count(paper: str) -> int:
    """How many pages a paper has."""
    return len(_PAPERS[paper])


def draw_paper(paper: str, page: int) -> NDArray[np.uint8]:
    """One page (counted from 1) as BGR pixels at 150 dpi."""
    rgb = np.asarray(_PAPERS[paper][page - 1]())
    return np.ascontiguousarray(rgb[:, :, ::-1])
