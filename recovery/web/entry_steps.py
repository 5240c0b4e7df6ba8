"""The cookie that holds an entry together while it takes more than one page: it opens nothing by itself."""

from datetime import datetime, timedelta

from starlette.responses import RedirectResponse, Response

from recovery.domain.identifiers import LONGEST_TOKEN
from recovery.services.entry.passwords import fingerprint
from recovery.web.cookies import STEP, put_cookie, sent
from recovery.web.pages import Visit


def go_on(visit: Visit, token: str, *, to: str, until: datetime) -> Response:
    """Lead the browser to the page of the next step, holding its token until then."""
    response = RedirectResponse(to, status_code=303)
    left = max(timedelta(seconds=1), until - visit.now)
    put_cookie(visit.request.scope, response, STEP, token, max_age=int(left.total_seconds()))
    return response


def step_of(visit: Visit) -> str:
    """The hash of the step's token that this browser holds; of nothing, when it holds none."""
    token = sent(visit.request.scope, STEP)
    return fingerprint(token if len(token) <= LONGEST_TOKEN else "")


def drop(visit: Visit, response: Response) -> Response:
    """The response, which also takes the step's token from the browser."""
    put_cookie(visit.request.scope, response, STEP, "", max_age=0)
    return response
