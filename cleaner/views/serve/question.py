"""What a request asks: which document, with which options, in which language."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NoReturn
from urllib.parse import parse_qsl

from python_multipart.exceptions import FormParserError
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import Message

from cleaner.document import Document
from cleaner.views.language import LANGUAGES, Language, language_of_browser
from cleaner.views.serve.examples import EXAMPLES

DRAINED = 10
"""Maximum part of a refused body that is read, as a multiple of the limit.

A browser that is cut off while it sends shows no answer.
"""
FORM = re.compile(
    rb"(?: [\w.]+ = [^&\s]* & )* text = .* | [\w.]+ = [!-$&-~]* % [!-~]*", re.VERBOSE | re.DOTALL
)
"""A body that is a form for certain: it has a field `text`, or is percent-encoded.

That it is called a form says nothing, since curl calls every body so.
"""
NOT_OPTIONS = ("text", "file", "example", "lang", "url", "id")
"""Fields of a form or an address that are not options of stages; `lang` is read apart."""
JSON_FIELDS = ("text", "id", "url", "options")


@dataclass(frozen=True)
class Question:
    """A request that was read.

    - `text`: what was pasted, to be shown again;
    - `example`: the name of the example that was asked for;
    - `options`: options of stages by name, each with its values;
    - `id`: the document's id with the type that it has in JSON; None if it was not given there.
    """

    document: Document
    text: str = ""
    example: str = ""
    options: Mapping[str, list[str]] = field(default_factory=dict)
    id: str | int | float | None = None


def language_of(request: Request, chosen: Language | None) -> Language:
    """The language of the answer: that of the address, else the server's, else the browser's."""
    wish = request.query_params.get("lang")
    for language in LANGUAGES:
        if wish == language:
            return language
    return chosen or language_of_browser(request.headers.get("accept-language", ""))


async def read(request: Request, limit: int) -> Question:
    """Read a request: a form, a JSON object, or a body that is the document itself.

    Raises `HTTPException` if the body is larger than `limit` bytes or cannot be read.
    """
    body = await _body(request, limit)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    options = _options(request.query_params.multi_items())
    if kind == "multipart/form-data":
        return await _from_form(request, body, limit, options)
    if kind == "application/x-www-form-urlencoded" and FORM.fullmatch(body):
        return _from_fields(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True), options)
    if kind == "application/json":
        return _from_json(body, options)
    document = Document(data=body, id=request.query_params.get("id", ""))
    return Question(_at(document, request.query_params.get("url", "")), options=options)


async def _body(request: Request, limit: int) -> bytes:
    parts = []
    size = 0
    async for part in request.stream():
        size += len(part)
        if size <= limit:
            parts.append(part)
        if size > DRAINED * limit:
            break
    if size > limit:
        raise HTTPException(413, f"At most {limit:,} bytes; the command line takes any size.")
    return b"".join(parts)


async def _from_form(request: Request, body: bytes, limit: int, options: dict[str, list[str]]) -> Question:
    async def again() -> Message:  # the body was read already
        return {"type": "http.request", "body": body, "more_body": False}

    parsing = Request(request.scope, again).form(max_files=1, max_part_size=limit)
    uploaded = None
    try:
        async with parsing as form:
            file = form.get("file")
            if isinstance(file, UploadFile) and file.filename:
                uploaded = Document(data=await file.read(), id=file.filename)
            items = form.multi_items()
    except FormParserError as error:
        raise HTTPException(400, f"The form cannot be read: {error}") from error
    return _from_fields(items, options, uploaded)


def _from_fields(
    items: Sequence[tuple[str, Any]], options: Mapping[str, list[str]], uploaded: Document | None = None
) -> Question:
    """The question of a form, by its fields and the file that came with it."""
    fields = {name: value for name, value in items if isinstance(value, str)}
    names = [name for name, _ in items]
    if not {"text", "file", "example"}.intersection(names):
        raise HTTPException(400, f'The form has no field "text" or "file"{_there(names)}')
    text = fields.get("text", "").replace("\r\n", "\n")
    example = fields.get("example", "")
    pasted = Document(text) if text or example not in EXAMPLES else EXAMPLES[example].document
    document = uploaded or pasted
    document = document.replace(id=fields.get("id") or document.id)
    return Question(_at(document, fields.get("url", "")), text, example, {**options, **_options(items)})


def _from_json(body: bytes, options: dict[str, list[str]]) -> Question:
    try:
        asked = json.loads(body, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise HTTPException(400, f"The body is not valid JSON: {error}") from error
    if not (isinstance(asked, dict) and "text" in asked):
        there = _there(asked) if isinstance(asked, dict) else "."
        raise HTTPException(400, f'The body must be a JSON object with a field "text"{there}')
    if not isinstance(asked["text"], str):
        raise HTTPException(400, f'The field "text" must be a string, not {json.dumps(asked["text"]):.40}.')
    if unknown := sorted(asked.keys() - {*JSON_FIELDS}):
        raise HTTPException(400, f"There are the fields {', '.join(JSON_FIELDS)}, not {', '.join(unknown)}.")
    given = asked.get("options", {})
    if not isinstance(given, dict):
        raise HTTPException(400, 'The field "options" must be an object such as {"simplify.to": "keep"}.')
    options |= {str(name): _values(value) for name, value in given.items()}
    name = asked.get("id")
    if isinstance(name, bool) or not isinstance(name, str | int | float | None):
        raise HTTPException(400, f'The field "id" must be a string or a number, not {json.dumps(name):.40}.')
    document = Document(asked["text"], id="" if name is None else str(name))
    return Question(_at(document, str(asked.get("url") or "")), options=options, id=name)


def _refuse(constant: str) -> NoReturn:
    """Refuse NaN and Infinity, which are not JSON."""
    raise ValueError(f"{constant} is not a value of JSON")


def _there(names: Iterable[str]) -> str:
    """The end of a message about a field that is missing: the fields there are."""
    names = list(names)
    return f". There are: {', '.join(names)}" if names else ". It is empty."


def _values(value: Any) -> list[str]:
    """The values of an option in JSON, as a form would send them."""
    values = value if isinstance(value, list) else [value]
    return [part if isinstance(part, str) else json.dumps(part) for part in values]


def _options(items: Iterable[tuple[str, Any]]) -> dict[str, list[str]]:
    options: dict[str, list[str]] = {}
    for name, value in items:
        if name not in NOT_OPTIONS and isinstance(value, str):
            options.setdefault(name, []).append(value)
    return options


def _at(document: Document, url: str) -> Document:
    """The document with the address it came from, which rules for sites match."""
    return document.noting(url=url) if url else document
