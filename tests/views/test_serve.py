"""The local server: it explains documents, and refuses requests from other pages."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Iterator

import pytest
from helpers import NEWS

from cleaner import Pipeline
from cleaner.views.serve import Server, document_of


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with Server(Pipeline.default(), limit=100_000) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def ask(
    server: Server, method: str = "GET", path: str = "/", body: bytes | None = None, **headers: str
) -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=30)
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(method, path, body=body, headers=given)
    response = connection.getresponse()
    return response.status, response.read().decode()


def form(name: str, content: bytes, filename: str = "") -> tuple[str, bytes]:
    """The content type and body of a submitted form."""
    file = f'; filename="{filename}"' if filename else ""
    head = f'--edge\r\nContent-Disposition: form-data; name="{name}"{file}\r\n\r\n'
    return "multipart/form-data; boundary=edge", head.encode() + content + b"\r\n--edge--\r\n"


def test_it_listens_on_the_loopback_address_only(server: Server) -> None:
    assert server.server_address[0] == "127.0.0.1"


def test_the_form_and_the_explanation(server: Server) -> None:
    status, page = ask(server)
    assert (status, "<textarea" in page) == (200, True)
    kind, body = form("text", NEWS.encode())
    status, page = ask(server, "POST", body=body, Content_Type=kind)
    assert status == 200
    assert "大会圆满完成各项议程" in page
    assert 'data-role="metadata"' in page


def test_a_file_is_read_as_bytes(server: Server) -> None:
    kind, body = form("file", NEWS.encode("gb18030"), "新聞.txt")
    _, page = ask(server, "POST", body=body, Content_Type=kind)
    assert "新聞.txt" in page
    assert "gb18030" in page
    assert "大会圆满完成各项议程" in page


def test_a_body_that_is_no_form_is_a_document(server: Server) -> None:
    assert "大会圆满完成各项议程" in ask(server, "POST", body=NEWS.encode(), Content_Type="text/plain")[1]


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Host": "evil.example:80"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_other_pages_and_rebound_names_are_refused(
    server: Server, method: str, headers: dict[str, str]
) -> None:
    status, page = ask(server, method, body=b"x" if method == "POST" else None, **headers)
    assert status == 403
    assert "textarea" not in page


def test_its_own_origin_is_welcome(server: Server) -> None:
    origin = server.address.rstrip("/")
    assert ask(server, "POST", body="好".encode(), Origin=origin)[0] == 200


def test_too_much_is_refused(server: Server) -> None:
    status, page = ask(server, "POST", body=b"x" * 5_000_000)
    assert (status, "At most 100,000 bytes" in page) == (413, True)
    assert ask(server, "POST", body=b"", Content_Length="100001")[0] == 413
    assert ask(server, "POST", body=b"", Content_Length="-1")[0] == 411
    assert ask(server, path="/etc/passwd")[0] == 404


@pytest.mark.parametrize(
    "body", [b"", b"\x00\xff\xfe", b"--edge", b"--edge\r\n\r\n\r\n--edge--", b"\x89PNG\r\n\x1a\n"]
)
@pytest.mark.parametrize("kind", ["multipart/form-data; boundary=edge", "multipart/form-data", "", "é"])
def test_bad_requests_are_answered(server: Server, body: bytes, kind: str) -> None:
    assert ask(server, "POST", body=body, Content_Type=kind)[0] == 200


def test_a_form_gives_the_file_before_the_text() -> None:
    kind, text = form("text", "字\r\n句".encode())
    assert document_of(kind, text).text == "字\n句"
    _, file = form("file", b"\xd6\xd0", "a.txt")
    both = text.removesuffix(b"--edge--\r\n") + file
    assert document_of(kind, both).data == b"\xd6\xd0"
