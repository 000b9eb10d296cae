"""Whom the server answers: its own page and programs, but not the pages of other sites.

Other pages in the same browser can send requests to a server on this machine. `Origin` gives them away,
and `Host` gives away names that somebody made to point to this machine (DNS rebinding).
"""

from __future__ import annotations

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADERS = {
    "Content-Security-Policy": "frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}
"""Headers of all answers: none is framed, guessed at, or kept."""
REFUSED = "This server answers its own page and programs only, under its own address."


class OwnOnly:
    """Middleware that refuses requests from other pages.

    - `hosts`: the values of `Host` that are answered; empty for all.
    """

    def __init__(self, app: ASGIApp, hosts: frozenset[str]) -> None:
        self.app = app
        self.hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it."""

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        if scope["type"] == "http" and not self._is_own(Headers(scope=scope)):
            refusal = JSONResponse({"error": REFUSED}, 403)
            await refusal(scope, receive, with_headers)
        else:
            await self.app(scope, receive, with_headers)

    def _is_own(self, headers: Headers) -> bool:
        host, origin = headers.get("host", ""), headers.get("origin")
        known = not self.hosts or host in self.hosts
        return known and origin in (None, f"http://{host}", f"https://{host}")
