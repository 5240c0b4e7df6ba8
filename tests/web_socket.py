"""A browser's tab without a browser: it opens pages over Streamlit's web socket, and reads what they send."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect

ANSWERS_WITHIN_S = 30.0

_RUNS_AGAIN = ForwardMsg.ScriptFinishedStatus.FINISHED_EARLY_FOR_RERUN


@dataclass(frozen=True)
class Shown:
    """What one run of a page sent: its messages, and where it led the browser, if anywhere."""

    messages: Sequence[ForwardMsg] = field(repr=False)

    @property
    def led_to(self) -> str:
        """The address that `st.logout` sends the browser to; empty when the page stays."""
        return next((m.auth_redirect.url for m in self.messages if m.WhichOneof("type") == "auth_redirect"), "")

    @property
    def titles(self) -> list[str]:
        """The headings of the first level."""
        elements = [m.delta.new_element for m in self.messages if m.WhichOneof("type") == "delta"]
        return [
            each.heading.body for each in elements if each.WhichOneof("type") == "heading" and each.heading.tag == "h1"
        ]

    @property
    def kinds(self) -> list[str]:
        """What was sent, message by message, with what went wrong in words: for whoever reads a failed test."""
        return [self._kind(message) for message in self.messages]

    @staticmethod
    def _kind(message: ForwardMsg) -> str:
        element = message.delta.new_element
        if message.WhichOneof("type") == "script_finished":
            return ForwardMsg.ScriptFinishedStatus.Name(message.script_finished)
        return element.exception.message or element.WhichOneof("type") or str(message.WhichOneof("type"))

    def says(self, text: str) -> bool:
        """Whether the text stands anywhere in what was sent."""
        return any(text.encode() in message.SerializeToString() for message in self.messages)


class Tab:
    """One tab, signed in by a session cookie if any; `session_id` asks to continue another tab's session."""

    def __init__(
        self, address: str, cookie: str | None = None, *, session_id: str = "", origin: str = "", **headers: str
    ) -> None:
        sent = {"Cookie": f"recovery_session={cookie}"} if cookie else {}
        protocols = ["streamlit", "no-token", session_id] if session_id else ["streamlit"]
        self._opening = connect(
            f"{address.replace('http', 'ws', 1)}/_stcore/stream",
            origin=origin or address,  # type: ignore[arg-type]
            subprotocols=protocols,  # type: ignore[arg-type]
            additional_headers=sent | headers,
            max_size=None,
        )
        self._socket: ClientConnection

    def __enter__(self) -> Self:
        self._socket = self._opening.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._opening.__exit__(kind, error, trace)

    def drop(self) -> None:
        """Lose the connection without a word, as a phone does in a lift."""
        self._socket.socket.close()

    def open(self, page: str, query: str = "") -> Shown:
        """What the page shows when a browser comes to its address."""
        ask = BackMsg()
        ask.rerun_script.page_name = page
        ask.rerun_script.query_string = query
        self._socket.send(ask.SerializeToString())
        return Shown(list(self._until_it_is_done()))

    def _until_it_is_done(self) -> Iterator[ForwardMsg]:
        while True:
            message = ForwardMsg.FromString(self._socket.recv(ANSWERS_WITHIN_S))  # type: ignore[arg-type]
            yield message
            if message.WhichOneof("type") == "script_finished" and message.script_finished != _RUNS_AGAIN:
                return
