"""The page that a browser loads for every screen: Streamlit's own, told where its server is.

Streamlit's front end finds its server by trying each part of the address, which leaves two failed requests in
the console on /report and its like; when it is told, it does not try.
"""

from collections.abc import Iterable
from functools import cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import Route
from streamlit import file_util

TITLE = "Recovery"
ICON = Path(__file__).parent / "icon.png"
SCRIPTS = tuple(sorted((Path(__file__).parent / "scripts").glob("*.js")))
"""What the browser does by itself beside Streamlit, each at the root by its name."""

_TELL = b"""<script>window.__streamlit = { BACKEND_BASE_URL: location.origin + "/" }</script>
    """
_OURS = "".join(f'<script type="module" src="/{script.name}"></script>\n    ' for script in SCRIPTS).encode()
_BEFORE = b'<script type="module"'


@cache
def front_page() -> bytes:
    """Return the page; as Streamlit ships it where that looks otherwise than we know it."""
    page = Path(file_util.get_static_dir(), "index.html").read_bytes()
    titled = page.replace(b"<title>Streamlit</title>", f"<title>{TITLE}</title>".encode(), 1)
    return titled.replace(_BEFORE, _TELL + _OURS + _BEFORE, 1)


def front_page_routes(screens: Iterable[str]) -> list[Route]:
    """Return the routes that serve the page at the root and at each screen's address, its icon and its scripts."""
    pages = [Route(f"/{screen}", _serve) for screen in ("", *screens)]
    scripts = [Route(f"/{script.name}", _script) for script in SCRIPTS]
    return [Route("/favicon.png", _icon), *scripts, *pages]


async def _icon(_request: Request) -> Response:
    return FileResponse(ICON)


async def _script(request: Request) -> Response:
    found = next(script for script in SCRIPTS if script.name == request.url.path[1:])
    return FileResponse(found, media_type="text/javascript")


async def _serve(_request: Request) -> Response:
    return HTMLResponse(front_page())
