"""The second half of the visit under a finger: capture, signature, consents, faces, sheets."""

from dataclasses import replace

import pytest

from devices.ports import ScanSource
from kiosk.visit import intents
from screens.presenters.present import view_of
from tests.window import second_story as story
from tests.window.second_story import SECOND_STORY

TAPS = [
    ("s02-home", "扫一扫", intents.OpenTool(intents.Tool.SCAN)),
    ("s02c-services", "小餐饮备案", intents.OpenService("small-eatery-filing")),
    ("s07-materials", "现在扫描", intents.ScanMaterial("lease")),
    ("s07-materials", "没带，以后补", intents.PromiseMaterial("landlord-id")),
    ("s08-capture", "现在就拍", intents.CaptureNow()),
    ("s08-capture", "就这 2 页，拍完了", intents.FinishCapture()),
    ("s08-capture", "第 2 页", intents.RetakePage(1)),
    ("s08-capture", "不扫了", intents.Back()),
    ("s08e-capture-scanner", "扫进纸口的", intents.ScanPages(ScanSource.FEEDER)),
    ("s08h-capture-scanner-only", "扫玻璃板上的", intents.ScanPages(ScanSource.FLATBED)),
    ("s08f-capture-scanning", "停下", intents.StopScanning()),
    ("s08g-capture-scan-jam", "就这 2 页，拍完了", intents.FinishCapture()),
    ("s08i-capture-pages-only", "就这 2 页，拍完了", intents.FinishCapture()),
    ("s10a-submitting", "先打凭条", intents.PrintReceipt()),
    ("s10g-granted", "打执照", intents.PrintLicence()),
    ("s10g-granted", "再打一次凭条", intents.PrintReceipt()),
    ("s12-sheet-take", "拿到了", intents.PaperTaken()),
    ("s12-sheet-refused", "再试一次", intents.PrintLicence()),
    ("s13-rate", "满意", intents.Rate(4)),
    ("s13b-rate-good", "看得懂", intents.ToggleTag("看得懂")),
    ("s13b-rate-good", "就这样，交了", intents.Continue()),
    ("s13-rate", "不评，退出", intents.Skip()),
    ("s16-timeout", "我在，接着办", intents.Stay()),
    ("s16-timeout", "再给我 3 分钟", intents.Stay(180)),
    ("s16-timeout", "不办了，清掉我的信息", intents.Leave()),
    ("s16b-goodbye", "都拿好了，回首页", intents.Continue()),
    ("s17-fault", "先交，房东身份证明以后补", intents.PromiseMaterial("landlord-id")),
    ("s17-fault", "今天不办了", intents.Leave()),
    ("s20-scanning", "回首页", intents.Back()),
    ("s21-envelope", "看好了", intents.Continue()),
    ("s22-help", "知道了，接着办", intents.UseAid(intents.Aid.HELP)),
]


@pytest.mark.parametrize(("face", "target", "intent"), TAPS)
def test_tap_gives_the_intent_of_the_view(pilot, face, target, intent):
    pilot.show(SECOND_STORY[face]())
    pilot.tap(target)
    assert pilot.intents == [intent]


def test_keys_while_pages_are_sealed_do_nothing(pilot):
    pilot.show(SECOND_STORY["s08d-capture-finishing"]())
    for name in ("现在就拍", "正在收好", "第 1 页", "不扫了"):
        pilot.tap(name)
    assert pilot.intents == []


def test_keys_while_the_scanner_works_do_nothing_but_stop_it(pilot):
    pilot.show(SECOND_STORY["s08f-capture-scanning"]())
    for name in ("就这 2 页，拍完了", "第 1 页"):
        pilot.tap(name)
    assert pilot.intents == []


# --- review -----------------------------------------------------------------------------------


def to_last_page(pilot):
    while pilot.has("page_next") and pilot.find("page_next").enabled:
        pilot.tap("page_next")
        pilot.step(4)


def show_review(pilot, stage):
    state = replace(story.STATES["s09-review"], stage=stage)
    pilot.show(view_of(state, story.context(), story.words(), story.TERMINAL))
    to_last_page(pilot)


def sign(pilot):
    x, y = pilot.centre("pad")
    pilot.touch_down(x - 60, y)
    for step in range(1, 12):
        pilot.move_to(x - 60 + 10 * step, y + 5 * (step % 3))
    pilot.touch_up()


def test_name_on_the_glass_is_reported_in_fractions(pilot):
    show_review(pilot, story.Review())
    sign(pilot)
    (sent,) = pilot.intents
    assert isinstance(sent, intents.SignatureChanged)
    assert all(0 <= part <= 1 for stroke in sent.strokes for point in stroke for part in point)
    assert len(sent.strokes[0]) > 8


def test_key_to_write_again_wipes_the_name(pilot):
    show_review(pilot, story.Review())
    sign(pilot)
    pilot.tap("重写")
    assert pilot.intents[-1] == intents.SignatureChanged(())
    assert pilot.find("pad").empty


