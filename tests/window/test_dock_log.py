"""What the dock writes down: what hands did, what changed, what went wrong."""

import pytest

from screens.bench.dock_model import LINES_KEPT, DockModel
from screens.bench.dock_parts import (
    Act,
    BenchBack,
    BenchGone,
    Done,
    NotDone,
    Order,
    Seen,
    TurnPlatform,
)
from tests.fakes.clock import FakeClock
from tests.window.dock_rig import dock_texts

LAY = Order((Act("id-reader", "lay", (("card", "resident"),)),), "id-reader", "放张三的卡")
AWAY = Order((TurnPlatform("away"),), "platform", "断网")


@pytest.fixture
def model():
    return DockModel(dock_texts(), FakeClock())


def reader(card=None, *, plugged=True):
    return Seen({"id-reader": {"plugged": plugged, "card": card}}, "none")


def texts_of(model):
    return [line.text for line in model.view.log]


def test_first_look_is_no_change(model):
    before = texts_of(model)
    model.handle(reader())
    assert texts_of(model) == before


def test_change_of_a_device_is_written_once(model):
    model.handle(reader())
    model.handle(reader("张三 身份证"))
    model.handle(reader("张三 身份证"))
    assert texts_of(model)[1:] == ["读卡器：张三 身份证"]


def test_change_for_the_worse_has_its_own_colour(model):
    model.handle(reader())
    model.handle(reader(plugged=False))
    assert (model.view.log[-1].kind, model.view.log[-1].text) == ("bad", "读卡器：已拔掉")


def test_done_order_is_written(model):
    model.handle(Done(LAY))
    model.handle(Done(AWAY))
    assert texts_of(model)[1:] == ["手 → 读卡器 放张三的卡", "网络平台 → 断网"]


def test_refused_order_is_written_with_the_word_of_the_bench(model):
    model.handle(NotDone(LAY, "KeyError: 'resident'"))
    assert texts_of(model)[-1] == "没做成：读卡器 放张三的卡（KeyError: 'resident'）"
    model.handle(NotDone(AWAY, "ConnectionError"))
    assert texts_of(model)[-1] == "没传到网络平台：断网（ConnectionError）"


def test_bench_that_is_gone_ends_the_dock(model):
    model.handle(BenchBack())
    assert not model.view.is_over
    model.handle(BenchGone())
    assert model.view.is_over
    assert model.view.log[-1].kind == "bad"


def test_log_does_not_grow_for_ever(model):
    for _ in range(LINES_KEPT + 50):
        model.handle(Done(LAY))
    assert len(model.view.log) == LINES_KEPT
