"""The addresses of the server and what they answer.

Every document is cleaned in a process of its own, under limits of time and memory, so a document that
hangs or crashes fails alone, and other requests are answered meanwhile.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from typing import Any

from anyio import CapacityLimiter
from markupsafe import Markup
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from cleaner.config import Config
from cleaner.document import CleanerError, ConfigError, Document
from cleaner.engines import Guard
from cleaner.pipeline import Pipeline
from cleaner.views.language import Language
from cleaner.views.pages import render
from cleaner.views.serve.examples import EXAMPLES
from cleaner.views.serve.fields import fields, toml, with_choices
from cleaner.views.serve.own import OwnOnly
from cleaner.views.serve.question import Question, language_of, read
from cleaner.views.serve.supervision import unless_gone
from cleaner.views.serve.work import Answer, Answering, Form

LIMIT = 20_000_000
"""Maximum size of a request, bytes: an explanation of more could not be read."""
GUARD = Guard(timeout=60, memory=2000)
"""Limits for a document, those of a run."""
WAITING = 32
"""Maximum number of requests that wait for a free worker, each of which is held in memory."""
CONNECTIONS = 100
"""Maximum number of connections; what comes beyond is refused with the status 503."""
CLIENT_GONE = 499
"""Status that nobody receives; common for a client that has gone away."""
PATIENCE = 2
"""Maximum wait for answers under way when the server is stopped, seconds."""
WRONG_ADDRESS = {
    404: "There is no such address: POST a document to /clean or /explain, or open / in a browser.",
    405: "Wrong method: POST a document to /clean or /explain, or open / in a browser.",
}
"""What is said in place of the words of HTTP."""
JSON = "application/json"
HTML = "text/html"


@dataclass(frozen=True)
class Service:
    """How documents are cleaned, and for whom.

    - `hosts`: the values of `Host` that are answered, such as `127.0.0.1:8765`; empty for all;
    - `language`: that of the pages; None for that of the browser;
    - `workers`: number of documents that are cleaned at the same time;
    - `limit`: maximum size of a request, bytes.
    """

    config: Config = field(default_factory=Config)
    guard: Guard = GUARD
    hosts: frozenset[str] = frozenset()
    language: Language | None = None
    workers: int = 2
    limit: int = LIMIT


def application(service: Service) -> Starlette:
    """The ASGI application of a service."""
    handlers = _Handlers(service)
    return Starlette(
        routes=[
            Route("/", handlers.show, methods=["GET"]),
            Route("/clean", handlers.clean, methods=["POST"]),
            Route("/explain", handlers.explain, methods=["POST"]),
        ],
        middleware=[Middleware(OwnOnly, hosts=service.hosts)],
        exception_handlers={HTTPException: handlers.refuse, Exception: handlers.fail},
    )


log = logging.getLogger("cleaner")


class _Handlers:
    def __init__(self, service: Service) -> None:
        self.service = service
        self.free = CapacityLimiter(service.workers)

    async def show(self, request: Request) -> Response:
        """The page, with the explanation of an example if one is asked for."""
        language = language_of(request, self.service.language)
        name = request.query_params.get("example", "")
        if name not in EXAMPLES:
            return self._page(request, language)
        example = EXAMPLES[name]
        return await self._explained(request, Question(example.document, example.text, name), language)

    async def clean(self, request: Request) -> Response:
        """The text of the article; as JSON with title, facts and status if that is asked for."""
        question = await read(request, self.service.limit)
        as_json = JSON in request.headers.get("accept", "")
        answer = await self._answer(request, question, "record" if as_json else "text")
        if as_json:
            return _json(answer)
        if answer.status == "failed":
            return JSONResponse({"error": answer.error}, 422)
        return PlainTextResponse(answer.body.encode("utf-8", "replace"))

    async def explain(self, request: Request) -> Response:
        """What became of every block: as a page for a browser, else as JSON."""
        question = await read(request, self.service.limit)
        if HTML in request.headers.get("accept", ""):
            return await self._explained(request, question, language_of(request, self.service.language))
        answer = await self._answer(request, question, "json")
        return _json(answer)

    async def refuse(self, request: Request, error: Exception) -> Response:
        """The answer to a request that cannot be answered: why, in the form that was asked for."""
        assert isinstance(error, HTTPException)  # noqa: S101
        why = WRONG_ADDRESS.get(error.status_code, error.detail)
        if HTML in request.headers.get("accept", ""):
            language = language_of(request, self.service.language)
            return self._page(request, language, problem=why, status=error.status_code)
        return JSONResponse({"error": why}, error.status_code, headers=error.headers)

    async def fail(self, request: Request, error: Exception) -> Response:
        """The answer if something is wrong with this program; the log has what."""
        log.error("%s %s failed", request.method, request.url.path, exc_info=error)
        return JSONResponse({"error": f"Internal error: {type(error).__name__}"}, 500)

    async def _explained(self, request: Request, question: Question, language: Language) -> Response:
        answer = await self._answer(request, question, "page", language)
        return self._page(request, language, question, Markup(answer.body), status=_status(answer))  # noqa: S704

    async def _answer(
        self, request: Request, question: Question, form: Form, language: Language = "en"
    ) -> Answer:
        """Clean the document in a process of its own."""
        if self.free.statistics().tasks_waiting >= WAITING:
            raise HTTPException(503, "Too many requests are waiting; try again.", {"Retry-After": "5"})
        try:
            config = with_choices(self.service.config, question.options)
            work = Answering(Pipeline(config.build()), form=form, language=language, id=question.id)
        except ConfigError as error:
            raise HTTPException(400, str(error)) from error
        try:
            async with self.free:
                result = await unless_gone(request, work, question.document, self.service.guard)
        except CleanerError as error:  # no process can be started
            raise HTTPException(500, str(error)) from error
        if result is None:
            raise HTTPException(CLIENT_GONE, "The client is gone.")
        return result if isinstance(result, Answer) else work.answer_of_dead(result)

    def _page(
        self,
        request: Request,
        language: Language,
        question: Question | None = None,
        result: Markup | None = None,
        *,
        problem: str = "",
        status: int = 200,
    ) -> Response:
        asked = question or Question(Document())
        config = with_choices(self.service.config, asked.options)
        page = render(
            "serve.html.j2",
            language,
            asked=asked,
            address=str(request.base_url),
            result=result,
            problem=problem,
            examples=EXAMPLES,
            fields=list(fields(config)),
            toml=toml(config, self.service.config),
            service=self.service,
        )
        return Response(page.encode("utf-8", "replace"), status, media_type=HTML)


def _json(answer: Answer) -> Response:
    """The answer of a body in JSON, in which half a character is written as an escape."""
    return Response(answer.body.encode("utf-8", "backslashreplace"), _status(answer), media_type=JSON)


def _status(answer: Answer) -> int:
    return 422 if answer.status == "failed" else 200


def serve(application: Any, sockets: list[Any]) -> None:
    """Answer requests on open sockets until the process is interrupted."""
    import uvicorn

    config = uvicorn.Config(
        application,
        log_level="critical",
        access_log=False,
        lifespan="off",
        timeout_graceful_shutdown=PATIENCE,
    )
    uvicorn.Server(config).run(sockets=sockets)
