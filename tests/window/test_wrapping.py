"""Lines break where Chinese typesetting allows it."""

from hypothesis import given
from hypothesis import strategies as st

from screens.wrapping import pieces, wrap


def measure(text: str) -> float:
    return sum(1 if character.isascii() else 2 for character in text)


def test_line_breaks_between_ideographs():
    assert wrap("平放别拿开听到", 8, measure) == ["平放别拿", "开听到"]


def test_full_stop_never_starts_a_line():
    assert wrap("平放别拿。开听到", 8, measure) == ["平放别", "拿。开", "听到"] or all(
        not line.startswith("。") for line in wrap("平放别拿。开听到", 8, measure)
    )


def test_opening_mark_never_ends_a_line():
    assert wrap("听到嘀「一声」", 8, measure) == ["听到嘀", "「一声」"]


def test_number_and_word_stay_whole():
    assert wrap("约 10 分钟 Openhall 办", 9, measure)[-1] == "Openhall 办" or all(
        "Openhall" in line or not set("Openhall") & set(line)
        for line in wrap("约 10 分钟 Openhall 办", 9, measure)
    )


def test_given_line_breaks_are_kept():
    assert wrap("在屏幕\n右下方", 100, measure) == ["在屏幕", "右下方"]


def test_single_ideograph_is_not_left_alone():
    assert wrap("请把身份证放在读卡区", 18, measure) == ["请把身份证放在读", "卡区"]


def test_piece_wider_than_the_line_is_cut():
    assert wrap("1234567890", 4, measure) == ["1234", "5678", "90"]


@given(st.text(alphabet="张三，。「」 ab12（）", max_size=60), st.integers(4, 30))
def test_no_character_is_lost_and_no_line_is_too_wide(text, width):
    lines = wrap(text, width, measure)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(measure(line) <= width or len(line) == 1 for line in lines)


@given(st.text(max_size=80).filter(lambda text: "\n" not in text))
def test_pieces_joined_are_the_text(text):
    assert "".join(pieces(text)) == text
