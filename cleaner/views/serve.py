"""A page on this machine where one pastes a text or drops a file and sees its explanation.

The server listens on the loopback address only. Because other pages in the same browser can still
send requests to it, it answers only requests that name it as their host and come from itself.
"""

from __future__ import annotations

import contextlib
from email.parser import BytesParser
from email.policy import HTTP
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock
from typing import Any

from cleaner.document import Document
from cleaner.pipeline import Pipeline
from cleaner.views.explanation import Explanation, page_values
from cleaner.views.pages import render

LOOPBACK = "127.0.0.1"
LIMIT = 20_000_000
"""Bytes of a request that are accepted; a page that shows more would be of no use."""


class Server(ThreadingHTTPServer):
    """Explains documents with `pipeline`; `port` 0 takes any free one.

    Used as `Server(pipeline, port).serve_forever()`; `address` is what to open in a browser.
    """

    daemon_threads = True

    def __init__(self, pipeline: Pipeline, port: int = 0, limit: int = LIMIT) -> None:
        super().__init__((LOOPBACK, port), Handler)
        self.pipeline = pipeline
        self.limit = limit
        self.one_at_a_time = Lock()
        self.hosts = {f"{name}:{self.server_port}" for name in (LOOPBACK, "localhost")}

    @property
    def address(self) -> str:
        return f"http://{LOOPBACK}:{self.server_port}/"

    def page(self, document: Document | None = None) -> str:
        """The form, and the explanation of a document below it."""
        if document is None:
            return render("serve.html.j2", explanation=None)
        with self.one_at_a_time:
            result = self.pipeline.run(document, trace=True)
        return render("serve.html.j2", **page_values(Explanation(result)))


class Handler(BaseHTTPRequestHandler):
    """`GET /` is the form, `POST /` the form with the explanation of what was sent."""

    server: Server
    server_version = "cleaner"
    timeout = 60

    def do_GET(self) -> None:
        if self._is_from_here():
            if self.path == "/":
                self._answer(self.server.page())
            else:
                self.send_error(HTTPStatus.NOT_FOUND)

    def do_POST(self) -> None:
        if not self._is_from_here():
            return
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal():
            self.send_error(HTTPStatus.LENGTH_REQUIRED)
        elif int(length) > self.server.limit:
            self.send_error(
                HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
                explain=f"At most {self.server.limit:,} bytes; the command line takes any size.",
            )
            self._pass_over(int(length))
        else:
            body = self.rfile.read(int(length))
            self._answer(self.server.page(document_of(self.headers.get("Content-Type", ""), body)))

    def _pass_over(self, length: int) -> None:
        """Takes the rest of a request in, for a while: a browser that is cut off shows no answer."""
        self.close_connection = True
        self.connection.settimeout(1)
        with contextlib.suppress(OSError):
            while length > 0 and (part := self.rfile.read1(1 << 20)):
                length -= len(part)

    def _is_from_here(self) -> bool:
        """Refuses pages of other sites, and names that were made to point at this machine."""
        hosts = self.server.hosts
        origin = self.headers.get("Origin")
        if self.headers.get("Host") in hosts and (
            origin is None or origin in {f"http://{host}" for host in hosts}
        ):
            return True
        self.send_error(HTTPStatus.FORBIDDEN, explain="This server answers only its own page.")
        return False

    def _answer(self, page: str) -> None:
        body = page.encode("utf-8", "replace")
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Security-Policy", "frame-ancestors 'none'")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Says nothing: what is pasted here is nobody's business."""


def document_of(content_type: str, body: bytes) -> Document:
    """The file of a submitted form if there is one, else its text; a body that is no form as it is."""
    if not content_type.startswith("multipart/form-data"):
        return Document(data=body)
    head = f"Content-Type: {content_type}\r\n\r\n".encode()
    text = ""
    for part in BytesParser(policy=HTTP).parsebytes(head + body).iter_parts():
        content = part.get_payload(decode=True)
        if not isinstance(content, bytes):
            continue
        if part.get_filename():
            return Document(data=content, id=str(part.get_filename()))
        if part.get_param("name", header="content-disposition") == "text":
            text = content.decode("utf-8", "replace").replace("\r\n", "\n")
    return Document(text)
