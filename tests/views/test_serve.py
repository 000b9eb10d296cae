"""The local server: its page, its API, and whom it refuses."""

from __future__ import annotations

import json
import socket
import threading
import time
from typing import Any
from urllib.parse import quote, quote_plus

import pytest
from helpers import NEWS, REDACT, Client, Start
from poison import HANG

from cleaner.config import Config
from cleaner.document import ConfigError
from cleaner.engines import Guard
from cleaner.views.serve.fields import fields, toml, with_choices

pytest.importorskip("uvicorn", reason="the extra serve is not installed")
from cleaner.views.serve.app import Service

TEXT = "大会圆满完成各项议程"
POISONED = Config().with_stages(["decode", "poison:Poison", "parse", "layout"])


@pytest.fixture(scope="module")
def ask(start: Start) -> Client:
    return start(Service(limit=100_000))


def form(*fields: tuple[str, bytes, str]) -> tuple[str, bytes]:
    """The content type and body of a submitted form, of fields with name, content and name of a file."""
    body = b""
    for name, content, filename in fields:
        file = f'; filename="{filename}"' if filename else ""
        body += f'--edge\r\nContent-Disposition: form-data; name="{name}"{file}\r\n\r\n'.encode()
        body += content + b"\r\n"
    return "multipart/form-data; boundary=edge", body + b"--edge--\r\n"


class TestPage:
    def test_it_says_what_it_is_and_offers_examples(self, ask: Client) -> None:
        status, page = ask.page()
        assert (status, "<textarea" in page, page.count("example=")) == (200, True, 3)

    @pytest.mark.parametrize(
        ("name", "shown"),
        [("news", "修好的水库能蓄水三亿立方米"), ("hacked", "举办读书节"), ("gbk", "gb18030")],
    )
    def test_an_example_is_explained(self, ask: Client, name: str, shown: str) -> None:
        status, page = ask.page("GET", f"/?example={name}")
        assert (status, shown in page) == (200, True)

    def test_what_was_pasted_stays_and_is_explained(self, ask: Client) -> None:
        kind, body = form(("text", NEWS.encode(), ""))
        status, page = ask.page("POST", "/explain", body, Content_Type=kind)
        assert (status, NEWS in page, TEXT in page) == (200, True, True)
        assert 'data-role="metadata"' in page

    def test_a_file_is_read_as_bytes_and_goes_before_the_text(self, ask: Client) -> None:
        kind, body = form(("text", "字".encode(), ""), ("file", NEWS.encode("gb18030"), "新聞.txt"))
        _, page = ask.page("POST", "/explain", body, Content_Type=kind)
        assert all(part in page for part in ("新聞.txt", "gb18030", TEXT))

    def test_options_are_tried_and_shown_as_toml(self, ask: Client) -> None:
        kind, body = form(
            ("text", NEWS.encode(), ""),
            ("simplify.to", b"keep", ""),
            ("rules.keep", "re:^來源\r\nre:乙".encode(), ""),
            ("layout.title", b"true", ""),
        )
        _, page = ask.page("POST", "/explain", body, Content_Type=kind)
        assert "大會圓滿完成各項議程" in page
        assert "[simplify]\nto = &#34;keep&#34;\n\n[rules]\nkeep = [&#34;re:^來源&#34;" in page
        assert "[layout]" not in page

    def test_a_wrong_option_is_explained_on_the_page(self, ask: Client) -> None:
        kind, body = form(("text", NEWS.encode(), ""), ("rules.drop", b"xx:y", ""))
        status, page = ask.page("POST", "/explain", body, Content_Type=kind)
        assert (status, "must begin with" in page) == (400, True)

    @pytest.mark.parametrize(
        ("rule", "told"),
        [
            ("xx:y", "规则 &#39;xx:y&#39; 必须以 &#39;re:&#39;（正则）"),
            ("re:(", "不是正则表达式：缺少右括号，左括号在位置 0"),
            ("css:a[", "不是 CSS 选择器"),
            ("@/etc/passwd", "请求中不能写文件名"),
        ],
    )
    def test_a_wrong_rule_is_explained_in_chinese(self, ask: Client, rule: str, told: str) -> None:
        kind, body = form(("text", NEWS.encode(), ""), ("rules.drop", rule.encode(), ""))
        assert told in ask.page("POST", "/explain?lang=zh", body, Content_Type=kind)[1]

    def test_parts_of_a_line_are_shown_as_one(self, ask: Client) -> None:
        page = ask.page("GET", "/?example=hacked")[1]
        assert page.count(' glued"') == page.count("continues the line above") == 2
        assert "continues the line above" not in ask.page("GET", "/?example=gbk")[1]

    def test_its_language_is_the_wish_of_the_browser_or_of_the_address(self, ask: Client) -> None:
        assert "原文" in ask.page("GET", "/?example=news", Accept_Language="zh-CN,en;q=0.5")[1]
        assert "Source" in ask.page("GET", "/?example=news", Accept_Language="de")[1]
        assert "原文" in ask.page("GET", "/?example=news&lang=zh", Accept_Language="en")[1]


