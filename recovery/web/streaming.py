"""Sending a file as it is written: whoever goes away in between ends it, and a file that fails does not look whole."""

import anyio
from anyio import CancelScope
from starlette.concurrency import iterate_in_threadpool
from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from recovery.services.files.taking import Taking


class FileOnItsWay(StreamingResponse):
    """The file as the answer; it is closed however the answer ends.

    Its length is not known before, so that it comes in chunks (RFC 9112 section 7.1): a file without its last chunk is
    no whole one, and browsers say so.
    """

    def __init__(self, taking: Taking) -> None:
        self._taking = taking
        pieces = (content for content in taking if content)
        headers = {"Content-Disposition": f'attachment; filename="{taking.name}"'}
        super().__init__(iterate_in_threadpool(pieces), media_type=taking.media_type, headers=headers)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it, and close it in any case."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            with CancelScope(shield=True):
                await anyio.to_thread.run_sync(self._taking.close)
