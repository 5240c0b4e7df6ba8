"""Whether the installation can do its work: asked at the start, and by /healthz."""

import logging
from collections.abc import Callable

from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from recovery import __version__
from recovery.errors import RecoveryError
from recovery.services.office import Office
from recovery.store import installation
from recovery.store.migrations import schema_version
from recovery.web.pages import Visit

_LOG = logging.getLogger(__name__)


def show(visit: Visit) -> Response:
    """Status, version and schema version as JSON: 200 while the database answers, else 503."""
    well = is_well(visit.open_office)
    about = {"status": "ok" if well else "unavailable", "version": __version__, "schema_version": schema_version()}
    return JSONResponse(about, status_code=200 if well else 503)


def is_well(open_office: Callable[[], Office]) -> bool:
    """Whether the database answers; the log says why not."""
    try:
        with open_office().store.reading() as db:
            return installation.is_ready(db)
    except RecoveryError as error:
        _LOG.warning("%s", error)
        return False


class OpeningMiddleware:
    """Opens the office before the server takes requests; where it cannot, the server ends with the reason alone.

    An exception in the lifespan would print its traceback; the protocol's own message prints one line, and uvicorn
    exits with its status 3.
    """

    def __init__(self, app: ASGIApp, *, open_office: Callable[[], Office]) -> None:
        self._app = app
        self._open_office = open_office

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on but the start of a server that has nothing to serve."""
        if scope["type"] == "lifespan":
            try:
                await run_in_threadpool(self._open_office)
            except RecoveryError as error:
                await receive()
                await send({"type": "lifespan.startup.failed", "message": str(error)})
                return
        await self._app(scope, receive, send)