class TestApi:
    def test_a_body_is_a_document_and_the_answer_its_text(self, ask: Client) -> None:
        for kind in ("text/plain", "application/x-www-form-urlencoded", ""):
            status, text = ask("POST", "/clean", NEWS.encode("gb18030"), Content_Type=kind)
            assert (status, text.splitlines()[-1]) == (
                200, "十二月二十七日上午，大会圆满完成各项议程，胜利闭幕。代表们认真履职。"
            )  # fmt: skip

    @pytest.mark.parametrize(
        "body",
        [
            f"simplify.to=keep&text={quote(NEWS)}",
            f"text={quote_plus(NEWS)}&simplify.to=keep&url=http%3A%2F%2Fa.cn",
            f"text={NEWS}",
        ],
    )
    def test_a_form_is_read_as_one(self, ask: Client, body: str) -> None:
        kind = "application/x-www-form-urlencoded"
        status, text = ask("POST", "/clean", body.encode(), Content_Type=kind)
        said = "大會圓滿完成各項議程" if "simplify" in body else TEXT
        assert (status, said in text, "text=" in text) == (200, True, False)

    @pytest.mark.parametrize("document", ["context=3，这是一篇文章的正文，写得很好。", "a=1&b=2"])
    def test_a_document_that_looks_like_a_form_is_one(self, ask: Client, document: str) -> None:
        status, text = ask(
            "POST", "/clean", document.encode(), Content_Type="application/x-www-form-urlencoded"
        )
        assert (status, document in text) == (200, True)

    def test_json_has_text_and_facts(self, ask: Client) -> None:
        answer = ask.json("POST", "/clean?id=a", NEWS.encode())
        assert (answer["id"], answer["status"], answer["error"]) == ("a", "ok", "")
        assert TEXT in answer["text"]
        assert answer["metadata"]["script"] == "traditional"

    def test_json_in_with_options_and_an_address(self, ask: Client) -> None:
        asked = {
            "text": NEWS,
            "options": {"simplify.to": "keep", "layout.title": False},
            "url": "http://a.cn/",
        }
        body = json.dumps(asked).encode()
        answer = ask.json("POST", "/clean", body, Content_Type="application/json")
        assert answer["text"].startswith("十二月二十七日上午，大會")
        assert answer["metadata"]["url"] == "http://a.cn/"

    @pytest.mark.parametrize("name", [7, 0, 1.5, "7", ""])
    @pytest.mark.parametrize("path", ["/clean", "/explain"])
    def test_an_id_keeps_its_type(self, ask: Client, path: str, name: object) -> None:
        body = json.dumps({"text": NEWS, "id": name}).encode()
        answer = ask.json("POST", path, body, Content_Type="application/json")
        assert (answer["id"], type(answer["id"])) == (name, type(name))

    def test_explain_has_every_block(self, ask: Client) -> None:
        answer = ask.json("POST", "/explain?rules.drop=re:%E9%97%AD%E5%B9%95", NEWS.encode())
        assert {"blocks", "changes", "characters"} <= set(answer)
        assert answer["blocks"][0]["reason"] == "left out by the rule 're:闭幕'"

    @pytest.mark.parametrize(
        ("path", "body", "kind", "why"),
        [
            ("/clean?simplfy.to=keep", b"x", "", "did you mean 'simplify'"),
            ("/clean?simplify.to=kep", b"x", "", "did you mean 'keep'"),
            ("/clean?select.weights=/etc/passwd", b"x", "", "cannot be set by a request"),
            ("/clean?simplify.protect=@/etc/passwd", b"x", "", "files cannot be named"),
            (
                "/clean?simplify.to=keep&simplify.to=keep",
                b"x",
                "",
                "simplify.to takes one value, and is given 2",
            ),
            ("/clean", b'{"text": "x", "id": [7]}', "application/json", "must be a string or a number"),
            ("/clean", b"{", "application/json", "not valid JSON"),
            ("/clean", b"[1]", "application/json", 'a field "text"'),
            ("/clean", b'{"text": "x", "optoins": {}}', "application/json", "not optoins"),
            ("/clean", b'{"html": "x"}', "application/json", "There are: html"),
            ("/clean", b'{"text": null}', "application/json", "must be a string, not null"),
            ("/clean", b'{"text": NaN}', "application/json", "NaN is not a value of JSON"),
            ("/clean", b'{"text": "x", "options": {"layout.title": NaN}}', "application/json", "NaN"),
            ("/clean", b'{"text": "x", "options": []}', "application/json", '"options" must be an object'),
            ("/clean", b'{"text": "x", "options": {"simplify": {}}}', "application/json", "stage.option"),
            ("/clean", b"page=%E5%AD%97", "application/x-www-form-urlencoded", "There are: page"),
            ("/clean", *form(("page", b"x", "a.txt"))[::-1], "There are: page"),
        ],
    )
    def test_a_request_that_is_wrong_is_told_why(
        self, ask: Client, path: str, body: bytes, kind: str, why: str
    ) -> None:
        status, text = ask("POST", path, body, Content_Type=kind)
        assert (status, why in json.loads(text)["error"]) == (400, True), text

    def test_a_document_that_fails_has_status_422(self, ask: Client) -> None:
        status, text = ask("POST", "/clean", b"\x89PNG\r\n\x1a\n")
        assert (status, "PNG" in json.loads(text)["error"]) == (422, True)
        assert ask.json("POST", "/clean", b"\x89PNG\r\n\x1a\n")["status"] == "failed"
        assert ask.page("POST", "/explain", b"\x89PNG\r\n\x1a\n")[0] == 422

    def test_a_document_without_an_article_is_a_legal_answer(self, ask: Client) -> None:
        assert ask("POST", "/clean", b"") == (200, "")
        assert ask.json("POST", "/clean", b"")["status"] == "empty"

    def test_half_characters_come_through(self, ask: Client) -> None:
        body = json.dumps({"text": "\ud800 好"}).encode()
        for path in ("/clean", "/explain"):
            assert ask.json("POST", path, body, Content_Type="application/json")["status"] == "ok"
            assert ask("POST", path, body, Content_Type="application/json")[0] == 200
            assert ask.page("POST", path, body, Content_Type="application/json")[0] == 200

    def test_unknown_addresses(self, ask: Client) -> None:
        assert ask("GET", "/etc/passwd")[0] == 404
        assert ask("GET", "/clean")[0] == 405

    @pytest.mark.parametrize("body", [b"", b"\x00\xff\xfe", b"--edge", b"--edge\r\n\r\n\r\n--edge--"])
    @pytest.mark.parametrize(
        "kind", ["multipart/form-data; boundary=edge", "multipart/form-data", "", "\xe9"]
    )
    def test_odd_bodies_are_answered(self, ask: Client, body: bytes, kind: str) -> None:
        assert ask("POST", "/explain", body, Content_Type=kind)[0] in (200, 400, 422)


