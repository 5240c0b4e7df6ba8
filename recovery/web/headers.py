"""The security headers that every answer carries, whoever made it."""

import base64
import hashlib
import re
from collections.abc import Sequence

from starlette.datastructures import MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HSTS_SECONDS = 365 * 24 * 60 * 60
"""One year, the shortest time that hstspreload.org takes for lasting."""

FAILURE_TEXT = "Something went wrong on our side. Try again; if it stays, tell the practice."

_INLINE_SCRIPT = re.compile(rb"<script(?![^>]*\bsrc\s*=)[^>]*>(.*?)</script>", re.DOTALL)

_UNUSED_FEATURES = ("camera", "display-capture", "geolocation", "microphone", "payment", "usb")

_CACHEABLE_PATHS = ("/static/", "/favicon")
"""Files with a hash in their name, and the icon; all else may hold what a patient wrote."""


class SecurityHeadersMiddleware:
    """Adds the security headers to each HTTP answer and the strict policy to each page.

    It stands first in the list of middleware, so that redirects and refusals carry them too.
    """

    def __init__(self, app: ASGIApp, *, policy: str) -> None:
        self._app = app
        self._headers = {
            "content-security-policy": policy,
            "x-content-type-options": "nosniff",
            "x-frame-options": "DENY",
            # With no-referrer, Chromium sends `Origin: null` with our own forms (seen with 156),
            # and hosts.same_origin would refuse them.
            "referrer-policy": "same-origin",
            "cross-origin-opener-policy": "same-origin",
            "cross-origin-resource-policy": "same-origin",
            "permissions-policy": ", ".join(f"{feature}=()" for feature in _UNUSED_FEATURES),
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the application does, with the headers added."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False

        async def send_with_headers(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                headers = MutableHeaders(scope=message)
                headers.update(self._headers)
                if scope["scheme"] == "https":
                    headers["strict-transport-security"] = f"max-age={HSTS_SECONDS}"
                if must_not_be_stored(scope["path"], headers.get("content-type", "")):
                    headers["cache-control"] = "no-store"
            await send(message)

        try:
            await self._app(scope, receive, send_with_headers)
        except Exception:
            # Starlette's own answer to a failure is made outside all middleware, without headers.
            if not started:
                failure = PlainTextResponse(FAILURE_TEXT, status_code=500)
                await failure(scope, receive, send_with_headers)
            raise


def must_not_be_stored(path: str, content_type: str) -> bool:
    """Return whether no cache, the browser's own included, may keep the answer.

    A missing file under /static/ is answered with Streamlit's page, so the type counts as well.
    """
    return content_type.startswith("text/html") or not path.startswith(_CACHEABLE_PATHS)


def content_security_policy(*, script_hashes: Sequence[str]) -> str:
    """Return the policy: this host alone, no eval, and no inline script but the hashed ones.

    Styles may stand inline because Streamlit's emotion and plotly write them at run time, and
    plotly brings its own small font as data.
    `connect-src 'self'` covers the web socket of the same host (CSP level 3, section 6.7.2.8).
    """
    hashes = "".join(f" '{script_hash}'" for script_hash in script_hashes)
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src 'self'{hashes}",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "worker-src 'self'",
            "media-src 'self'",
            "frame-src 'none'",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )


def inline_script_hashes(page: bytes) -> list[str]:
    """Return the CSP sources (`sha256-…`) of the scripts that stand inside a page."""
    return [
        "sha256-" + base64.b64encode(hashlib.sha256(script).digest()).decode()
        for script in _INLINE_SCRIPT.findall(page)
    ]
