"""The addresses of the server and what they answer.

Every document is cleaned in a process of its own, under limits of time and memory, so a document that
hangs or crashes fails alone, and other requests are answered meanwhile. Other pages in the same browser
can send requests to a local server too, so it answers only those with its own address as `Host` and, if
there is one, as `Origin`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from anyio import CapacityLimiter, to_thread
from markupsafe import Markup
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from cleaner.config import Config
from cleaner.document import ConfigError, Document, Result
from cleaner.engines import Guard, run
from cleaner.pipeline import Pipeline
from cleaner.views.language import Language
from cleaner.views.pages import render
from cleaner.views.serve.examples import EXAMPLES
from cleaner.views.serve.fields import fields, toml, with_choices
from cleaner.views.serve.question import Question, language_of, read
from cleaner.views.serve.work import Answer, Answering, Form, body_of

LIMIT = 20_000_000
"""Maximum size of a request, bytes: an explanation of more could not be read."""
GUARD = Guard(timeout=60, memory=2000)
"""Limits for a document, those of a run."""
WAITING = 32
"""Maximum number of requests that wait for a free worker, each of which is held in memory."""
HEADERS = {
    "Content-Security-Policy": "frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}
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
        middleware=[Middleware(BaseHTTPMiddleware, dispatch=handlers.guarded)],
        exception_handlers={HTTPException: handlers.refuse},
    )


class _Handlers:
    def __init__(self, service: Service) -> None:
        self.service = service
        self.free = CapacityLimiter(service.workers)

    async def guarded(self, request: Request, answer: Callable[[Request], Awaitable[Response]]) -> Response:
        """Answer only our own page and programs: `Origin` gives away other pages, `Host` rebound names."""
        host, origin = request.headers.get("host", ""), request.headers.get("origin")
        known = not self.service.hosts or host in self.service.hosts
        if not known or origin not in (None, f"http://{host}", f"https://{host}"):
            response: Response = PlainTextResponse("403: this server answers only its own page.\n", 403)
        else:
            response = await answer(request)
        response.headers.update(HEADERS)
        return response

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
        answer = await self._answer(question, "record" if as_json else "text")
        if as_json:
            return Response(answer.body, _status(answer), media_type=JSON)
        if answer.status == "failed":
            return PlainTextResponse(f"{answer.error}\n", 422)
        return PlainTextResponse(answer.body)

    async def explain(self, request: Request) -> Response:
        """What became of every block: as a page for a browser, else as JSON."""
        question = await read(request, self.service.limit)
        if HTML in request.headers.get("accept", ""):
            return await self._explained(request, question, language_of(request, self.service.language))
        answer = await self._answer(question, "json")
        return Response(answer.body, _status(answer), media_type=JSON)

    async def refuse(self, request: Request, error: Exception) -> Response:
        """The answer to a request that cannot be answered: why, in the form that was asked for."""
        assert isinstance(error, HTTPException)  # noqa: S101
        if HTML in request.headers.get("accept", ""):
            language = language_of(request, self.service.language)
            return self._page(request, language, problem=error.detail, status=error.status_code)
        return JSONResponse({"error": error.detail}, error.status_code, headers=error.headers)

    async def _explained(self, request: Request, question: Question, language: Language) -> Response:
        answer = await self._answer(question, "page", language)
        return self._page(request, language, question, Markup(answer.body), status=_status(answer))  # noqa: S704

    async def _answer(self, question: Question, form: Form, language: Language = "en") -> Answer:
        """Clean the document in a process of its own."""
        if self.free.statistics().tasks_waiting >= WAITING:
            raise HTTPException(503, "Too many requests are waiting; try again.", {"Retry-After": "5"})
        try:
            config = with_choices(self.service.config, question.options)
            work = Answering(Pipeline(config.build()), form, language)
        except ConfigError as error:
            raise HTTPException(400, str(error)) from error
        cleaned = partial(_clean, work, question.document, self.service.guard)
        return await to_thread.run_sync(cleaned, limiter=self.free)

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


def _clean(work: Answering, document: Document, guard: Guard) -> Answer:
    """The answer of a worker; if it dies or is stopped, an answer that says so."""
    result: Result = next(run(work, [document], guard=guard))
    if isinstance(result, Answer):
        return result
    shown = Result(Document(id=result.document.id), "failed", (), result.error, result.stage)
    body = body_of(shown, work.form, work.language)
    return Answer(shown.document, "failed", (), result.error, result.stage, 0.0, body)


def _status(answer: Answer) -> int:
    return 422 if answer.status == "failed" else 200


def serve(application: Any, sockets: list[Any]) -> None:
    """Answer requests on open sockets until the process is interrupted."""
    import uvicorn

    config = uvicorn.Config(application, log_level="warning", access_log=False, lifespan="off")
    uvicorn.Server(config).run(sockets=sockets)