class TestLimits:
    def test_too_much_is_refused(self, ask: Client) -> None:
        for body in (b"x" * 900_000, b"x" * 100_001):
            status, text = ask("POST", "/clean", body)
            assert (status, "At most 100,000 bytes" in text) == (413, True)

    def test_a_slow_document_is_stopped_and_others_are_answered_meanwhile(self, start: Start) -> None:
        ask = start(Service(POISONED, Guard(timeout=3), workers=2))
        answers: list[tuple[int, str]] = []
        slow = threading.Thread(target=lambda: answers.append(ask("POST", "/clean", HANG.encode())))
        slow.start()
        time.sleep(0.3)
        assert ask("POST", "/clean", "好".encode()) == (200, "好\n")
        assert ask.page()[0] == 200
        assert not answers
        slow.join(30)
        assert [(status, json.loads(body)) for status, body in answers] == [
            (422, {"error": "timed out: it took longer than 3 seconds"})
        ]

    def test_a_client_that_goes_away_frees_its_worker(self, start: Start) -> None:
        ask = start(Service(POISONED, Guard(timeout=50), workers=1))
        with socket.create_connection(("127.0.0.1", ask.port)) as gone:
            head = f"POST /clean HTTP/1.1\r\nHost: a\r\nContent-Length: {len(HANG)}\r\n\r\n"
            gone.sendall(head.encode() + HANG.encode())
            time.sleep(0.5)
        assert ask("POST", "/clean", "好".encode()) == (
            200,
            "好\n",
        )  # would time out behind a hanging document


