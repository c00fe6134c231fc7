"""The tour as a page: a picture per step, the papers, the case as the platform stored it.

Owns the HTML; everything on it was measured or fetched by the tour.
"""

import html
import shutil
from dataclasses import dataclass
from pathlib import Path

from screens.bench.walker import Step


@dataclass(frozen=True, slots=True)
class Findings:
    """Everything that a tour left behind."""

    steps: tuple[Step, ...]
    receipts: tuple[Path, ...]
    licence_documents: tuple[Path, ...]
    licence_pictures: tuple[Path, ...]
    total_seconds: float


def write_report(out: Path, findings: Findings) -> Path:
    """Write ``index.html`` and copy the papers beside it; returns the page's path."""
    out.mkdir(parents=True, exist_ok=True)
    receipts = _copy(findings.receipts, out, "receipt")
    documents = _copy(findings.licence_documents, out, "licence")
    pictures = _copy(findings.licence_pictures, out, "licence-sheet")
    page = out / "index.html"
    body = "\n".join(
        (
            _steps(findings.steps, out),
            _section("小票，打出来就是这样", _images(receipts)),
            _section("执照", _links(documents) + _images(pictures)),
            _section("平台上存的这件事", '<iframe src="case.html" title="case"></iframe>'),
            _waits(findings.steps, findings.total_seconds),
        )
    )
    page.write_text(_PAGE.replace("{body}", body), "utf-8")
    return page


def _copy(files: tuple[Path, ...], out: Path, name: str) -> list[str]:
    copied = []
    for number, file in enumerate(files, 1):
        target = out / f"{name}-{number}{file.suffix}"
        shutil.copyfile(file, target)
        copied.append(target.name)
    return copied


def _steps(steps: tuple[Step, ...], out: Path) -> str:
    cards = "".join(
        f"<figure><a href='{step.picture.relative_to(out)}'>"
        f"<img loading='lazy' src='{step.picture.relative_to(out)}' alt=''></a>"
        f"<figcaption><b>{number}. {html.escape(step.title)}</b>"
        f"<span>等了 {step.waited_seconds:.2f} 秒</span></figcaption></figure>"
        for number, step in enumerate(steps, 1)
        if step.picture is not None
    )
    return f"<section class='walk'>{cards}</section>"


def _waits(steps: tuple[Step, ...], total_seconds: float) -> str:
    rows = "".join(
        f"<tr><td>{number}</td><td>{html.escape(step.title)}</td><td>{step.screen}</td>"
        f"<td>{step.waited_seconds:.2f}</td></tr>"
        for number, step in enumerate(steps, 1)
    )
    table = (
        f"<table><tr><th></th><th>到了哪里</th><th>屏幕</th><th>等了几秒</th></tr>{rows}</table>"
    )
    return _section(f"机器让人等了多久（全程 {total_seconds:.0f} 秒）", table)


def _section(title: str, content: str) -> str:
    return f"<section><h2>{html.escape(title)}</h2>{content}</section>"


def _images(names: list[str]) -> str:
    return "".join(
        f"<a href='{name}'><img class='paper' src='{name}' alt=''></a>" for name in names
    )


def _links(names: list[str]) -> str:
    return "".join(f"<p><a href='{name}'>{name}</a></p>" for name in names)


_PAGE = """<!doctype html>
<html lang="zh-CN"><meta charset="utf-8"><title>Openhall: the tour</title>
<style>
body { font: 16px/1.6 "Noto Sans CJK SC", sans-serif; background: #F5F2EB; color: #17212B;
  margin: 32px auto; max-width: 1360px; padding: 0 24px }
h1 { font-size: 34px } h2 { font-size: 24px; margin-top: 48px }
.walk { display: grid; grid-template-columns: repeat(auto-fill, minmax(240px, 1fr)); gap: 24px }
figure { margin: 0; background: #fff; border-radius: 16px; padding: 12px }
figure img { width: 100%; border-radius: 8px; display: block }
figcaption { display: flex; justify-content: space-between; gap: 8px; padding-top: 8px }
figcaption span { color: #3F4852; white-space: nowrap }
.paper { max-height: 720px; margin-right: 24px; border: 1px solid #DAD4C6; background: #fff }
iframe { width: 100%; height: 720px; border: 1px solid #DAD4C6; background: #fff }
table { border-collapse: collapse; background: #fff } td, th { padding: 6px 16px; text-align: left }
tr:nth-child(even) { background: #F5F2EB }
</style>
<h1>一趟办完：从放身份证到拿执照</h1>
<p>真的触摸、真的字节、真的平台；设备是线那一头的虚拟硬件，人是编的。</p>
{body}
</html>
"""
