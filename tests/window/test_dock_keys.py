"""Which key can act when, and why it cannot: judged on states of real virtual devices."""

from dataclasses import asdict, is_dataclass

import pytest

from screens.bench.dock_model import DockModel
from screens.bench.dock_panels import FAULTS
from screens.bench.dock_parts import Act, Order, Seen, ShowPicture, TurnPlatform
from tests.fakes.clock import FakeClock
from tests.window.dock_rig import (
    ALL,
    CHIPS,
    ENVELOPE,
    dock_texts,
    key_of,
    panel_of,
    running_bench,
)


@pytest.fixture(scope="module")
def bench():
    with running_bench(ALL) as rig:
        yield rig


@pytest.fixture
def look(bench):
    """Looks at the bench anew and gives the view; what a test did is undone behind it."""
    model = DockModel(dock_texts(), FakeClock())

    def look_again(fault="none"):
        model.handle(bench.seen(fault))
        return model.view

    yield look_again
    for device, action in (
        *(("id-reader", name) for name in ("lift", "plug", "heal")),
        *(("qr-scanner", name) for name in ("hide", "plug")),
        *(("document-camera", name) for name in ("remove", "plug")),
        *(("receipt-printer", name) for name in ("refill", "close_cover", "plug")),
        *(("licence-printer", name) for name in ("power_on", "clear_jam", "refill")),
        *(("io-board", name) for name in ("plug", "heal")),
        *(("speaker", name) for name in ("plug", "heal", "forget")),
        *(("page-scanner", name) for name in ("plug", "clear", "remove", "unload")),
        *((chip, name) for chip in CHIPS for name in ("plug", "heal", "lift")),
    ):
        bench.client.act(device, action)


def obey(bench, order):
    for act in order.acts:
        bench.client.act(act.device, act.action, **dict(act.values))


def test_every_key_that_can_act_is_understood_by_its_device(bench, look):
    """Also the keys that show up only after another one was pressed."""
    tried, view = set(), look()
    for _ in range(90):
        fresh = [
            key
            for panel in view.panels
            for key in panel.keys
            if isinstance(key.hand, Order)
            and isinstance(key.hand.acts[0], Act)
            and (panel.name, key.name) not in tried
        ]
        if not fresh:
            break
        for key in fresh[:1]:
            tried.add((key.hand.panel, key.name))
            obey(bench, key.hand)
        view = look()
    names = {name for _, name in tried}
    assert {
        "card-half-read",
        "card-damaged",
        "plug",
        "jam-clear",
        "power-on",
        "cover-close",
    } <= names
    assert len(tried) > 40


def test_every_key_is_said_in_words(look):
    for panel in look().panels:
        for key in panel.keys:
            assert key.label
            assert bool(key.reason) == (key.hand is None)


def test_card_that_is_not_there_cannot_be_lifted(bench, look):
    assert key_of(look(), "id-reader", "card-lift").reason == "没有卡"
    bench.client.act("id-reader", "lay", card="resident")
    view = look()
    assert key_of(view, "id-reader", "card-lift").hand is not None
    assert panel_of(view, "id-reader").state == "张三 身份证"


def test_next_thing_to_do_is_lit_until_it_is_done(bench, look):
    assert key_of(look(), "id-reader", "card-resident").kind == "hot"
    bench.client.act("id-reader", "lay", card="resident")
    assert key_of(look(), "id-reader", "card-resident").kind == "plain"


def test_card_is_lifted_in_mid_read_only_when_it_is_laid_anew(bench, look):
    acts = key_of(look(), "id-reader", "card-half-read").hand.acts
    assert [act.action for act in acts] == ["lift-during-read", "lay"]
    bench.client.act("id-reader", "lay", card="resident")
    assert key_of(look(), "id-reader", "card-half-read").reason == "先拿走卡"


@pytest.mark.parametrize(
    "device",
    [
        "id-reader",
        "qr-scanner",
        "document-camera",
        "receipt-printer",
        "page-scanner",
        "speaker",
        *CHIPS,
    ],
)
def test_pulled_plug_is_said_and_can_be_pushed_back(bench, look, device):
    bench.client.act(device, "unplug")
    view = look()
    assert (panel_of(view, device).state, panel_of(view, device).tone) == ("已拔掉", "bad")
    obey(bench, key_of(view, device, "plug").hand)
    assert key_of(look(), device, "unplug").hand is not None


def test_code_cannot_be_shown_to_a_scanner_without_power(bench, look):
    bench.client.act("qr-scanner", "unplug")
    assert key_of(look(), "qr-scanner", "show-web").reason == "已拔掉"


def test_glare_needs_a_paper(bench, look):
    assert key_of(look(), "document-camera", "page-glare").reason == "台上没纸"
    bench.client.act("document-camera", "place", paper="lease", page=2)
    bench.client.act("document-camera", "glare")
    assert panel_of(look(), "document-camera").state == "合同第 2 页，反光"


def test_empty_printers_take_paper_and_full_ones_do_not(bench, look):
    for device in ("receipt-printer", "licence-printer"):
        assert key_of(look(), device, "paper-refill").reason == "纸够"
        bench.client.act(device, "paper_out")
        view = look()
        assert panel_of(view, device).state == "缺纸"
        assert key_of(view, device, "paper-out").reason == "已经没纸"
        obey(bench, key_of(view, device, "paper-refill").hand)
        assert panel_of(look(), device).tone == "good"