class TestStrangers:
    @pytest.fixture
    def local(self, start: Start) -> Client:
        service = Service(hosts=frozenset(["127.0.0.1:8765", "localhost:8765"]))
        return start(service)

    @pytest.mark.parametrize(
        "headers",
        [
            {"Host": "evil.example"},
            {"Host": "evil.example:8765"},
            {"Host": "localhost:8765", "Origin": "https://evil.example"},
            {"Host": "localhost:8765", "Origin": "null"},
        ],
    )
    @pytest.mark.parametrize("method", ["GET", "POST"])
    def test_other_pages_and_rebound_names_are_refused(
        self, local: Client, method: str, headers: dict[str, str]
    ) -> None:
        status, page = local(method, "/" if method == "GET" else "/clean", b"x", **headers)
        assert (status, "own address" in json.loads(page)["error"]) == (403, True)
        assert local.page(method, "/no/such/address", b"x", **headers)[0] == 403

    def test_its_own_page_and_programs_are_welcome(self, local: Client) -> None:
        own = {"Host": "localhost:8765", "Origin": "http://localhost:8765"}
        assert local("POST", "/clean", "好".encode(), **own)[0] == 200
        assert local("POST", "/clean", "好".encode(), Host="127.0.0.1:8765")[0] == 200

    def test_on_an_open_address_only_other_pages_are_refused(self, ask: Client) -> None:
        assert ask("POST", "/clean", b"x", Host="cleaner.example")[0] == 200
        assert ask("POST", "/clean", b"x", Host="cleaner.example", Origin="http://evil.example")[0] == 403


class TestFields:
    def test_no_option_that_names_a_file_or_a_table(self) -> None:
        names = {field.name for field in fields(Config().with_stages(["decode", REDACT, "select", "rules"]))}
        assert {"select.comments", f"{REDACT}.words", f"{REDACT}.mark"} <= names
        assert not {"select.weights", "rules.sites"} & names

    def test_choices_that_change_nothing_are_not_in_the_toml(self) -> None:
        base = Config().with_options(["simplify.to=keep", "rules.keep=re:a"])
        same = {field.name: [field.value] for field in fields(base)}
        assert toml(with_choices(base, same), base) == ""

    def test_the_toml_gives_the_same_options(self, tmp_path: Any) -> None:
        from cleaner.config import read_config

        chosen = {"rules.drop": ['re:"甲"\\d', "re:乙"], "layout.title": ["false"], "simplify.to": ["keep"]}
        config = with_choices(Config(), chosen)
        (tmp_path / "cleaner.toml").write_text(toml(config, Config()), encoding="utf-8")
        assert read_config(tmp_path / "cleaner.toml").build() == config.build()

    def test_a_list_can_be_emptied(self) -> None:
        base = Config().with_options(["rules.keep=re:a"])
        assert with_choices(base, {"rules.keep": [""]}).options["rules", "keep"].value == ()

    def test_names_are_checked(self) -> None:
        with pytest.raises(ConfigError, match="did you mean 'simplify'"):
            with_choices(Config(), {"simplfy.to": ["keep"]})
