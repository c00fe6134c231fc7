"""What people hold up by mistake or on purpose: refused, each kind with its own words."""

import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.cases.codes import CodeNotOurs, EnvelopeCode, Refusal, read_code

CANARY = "110101190001010014"


@pytest.mark.parametrize(("shown", "reason"), [
    ("https://example.test/a?b=c", Refusal.WEB),
    ("HTTP://EXAMPLE.TEST", Refusal.WEB),
    ("www.example.test", Refusal.WEB),
    ("https://example.test/" + "a" * 400, Refusal.WEB),
    ("  https://example.test", Refusal.WEB),
    ("javascript:alert(1)", Refusal.WEB),
    ("file:///etc/passwd", Refusal.WEB),
    ("data:text/html,<script>", Refusal.WEB),
    ("tel:10086", Refusal.WEB),
    ("WIFI:T:WPA;S:hall;P:secret;;", Refusal.WEB),
    ("BEGIN:VCARD\r\nFN:x\r\nEND:VCARD", Refusal.WEB),
    ("https://qr.alipay.com/fkx000", Refusal.PAYMENT),
    ("HTTPS://QR.ALIPAY.COM/FKX000", Refusal.PAYMENT),
    ("https://qr.95516.com/00010000/1", Refusal.PAYMENT),
    ("wxp://f2f0abc", Refusal.PAYMENT),
    ("weixin://wxpay/bizpayurl?pr=1", Refusal.PAYMENT),
    ("134567890123456789", Refusal.PAYMENT),
    ("281234567890123456", Refusal.PAYMENT),
    ("6212345678901234567", Refusal.PAYMENT),
    (CANARY, Refusal.CARD),
    (CANARY.replace("0014", "0015"), Refusal.PAYMENT),
    ("OHQ1:", Refusal.DAMAGED),
    ("OHQ2:QH2604-GGGG-GG:7K3M9CQT", Refusal.DAMAGED),
    ("E-7K3M", Refusal.DAMAGED),
    ("", Refusal.UNKNOWN),
    ("张三", Refusal.UNKNOWN),
    ("6901234567892", Refusal.UNKNOWN),
    ("E-mail", Refusal.UNKNOWN),
    ("'; DROP TABLE cases; --", Refusal.UNKNOWN),
    ("{0.__class__}", Refusal.UNKNOWN),
    ("%s%n%x", Refusal.UNKNOWN),
    ("../../etc/passwd", Refusal.UNKNOWN),
])  # fmt: skip
def test_each_kind_is_refused_with_its_own_words(shown: str, reason: Refusal) -> None:
    assert read_code(shown.encode()) == CodeNotOurs(reason)


@pytest.mark.parametrize("raw", [
    bytes(4096),
    b"\x00E-7K3M9CQT4NPX-HR",
    b"\x1b[2J\x1b]0;owned\x07",
    "\u202e\u2066gpj.exe".encode(),
    "张三".encode("gb18030"),
    b"\xff\xfe\x00\x00",
    b"\xc3\x28" * 2000,
    b"A" * 4096,
    b"1" * 4096,
    b"a" * 40 + b":",
], ids=["nul", "nul-first", "ansi", "bidi", "gb18030", "bom", "bad-utf8", "long", "digits",
        "long-scheme"])  # fmt: skip
def test_hostile_bytes_are_plainly_unknown(raw: bytes) -> None:
    assert read_code(bytearray(raw)) == CodeNotOurs(Refusal.UNKNOWN)


@given(st.binary(max_size=200))
def test_any_bytes_are_judged_and_none_is_taken(raw: bytes) -> None:
    assert isinstance(read_code(raw), CodeNotOurs)


@given(st.text(max_size=80))
def test_a_code_of_ours_with_anything_behind_it_is_not_ours(tail: str) -> None:
    verdict = read_code(b"E-7K3M9CQT4NPX-HR" + tail.encode("utf-8", "surrogatepass"))
    assert isinstance(verdict, EnvelopeCode if tail == "" else CodeNotOurs)


def test_a_refusal_keeps_nothing_of_what_was_shown() -> None:
    verdict = read_code(CANARY.encode())
    assert CANARY not in repr(verdict)


def test_a_huge_code_costs_no_more_than_its_head() -> None:
    raw = b"https://" + b"a" * 2_000_000
    tracemalloc.start()
    try:
        read_code(raw)
        _, peak_bytes = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak_bytes < 100_000