def test_machine_without_power_cannot_jam(bench, look):
    bench.client.act("licence-printer", "power_cut")
    view = look()
    assert panel_of(view, "licence-printer").state == "断电了"
    assert key_of(view, "licence-printer", "jam").reason == "没电"


def test_last_receipt_can_be_looked_at_and_its_envelope_shown(look):
    """A printer of its own: what came out of the shared one cannot be taken back."""
    model = DockModel(dock_texts(), FakeClock())
    with running_bench(("qr-scanner", "receipt-printer")) as own:
        model.handle(own.seen())
        assert key_of(model.view, "receipt-printer", "look").reason == "还没打过"
        assert key_of(model.view, "qr-scanner", "show-envelope").reason == "还没有码"
        newest = own.print_receipt()
        model.handle(own.seen())
        hand = key_of(model.view, "receipt-printer", "look").hand
        assert hand == ShowPicture(type(hand.picture)(newest["picture"]))
        assert hand.picture.is_file()
        show = key_of(model.view, "qr-scanner", "show-envelope").hand.acts[0]
        assert dict(show.values) == {"text": ENVELOPE}


def test_typed_code_goes_before_the_printed_one(bench, look):
    model = DockModel(dock_texts(), FakeClock())
    model.handle(bench.seen())
    model.type(" E-ABC ")
    show = key_of(model.view, "qr-scanner", "show-envelope").hand.acts[0]
    assert dict(show.values) == {"text": "E-ABC"}
    model.type("")
    assert key_of(model.view, "qr-scanner", "show-envelope").hand is None


@pytest.mark.parametrize("fault", FAULTS)
def test_platform_shows_where_its_switch_stands(look, fault):
    view = look(fault)
    on = [key.name for key in panel_of(view, "platform").keys if key.kind == "on"]
    assert on == [f"platform-{fault}"]
    assert key_of(view, "platform", f"platform-{fault}").hand.acts == (TurnPlatform(fault),)


def test_platform_that_does_not_answer_cannot_be_switched(look):
    view = look(None)
    assert panel_of(view, "platform").state == "够不着"
    assert all(key.hand is None and key.reason for key in panel_of(view, "platform").keys)


def test_real_device_is_left_alone():
    """Half a terminal may be real: the bench has no peer for it."""
    model = DockModel(dock_texts(), FakeClock())
    model.handle(Seen({}, "none"))
    for name in ALL:
        panel = panel_of(model.view, name)
        assert panel.keys == ()
        assert panel.notice


def test_states_are_what_the_socket_carries(bench):
    """The panels read what JSON made of a state; no state may change its meaning on the way."""
    states = bench.client.states()
    for name, device in bench.devices.items():
        own = device.state()
        assert states[name].keys() == (asdict(own) if is_dataclass(own) else own).keys()


def test_box_is_told_by_its_worst_and_each_hand_has_its_way_back(bench, look):
    for name, state, back in (
        ("heat", "太热", "cool"),
        ("mains-off", "停电，用备用电", "mains-on"),
        ("door-open", "门开着", "door-close"),
        ("battery-low", "备用电快完", None),
        ("tamper", "有人动防拆", "tamper-end"),
    ):
        obey(bench, key_of(look(), "io-board", name).hand)
        panel = panel_of(look(), "io-board")
        assert (panel.state, panel.tone) == (state, "bad")
        assert back is None or back in {key.name for key in panel.keys}
    assert key_of(look(), "io-board", "battery-low").reason
    for name in ("tamper-end", "mains-on", "door-close", "cool"):
        obey(bench, key_of(look(), "io-board", name).hand)
    assert panel_of(look(), "io-board").tone == "good"


def test_pages_go_into_the_feeder_stick_and_are_pulled_out(bench, look):
    assert panel_of(look(), "page-scanner").state == "空"
    assert key_of(look(), "page-scanner", "jam").reason == "进纸口没纸"
    assert key_of(look(), "page-scanner", "paper-take").reason == "没有纸"
    for name, state, tone in (
        ("feeder-lease", "进纸口 3 张", "good"),
        ("jam", "下一张会卡", "wait"),
        ("jam-clear", "进纸口 3 张", "good"),
        ("cover-open", "盖开着", "bad"),
        ("cover-close", "进纸口 3 张", "good"),
        ("paper-take", "空", "good"),
        ("glass-property", "玻璃上有纸", "good"),
    ):
        obey(bench, key_of(look(), "page-scanner", name).hand)
        panel = panel_of(look(), "page-scanner")
        assert (panel.state, panel.tone) == (state, tone)


@pytest.mark.skipif(not CHIPS, reason="this machine has no pcscd")
def test_social_security_card_is_put_in_and_drawn_out(bench, look):
    assert key_of(look(), "smart-card-reader", "card-lift").reason == "没有卡"
    obey(bench, key_of(look(), "smart-card-reader", "chip-lay").hand)
    view = look()
    assert panel_of(view, "smart-card-reader").state == "张三 社保卡"
    obey(bench, key_of(view, "smart-card-reader", "card-lift").hand)
    assert panel_of(look(), "smart-card-reader").state == "等卡"


def test_lit_slots_are_named(bench, look):
    assert panel_of(look(), "io-board").state == "门关着，灯都没亮"
    bench.devices["io-board"].tables.coils[0] = True
    try:
        assert panel_of(look(), "io-board").state == "灯亮着：读卡器"
    finally:
        bench.devices["io-board"].forget_lights()
