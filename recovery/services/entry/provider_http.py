"""Asking a single sign-on provider over HTTP: bounded in time and in size, and never sent on to another place."""

import io
import time
from typing import Any

from authlib.integrations.requests_client import OAuth2Session
from requests import PreparedRequest, RequestException, Response
from urllib3.exceptions import HTTPError

from recovery.errors import ProviderUnreachable

PATIENCE_S = 4.0
"""Seconds for the connection, and for each next piece of an answer: providers take a tenth of that (ours)."""

LONGEST_ANSWER_S = 8.0
"""Seconds for a whole answer, however small its pieces (ours)."""

LONGEST_ANSWER = 256 * 1024
"""Bytes: the longest key sets and tokens of the large providers have some 20 KB (ours)."""

_PIECE = 16 * 1024


class Asking(OAuth2Session):  # type: ignore[misc] # Authlib ships no types
    """A session with a provider that follows no redirect and reads no more than a bounded answer."""

    def request(self, method: str, url: str, **options: Any) -> Response:
        """The whole answer."""
        bounds = {"timeout": PATIENCE_S, "allow_redirects": False}
        answer: Response = super().request(method, url, **{**options, **bounds})
        return answer

    def send(self, request: PreparedRequest, **options: Any) -> Response:
        """The whole answer, read as it comes in."""
        until = time.monotonic() + LONGEST_ANSWER_S
        with super().send(request, **{**options, "stream": True}) as answer:
            return _whole(answer, until=until)


def get_json(session: Asking, url: str, **options: Any) -> dict[str, Any]:
    """The JSON object at this address; ProviderUnreachable when there is none."""
    try:
        answer = session.request("GET", url, **options)
        found = answer.json() if answer.status_code == 200 else None  # noqa: PLR2004 - HTTP's OK
    except (RequestException, ValueError, RecursionError) as error:
        raise ProviderUnreachable(f"The provider did not answer at {url}: {type(error).__name__}.") from None
    if not isinstance(found, dict):
        raise ProviderUnreachable(f"The provider answered {answer.status_code} without a JSON object at {url}.")
    return found


def _whole(answer: Response, *, until: float) -> Response:
    """The answer with all that came, so that nothing reads on without a bound."""
    body = bytearray()
    try:
        # Piece by piece as they come: iter_content would wait until one of full length has dripped in.
        while piece := answer.raw.read1(_PIECE, decode_content=True):
            body += piece
            if len(body) > LONGEST_ANSWER or time.monotonic() > until:
                raise RequestException("The answer is too long or comes too slowly.")
    except HTTPError as error:
        raise RequestException(type(error).__name__) from None
    whole = Response()
    whole.status_code, whole.url, whole.encoding, whole.headers = (
        answer.status_code, answer.url, answer.encoding, answer.headers
    )  # fmt: skip
    whole.raw = io.BytesIO(bytes(body))
    return whole
