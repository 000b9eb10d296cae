"""The pages in a browser: filters, forms, hostile documents."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from helpers import HOSTILE, NEWS, PIPELINE, SOURCE, Start, failed, result
from poison import HANG

from cleaner import Document
from cleaner.config import Config
from cleaner.engines import Guard
from cleaner.views.explanation import to_html
from cleaner.views.report import Report

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PHONE = (390, 844)
ATTACK = "window.pwned = 1"


@pytest.fixture
def page(browser: Any, tmp_path: Path) -> Any:
    """Open a page given as text."""

    def open_page(text: str) -> Any:
        path = tmp_path / "page.html"
        path.write_text(text, encoding="utf-8")
        browser.get(path.as_uri())
        return browser

    return open_page


@pytest.fixture(scope="module")
def address(start: Start) -> str:
    pytest.importorskip("uvicorn", reason="the extra serve is not installed")
    from cleaner.views.serve.app import Service

    return f"http://127.0.0.1:{start(Service(language='en')).port}/"


def find(browser: Any, css: str) -> list[Any]:
    return browser.find_elements("css selector", css)  # type: ignore[no-any-return]


def texts(browser: Any, css: str) -> list[str]:
    return [element.text for element in find(browser, css) if element.is_displayed()]


def is_inert(browser: Any, requests: int = 0) -> bool:
    """Whether no part of the document ran, became an element, or loaded anything but our own requests."""
    return bool(
        browser.execute_script(
            "return window.pwned === undefined && document.scripts.length === 1"
            " && !document.querySelector('img, iframe, object, [onload], [onerror], [style]')"
            " && performance.getEntriesByType('resource').length === arguments[0]",
            requests,
        )
    )


def test_the_explanation_shows_source_and_article(page: Any) -> None:
    browser = page(to_html(PIPELINE.run(Document(SOURCE), trace=True)))
    assert "中文字符大会" in texts(browser, ".article p")
    assert texts(browser, ".out .reason")[0].startswith("navigation it begins with a dash")
    assert texts(browser, "ins")[:2] == ["符", "会"]
    assert texts(browser, "del")[:2] == ["苻", "會"]


def test_blocks_are_filtered_by_role_and_stage(page: Any) -> None:
    browser = page(to_html(PIPELINE.run(Document(SOURCE), trace=True)))
    assert len(texts(browser, ".row .source")) == 5
    find(browser, "input[name=role][value=navigation]")[0].click()
    assert "- 首頁" not in texts(browser, ".source")
    assert len(texts(browser, ".row .source")) == 4
    find(browser, "input[name=stage][value=choose]")[0].click()
    assert [text.split("\n")[-1] for text in texts(browser, ".row .source")] == ["来源:某報"]


def test_one_click_shows_only_the_article_or_only_what_went(page: Any) -> None:
    browser = page(to_html(PIPELINE.run(Document(SOURCE), trace=True)))
    find(browser, "input[name=kept][value=yes]")[0].click()
    assert len(texts(browser, ".row .article")) == 3
    assert not texts(browser, ".row .reason")
    find(browser, "input[name=kept][value=no]")[0].click()
    assert not texts(browser, ".row .article")
    assert len(texts(browser, ".row .reason")) == 2


def test_a_run_of_menu_lines_is_one_row_that_opens(page: Any) -> None:
    menu = "\n".join(f"- 栏目{number}" for number in range(6))
    browser = page(to_html(PIPELINE.run(Document(f"{menu}\n正文"), trace=True)))
    assert len(texts(browser, ".row .source")) == 1
    assert "6 lines" in texts(browser, ".fold summary")[0]
    find(browser, ".fold summary")[0].click()
    assert len(texts(browser, ".row .source")) == 7
    find(browser, "input[name=kept][value=yes]")[0].click()
    assert not texts(browser, ".fold summary")


def test_what_would_change_a_decision_is_ready_to_copy(page: Any) -> None:
    browser = page(to_html(PIPELINE.run(Document(SOURCE), trace=True)))
    find(browser, ".out .change summary")[0].click()
    assert texts(browser, ".out .change pre") == ["[rules]\nkeep = ['re:^\\-\\ 首頁$']"]
    find(browser, ".out .change button")[0].click()
    _wait(browser, ".out .change button")
    assert texts(browser, ".out .change button") == ["Copied"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_fit_a_phone_dark_and_light(page: Any, scheme: str) -> None:
    browser = page(to_html(PIPELINE.run(Document(SOURCE + "\n" + "长" * 500 + "x" * 500), trace=True)))
    browser.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": PHONE[0], "height": PHONE[1], "deviceScaleFactor": 1, "mobile": True},
    )
    browser.execute_cdp_cmd(
        "Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
    )
    try:
        assert browser.execute_script("return document.documentElement.scrollWidth") <= PHONE[0]
        background = browser.execute_script("return getComputedStyle(document.body).backgroundColor")
        assert (int(background.strip("rgb()").split(",")[0]) < 128) is (scheme == "dark")
    finally:
        browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})


def test_a_report_fits_a_phone_with_all_counts_of_a_site(page: Any, tmp_path: Path) -> None:
    report = Report()
    for number in range(3):
        report.add(result(number))
        report.add(failed(number))
    report.write(tmp_path / "report.html")
    browser = page((tmp_path / "report.html").read_text(encoding="utf-8"))
    browser.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": PHONE[0], "height": PHONE[1], "deviceScaleFactor": 1, "mobile": True},
    )
    try:
        assert browser.execute_script("return document.documentElement.scrollWidth") <= PHONE[0]
        assert texts(browser, ".sites thead th") == ["site or folder", "documents", "empty", "failed", "kept"]
    finally:
        browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def test_a_hostile_document_stays_inert_in_its_explanation(page: Any) -> None:
    hostile = Document(HOSTILE, id=HOSTILE, title=HOSTILE, metadata={HOSTILE: HOSTILE, "charset": HOSTILE})
    browser = page(to_html(PIPELINE.run(hostile, trace=True)))
    assert "<script>window.pwned=1</script>" in browser.find_element("tag name", "body").text
    assert is_inert(browser)


def test_the_policy_stops_what_escaping_would_miss(page: Any) -> None:
    """Inject markup after escaping: the policy is the second line of defence."""
    text = to_html(PIPELINE.run(Document(SOURCE), trace=True))
    attack = f'<script>{ATTACK}</script><svg onload="{ATTACK}"></svg><img src="x" onerror="{ATTACK}">'
    browser = page(text.replace("<main>", f"<main>{attack}"))
    assert find(browser, "main svg")
    assert browser.execute_script("return window.pwned") is None


def test_the_report_opens_and_leads_to_explanations(browser: Any, tmp_path: Path) -> None:
    report = Report()
    for number in range(12):
        report.add(result(number), 100)
    report.add(failed(error=HOSTILE))
    report.add(PIPELINE.run(Document(HOSTILE, id=HOSTILE), trace=True))
    report.write(tmp_path / "report.html", {"inputs": HOSTILE})
    browser.get((tmp_path / "report.html").as_uri())
    assert is_inert(browser)
    assert "14" in texts(browser, ".numbers dd")
    assert {"navigation", "metadata"} <= set(texts(browser, "#removed th"))
    find(browser, "#removed input[value=cut]")[0].click()
    assert texts(browser, "#removed th") == ["navigation"]
    find(browser, "#slowest a")[0].click()
    assert "中文字符大会" in texts(browser, ".article p")


def explain(browser: Any, text: str) -> None:
    """Type a text and press the button."""
    field = find(browser, "#text")[0]
    browser.execute_script("arguments[0].value = arguments[1]", field, text)
    find(browser, "button.main")[0].click()
    _wait(browser, "#result header.document")


def test_a_pasted_document_is_explained_and_stays(browser: Any, address: str) -> None:
    browser.get(address)
    field = find(browser, "#text")[0]
    browser.execute_script("arguments[0].value = arguments[1]", field, NEWS)
    browser.execute_script("arguments[0].dispatchEvent(new Event('paste'))", field)
    _wait(browser, "#article")
    find(browser, ".plain summary")[0].click()
    assert "大会圆满完成各项议程" in texts(browser, "#article")[0]
    assert field.get_property("value") == NEWS


def test_ctrl_enter_explains_too(browser: Any, address: str) -> None:
    browser.get(address)
    field = find(browser, "#text")[0]
    field.send_keys("好")
    field.send_keys("\ue009\ue007")  # Control and Enter
    _wait(browser, "#article")


def test_an_option_is_tried_at_once_and_shown_as_toml(browser: Any, address: str) -> None:
    browser.get(address)
    explain(browser, NEWS)
    find(browser, "#options > summary")[0].click()
    choice = find(browser, "select[name='simplify.to']")[0]
    choice.send_keys("keep")
    _wait(browser, "#toml pre")
    assert texts(browser, "#toml pre") == ['[simplify]\nto = "keep"']
    assert "大會勝利閉幕" in texts(browser, ".article p")


def test_an_example_takes_one_click(browser: Any, address: str) -> None:
    browser.get(address)
    find(browser, "a[href$='example=gbk']")[0].click()
    _wait(browser, "#result header.document")
    assert "gb18030" in browser.find_element("tag name", "body").text
    explain(browser, "")  # the example again, since nothing else was given
    assert texts(browser, ".where") == ["page.html"]


def test_a_slow_document_shows_progress_and_can_be_cancelled(browser: Any, start: Start) -> None:
    from cleaner.views.serve.app import Service

    slow = Config().with_stages(["decode", "poison:Poison", "parse", "layout"])
    browser.get(f"http://127.0.0.1:{start(Service(slow, Guard(timeout=2), language='en')).port}/")
    find(browser, "#text")[0].send_keys(HANG)
    find(browser, "button.main")[0].click()
    _wait(browser, "#progress:not([hidden])")
    find(browser, "#cancel")[0].click()
    _wait(browser, "#progress[hidden]")
    assert not find(browser, "#result header")
    find(browser, "button.main")[0].click()
    _wait(browser, "#result header.document")
    assert "timed out: it took longer than 2 seconds" in texts(browser, ".status")[0]
    assert not texts(browser, "#progress")


def test_a_server_that_is_gone_is_told(browser: Any, address: str) -> None:
    browser.get(address)
    browser.execute_script("document.getElementById('ask').action = 'http://127.0.0.1:9/'")
    find(browser, "button.main")[0].click()
    _wait(browser, "#problem:not(:empty)")
    assert texts(browser, "#problem") == ["The server does not answer."]
    assert not texts(browser, "#progress")


def test_a_dropped_file_is_explained(browser: Any, address: str) -> None:
    browser.get(address)
    browser.execute_script(
        "const data = new DataTransfer();"
        "const bytes = new Uint8Array([0xd6, 0xd0, 0xce, 0xc4, 0xd7, 0xd6, 0xb7, 0xfb]);"
        "data.items.add(new File([bytes], '中文.txt'));"
        "document.body.dispatchEvent(new DragEvent('drop', {dataTransfer: data, bubbles: true}));"
    )
    _wait(browser, "header.document")
    assert texts(browser, ".where") == ["中文.txt"]
    assert "中文字符" in texts(browser, "main")[0]


def test_a_chosen_file_is_explained_and_stays_inert(browser: Any, address: str, tmp_path: Path) -> None:
    path = tmp_path / "坏<img src=x onerror=window.pwned=1>.html"
    path.write_bytes(f"<html><body><p>大會圓滿完成各項議程。{HOSTILE}</p></body></html>".encode())
    browser.get(address)
    find(browser, "#file")[0].send_keys(str(path))
    _wait(browser, "header.document")
    assert path.name in texts(browser, ".where")[0]
    assert is_inert(browser, requests=1)


def test_another_page_cannot_use_the_server(page: Any, address: str) -> None:
    browser = page(
        f'<form method="post" action="{address}explain" enctype="multipart/form-data">'
        '<textarea name="text">好</textarea><button>send</button></form>'
    )
    find(browser, "button")[0].click()
    _wait(browser, "pre")
    assert "own address" in browser.find_element("tag name", "body").text


def _wait(browser: Any, css: str) -> None:
    from selenium.webdriver.support.ui import WebDriverWait

    WebDriverWait(browser, 20).until(lambda driver: driver.find_elements("css selector", css))
