"""A conductor with everything real but the socket: settings, packages, fonts, keys.

Owns the recorded link; what was sent is for the tests to judge.
"""

import base64
from datetime import timedelta
from functools import cache
from pathlib import Path
from uuid import UUID

from devices.virtual.synthetic_card import SyntheticCard
from kiosk.host import messages as said
from kiosk.host.settings import load_setup
from kiosk.host.wire import Frame
from kiosk.i18n import load_texts
from kiosk.uplink import contract
from kiosk.uplink.packet import decode_key, encode_key, new_key_pair, open_packet, seal
from kiosk.visit.conductor import Conductor, Tools
from printer.licence.pdf import SheetComposer
from printer.receipt.encoder import EncoderSettings, ReceiptEncoder
from tests.fakes.clock import FakeClock
from tests.session_rig import RESULT, WALL, Sitting, reply, reports

ROOT = Path(__file__).resolve().parents[1]
FONTS = ROOT / "config" / "fonts"


@cache
def tools():
    setup = load_setup(ROOT / "config" / "settings" / "demo.yaml", ROOT)
    texts = load_texts(ROOT / "config" / "locale" / "zh-CN")
    return Tools(
        settings=setup.settings,
        catalogue=setup.catalogue,
        texts=texts,
        encoder=ReceiptEncoder(EncoderSettings(FONTS / "NotoSansCJKsc-Regular.otf")),
        composer=SheetComposer(FONTS, texts),
    )


class RecordedLink:
    """What a conductor says to its host; errands wait until the test runs them."""

    def __init__(self):
        self.sent = []
        self.errands = []

    def send(self, message, blob=None):
        self.sent.append((message, blob))

    def errand(self, name, run):
        self.errands.append((name, run))

    def watch(self, source):
        raise AssertionError(f"no page worker belongs here: {source}")

    forget = watch

    def of(self, kind):
        """Everything sent of this kind, with its blobs."""
        return [(message, blob) for message, blob in self.sent if isinstance(message, kind)]


class Conducted(Sitting):
    """A sitting whose every event goes through a conductor."""

    def __init__(self, service, link=None):
        self.service = service
        self.clock = FakeClock(WALL)
        self.now = self.clock.monotonic()
        self.link = link or RecordedLink()
        self.drawn, self.ends = [], []
        self.platform_keys = new_key_pair()
        self.conductor = Conductor(
            tools=tools(),
            clock=self.clock,
            link=self.link,
            on_change=self.drawn.append,
            on_end=lambda: self.ends.append(True),
        )
        self.hear(said.ShowVisit())
        self.do(reports())
        self.hear(self._platform())

    @property
    def state(self):
        return self.conductor.state

    def do(self, *happenings):
        for happening in happenings:
            self.conductor.handle(happening)
        return self

    def hear(self, message, blob=b""):
        """The host says something; returns the blob as it was left."""
        left = bytearray(blob)
        self.conductor.handle(Frame(message, left))
        return left

    def wait(self, seconds):
        self.clock.advance(seconds)
        self.now = self.clock.monotonic()
        return self

    def run_errands(self):
        while self.link.errands:
            _, run = self.link.errands.pop(0)
            self.conductor.handle(run())
        return self

    def read(self, person=None):
        card = SyntheticCard.resident("张三", "110101190001010014").payload
        self.card_left = self.hear(
            said.CardSettled(self.stage.request_id, said.CardResult.READ), card
        )
        return self

    def stored(self):
        """Hand in, and have the host say that it is stored."""
        self.sealing()
        self.case_id = UUID(self.header().case_id.hex)
        self.hear(said.CaseStored(1, str(self.case_id), self.clock.wall()))
        return self

    def accepted(self):
        self.stored()
        self.clock.advance(2)
        answer = reply(contract.CaseState.ACCEPTED, case_id=self.case_id)
        self.hear(said.CaseProgressed(str(self.case_id), answer.model_dump_json()))
        return self

    def header(self):
        (message, _) = self.link.of(said.SubmitCase)[-1]
        return contract.CaseHeader.model_validate_json(message.header_json)

    def body(self):
        """The case as the platform reads it."""
        (_, packet) = self.link.of(said.SubmitCase)[-1]
        context = contract.case_context(self.header().case_id)
        plain = open_packet(packet, self.platform_keys.private, context)
        return contract.CaseBody.model_validate_json(bytes(plain))

    def deliver(self, record, *, key=None, case_id=None, **label):
        """A result comes, sealed to the key of the case unless another one is given."""
        key = decode_key(self.body().result_key) if key is None else key
        context = contract.result_context(case_id or self.case_id, UUID(RESULT))
        sealed = seal(record.model_dump_json().encode(), key, context)
        arrived = {
            "kind": "licence",
            "layout": record.layout,
            "number": record.number,
            "copy_seq": record.copy_seq,
        } | label
        self.hear(
            said.ResultArrived(case_id=str(self.case_id), result_id=RESULT, **arrived),
            base64.b64encode(sealed),
        )
        return self

    def _platform(self):
        items = tuple(
            (code, one.definition.version) for code, one in tools().catalogue.services.items()
        )
        return said.PlatformChanged(True, WALL, encode_key(self.platform_keys.public), items, ())


def licence(**changes):
    """A business licence as the platform grants it."""
    fields = {
        "credit_code": "92990102MA0000015P",
        "name": "青禾市张三面馆",
        "kind": "个体工商户",
        "operator": "张三",
        "premises": "青禾市临湖区滨江路24号1层",
        "composition": "个人经营",
        "registered_on": "2026-04-02",
        "scope": "餐饮服务",
        "issued_on": "2026-04-02",
    }
    values = {
        "layout": "business-licence",
        "number": "92990102MA0000015P",
        "copy_seq": 1,
        "fields": fields,
        "issued_at": WALL + timedelta(minutes=2),
        "issuer": "青禾市临湖区市场监督管理局",
        "verification_url": "https://hall.qinghe.example/v/92990102MA0000015P-1",
    }
    return contract.ResultRecord(**(values | changes))
