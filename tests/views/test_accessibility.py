"""The pages pass axe-core (contrast, names, order): both languages, light and dark, wide and narrow."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from helpers import ROOT, Start

import cleaner
from cleaner.views.explanation import to_html
from cleaner.views.report import Report

pytest.importorskip("axe_playwright_python", reason="axe-playwright-python, which has axe-core, is missing")
pytest.importorskip("uvicorn", reason="the extra serve is not installed")
pytestmark = [pytest.mark.browser, pytest.mark.slow]
AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
RUN = "const done = arguments[0]; axe.run().then(found => done(found.violations))"
OPEN_ALL = (
    "document.querySelectorAll('details').forEach(element => element.open = true);"
    "document.querySelectorAll('[hidden]').forEach(element => element.hidden = false)"
)
PAGES = ("explain", "report", "served", "served with a result")


@pytest.fixture(scope="module")
def addresses(start: Start, tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], str]:
    """Addresses of the pages, by page and language."""
    from cleaner.views.serve.app import Service

    folder = tmp_path_factory.mktemp("pages")
    address = f"http://127.0.0.1:{start(Service()).port}/"
    found = {}
    for language in ("en", "zh"):
        paths = {name: folder / f"{name}-{language}.html" for name in ("explain", "report")}
        _write(paths["explain"], paths["report"], language)
        found |= {(name, language): path.as_uri() for name, path in paths.items()}
        found["served", language] = f"{address}?lang={language}"
        found["served with a result", language] = f"{address}?lang={language}&example=hacked"
    return found


def _write(explanation: Path, report: Path, language: Any) -> None:
    """Write an explanation, and the report of a run over all fixtures, among them failures."""
    taken = Report()
    pipeline = cleaner.Pipeline.default()
    for path in sorted((ROOT / "fixtures" / "documents").iterdir()):
        document = cleaner.Document(data=path.read_bytes(), id=f"{path.stem[0]}/{path.name}")
        taken.add(pipeline.run(document, trace=True), 1000)
    taken.add(pipeline.run(cleaner.Document(data=b"\x89PNG\r\n\x1a\n", id="bad.png"), trace=True))
    taken.write(report, {"inputs": "fixtures"}, language)
    text = (ROOT / "fixtures" / "documents" / "news-portal-head-and-tail.txt").read_text(encoding="utf-8")
    explanation.write_text(to_html(cleaner.explain("甲苻\u200b\n" + text), language), encoding="utf-8")


@pytest.fixture(params=[("light", 1440), ("light", 390), ("dark", 1440), ("dark", 390)], ids=str)
def shown(browser: Any, request: pytest.FixtureRequest) -> Iterator[Any]:
    """The browser with a colour scheme and a width."""
    scheme, width = request.param
    browser.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 500},
    )
    features = [
        {"name": "prefers-color-scheme", "value": scheme},
        {"name": "prefers-reduced-motion", "value": "reduce"},
    ]
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
    yield browser
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_no_violation(
    shown: Any, addresses: dict[tuple[str, str], str], name: str, language: str
) -> None:
    shown.get(addresses[name, language])
    shown.execute_script(OPEN_ALL)  # what opens is checked too
    shown.execute_script(AXE)
    violations = [
        (violation["id"], node["html"][:200], node["failureSummary"])
        for violation in shown.execute_async_script(RUN)
        for node in violation["nodes"]
    ]
    assert not violations
    assert shown.execute_script("return document.documentElement.scrollWidth <= innerWidth")


def test_axe_is_at_work(browser: Any, tmp_path: Path) -> None:
    (tmp_path / "bad.html").write_text("<html><p style='color: #999; background: #fff'>grey</p><img src=x>")
    browser.get((tmp_path / "bad.html").as_uri())
    browser.execute_script(AXE)
    found = {violation["id"] for violation in browser.execute_async_script(RUN)}
    assert {"color-contrast", "image-alt"} <= found


@pytest.mark.parametrize("name", PAGES)
def test_every_control_is_reached_by_the_keyboard(
    browser: Any, addresses: dict[tuple[str, str], str], name: str
) -> None:
    browser.get(addresses[name, "en"])
    browser.execute_script(OPEN_ALL)
    unreachable = browser.execute_script(
        "return [...document.querySelectorAll('a[href], button, input, select, textarea, summary')]"
        ".filter(control => control.checkVisibility() && control.tabIndex < 0).map(c => c.outerHTML)"
    )
    assert unreachable == []
