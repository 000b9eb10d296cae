"""A local page that explains pasted texts and dropped files.

The server listens on the loopback address only. Other pages in the same browser can still send requests
to it, so it answers only requests with its own address as `Host` and, if there is one, as `Origin`.
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
"""Maximum size of a request, bytes: an explanation of more could not be read."""
IDLE_TIMEOUT = 60
"""Maximum wait for more of a request, seconds: a connection that a browser does not use holds a thread."""
DRAIN_TIMEOUT = 1
"""Maximum wait for more of a request that was refused, seconds."""


class Server(ThreadingHTTPServer):
    """Explains documents with a pipeline: `Server(pipeline, port).serve_forever()`.

    `port` 0 takes any free one; `limit` is the maximum size of a request in bytes. Raises `OSError` if
    the port is taken. Requests are answered in threads, but documents are cleaned one at a time.
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
        """The address to open in a browser."""
        return f"http://{LOOPBACK}:{self.server_port}/"

    def page(self, document: Document | None = None) -> str:
        """The form, with the explanation of a document below it if there is one."""
        if document is None:
            return render("serve.html.j2", explanation=None)
        with self.one_at_a_time:
            result = self.pipeline.run(document, trace=True)
        return render("serve.html.j2", **page_values(Explanation(result)))


class Handler(BaseHTTPRequestHandler):
    """Answers `GET /` with the form, and `POST` with the form and the explanation of what was sent."""

    server: Server
    server_version = "cleaner"
    timeout = IDLE_TIMEOUT

    def do_GET(self) -> None:
        """Answer with the form."""
        if not self._is_from_here():
            self._refuse()
        elif self.path == "/":
            self._answer(self.server.page())
        else:
            self.send_error(HTTPStatus.NOT_FOUND)

    def do_POST(self) -> None:
        """Answer with the explanation of a submitted form, or of a body that is a document itself."""
        length = self.headers.get("Content-Length", "")
        if not self._is_from_here():
            self._refuse()
        elif not length.isdecimal():
            self.send_error(HTTPStatus.LENGTH_REQUIRED)
        elif int(length) > self.server.limit:
            self.send_error(
                HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
                explain=f"At most {self.server.limit:,} bytes; the command line takes any size.",
            )
            self._drain(int(length))
        else:
            body = self.rfile.read(int(length))
            self._answer(self.server.page(document_of(self.headers.get("Content-Type", ""), body)))

    def _drain(self, length: int) -> None:
        """Read the rest of a refused request, for a while: a browser that is cut off shows no answer."""
        self.close_connection = True
        self.connection.settimeout(DRAIN_TIMEOUT)
        with contextlib.suppress(OSError):
            while length > 0:
                part = self.rfile.read1(1 << 20)
                if not part:
                    break
                length -= len(part)

    def _is_from_here(self) -> bool:
        """Whether our own page, or a program on this machine, sent the request.

        `Origin` gives away pages of other sites, `Host` names that somebody made to point to this
        machine (DNS rebinding).
        """
        hosts = self.server.hosts
        origins = {None, *(f"http://{host}" for host in hosts)}
        return self.headers.get("Host") in hosts and self.headers.get("Origin") in origins

    def _refuse(self) -> None:
        self.send_error(HTTPStatus.FORBIDDEN, explain="This server answers only its own page.")

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
        """Log nothing: what is pasted here stays private."""


def document_of(content_type: str, body: bytes) -> Document:
    r"""The document in the body of a request: the file of a form, else its text; other bodies whole.

    >>> document_of("text/plain", "好".encode()).data
    b'\xe5\xa5\xbd'
    """
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
