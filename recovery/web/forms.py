"""Reading a form that was sent to one of our plain HTML pages."""

from urllib.parse import parse_qsl

from starlette.exceptions import HTTPException
from starlette.requests import Request

from recovery.web.hosts import same_origin

FORM_BYTES = 64 * 1024
"""The longest form that is read; ours have a dozen short fields."""

MOST_FIELDS = 64

FORM_TYPE = "application/x-www-form-urlencoded"


async def read_form(request: Request) -> dict[str, str]:
    """What was entered in one of our own forms; HTTPException for anything else."""
    if not same_origin(request.scope):
        raise HTTPException(403, "The form was sent from another site. Open the page here and fill it in again.")
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != FORM_TYPE:
        raise HTTPException(415, "Open the page again and use its own form.")
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > FORM_BYTES:
            raise HTTPException(413, "Go back and shorten what you entered.")
    try:
        text = body.decode()
        return dict(
            parse_qsl(
                text, keep_blank_values=True, strict_parsing=text != "", errors="strict", max_num_fields=MOST_FIELDS
            )
        )
    except ValueError:
        raise HTTPException(400, "The form came in garbled. Open the page again and send it once more.") from None