def test_ink_stays_while_the_session_holds_it(pilot):
    show_review(pilot, story.Review())
    sign(pilot)
    show_review(pilot, story.Review(strokes=pilot.intents[-1].strokes))
    pilot.show(SECOND_STORY["s16-timeout"]())
    show_review(pilot, story.Review(strokes=pilot.intents[-1].strokes))
    assert not pilot.find("pad").empty


def test_ink_of_a_forgotten_signature_is_gone(pilot):
    show_review(pilot, story.Review())
    sign(pilot)
    pilot.show(SECOND_STORY["s07b-materials-done"]())
    show_review(pilot, story.Review())
    assert pilot.find("pad").empty


def test_touched_sentence_is_agreed_to(pilot):
    show_review(pilot, story.Review())
    sentence = SECOND_STORY["s09-review"]().consents[0]
    pilot.tap(sentence.text)
    assert pilot.intents == [intents.ToggleConsent("truth")]


def test_name_stays_readable_when_the_ground_turns_black(pilot):
    show_review(pilot, story.Review())
    sign(pilot)
    pilot.theme.contrast = True
    (ink,) = pilot.find("pad")._inks
    assert ink.rgba == [1, 1, 1, 1]


# --- capture ----------------------------------------------------------------------------------


def frame(width_px, height_px, colour):
    return bytes(colour) * (width_px * height_px)


def test_frame_is_drawn_the_right_way_up_with_its_colours(pilot, tmp_path):
    from PIL import Image

    pilot.show(SECOND_STORY["s08b-capture-start"]())
    upper, lower = frame(80, 30, (255, 0, 0)), frame(80, 30, (0, 0, 255))
    pilot.screen.show_frame(upper + lower, 80, 60)
    pilot.step(2)
    left, low, width, height = pilot.find("preview").picture
    x, y = pilot.find("preview").to_window(left, low)
    shot = Image.open(pilot.shot(tmp_path / "frame.png"))
    across = round(x + width * 0.2)
    assert shot.getpixel((across, round(shot.height - (y + height * 0.6)))) == (255, 0, 0)
    assert shot.getpixel((across, round(shot.height - (y + height * 0.2)))) == (0, 0, 255)


def test_page_outline_lies_over_the_page(pilot):
    pilot.show(SECOND_STORY["s08-capture"]())
    pilot.screen.show_frame(frame(80, 60, (40, 40, 40)), 80, 60)
    pilot.step(2)
    preview = pilot.find("preview")
    left, low, width, height = preview.picture
    x, y = story.QUAD[0]
    assert preview.outline[:2] == pytest.approx([left + x * width, low + (1 - y) * height])
    assert len(preview.outline) == 8


def test_picture_of_a_paper_is_gone_when_the_screen_is_left(pilot):
    pilot.show(SECOND_STORY["s08-capture"]())
    pilot.screen.show_frame(frame(80, 60, (40, 40, 40)), 80, 60)
    preview = pilot.find("preview").__self__
    pilot.show(SECOND_STORY["s07-materials"]())
    pilot.step_until(lambda: preview.texture is None)


def test_frame_of_another_size_is_drawn_too(pilot):
    pilot.show(SECOND_STORY["s08-capture"]())
    pilot.screen.show_frame(frame(80, 60, (40, 40, 40)), 80, 60)
    pilot.screen.show_frame(frame(60, 80, (40, 40, 40)), 60, 80)
    pilot.step(2)
    assert pilot.find("preview").texture.size == (60, 80)


def test_thumbnail_is_the_page(pilot):
    pilot.show(SECOND_STORY["s08-capture"]())
    assert pilot.find("第 1 页").texture.size == (150, 200)


# --- form -------------------------------------------------------------------------------------


def test_closing_the_keyboard_comes_back_to_the_same_page(pilot):
    pilot.show(SECOND_STORY["s06-form"]())
    to_last_page(pilot)
    page = pilot.screen.page
    assert page > 0
    pilot.show(SECOND_STORY["s06c-form-edit"]())
    pilot.show(SECOND_STORY["s06-form"]())
    assert pilot.screen.page == page


# --- sheets -----------------------------------------------------------------------------------


@pytest.mark.parametrize("face", ["s16-timeout", "s22-help"])
def test_sheet_leaves_nothing_of_the_person_on_the_glass(pilot, face):
    from tests.window.layout import texts

    pilot.show(SECOND_STORY["s09-review"]())
    pilot.show(SECOND_STORY[face]())
    said = "".join(box.what for _, box in texts(pilot.navigator))
    assert not any(part in said for part in ("张三", "1101", "面馆"))


def test_countdown_moves_without_a_new_screen(pilot):
    pilot.show(SECOND_STORY["s16-timeout"]())
    screen = pilot.screen
    later = view_of(
        story.STATES["s16-timeout"], story.context(now=110.0), story.words(), story.TERMINAL
    )
    pilot.show(later)
    assert pilot.screen is screen
    assert pilot.find("number").shown == "13"
