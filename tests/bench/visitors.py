"""Browser tabs without a browser: web sockets that speak Streamlit's protocol, in a process of their own.

Each tab opens the page once, then asks for a rerun, waits until the script has finished and all of its messages have
come, and asks again. Like the real front end it offers compression, names the page by its hash, and tells which long
messages it still holds, so that the server need not send them again.
"""

import argparse
import asyncio
import json
import time
from dataclasses import dataclass, field

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

from tests.cookies import SESSION

PATIENCE_S = 60


@dataclass
class Tab:
    """One open page."""

    socket: ClientConnection
    page: str
    query: str
    page_hash: str = ""
    held: set[str] = field(default_factory=set)
    charts: int = 0
    timers: dict[str, float] = field(default_factory=dict)

    async def run(self, *, fragment: str = "") -> None:
        """Ask for one run of the script, or of one fragment as its timer does; and take in everything that it sends."""
        ask = BackMsg()
        ask.rerun_script.fragment_id = fragment
        ask.rerun_script.is_auto_rerun = bool(fragment)
        state = ask.rerun_script
        state.query_string = self.query
        state.page_script_hash = self.page_hash
        state.page_name = "" if self.page_hash else self.page
        state.context_info.color_scheme = "light"
        state.context_info.timezone = "UTC"
        state.cached_message_hashes.extend(self.held)
        state.widget_states.SetInParent()
        self.charts = 0
        await self.socket.send(ask.SerializeToString())
        async with asyncio.timeout(PATIENCE_S):
            while not self._takes_last(await self.socket.recv(decode=False)):
                pass

    def _takes_last(self, data: bytes) -> bool:
        message = ForwardMsg()
        message.ParseFromString(data)
        kind = message.WhichOneof("type")
        if kind == "new_session" and not self.page_hash:
            self.page_hash = message.new_session.page_script_hash
        elif kind == "navigation":
            self.page_hash = message.navigation.page_script_hash
        elif kind == "auto_rerun":
            self.timers[message.auto_rerun.fragment_id] = message.auto_rerun.interval
        if message.metadata.cacheable and message.hash:
            self.held.add(message.hash)
        # A long message that this tab still holds comes as its hash alone: here only a figure is so long.
        is_chart = kind == "delta" and message.delta.new_element.WhichOneof("type") == "plotly_chart"
        self.charts += is_chart or kind == "ref_hash"
        return kind == "script_finished" and message.script_finished in (
            ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY
        )  # fmt: skip


async def open_tab(port: int, *, page: str, query: str = "", token: str = "") -> Tab:
    """A tab at this server, signed in by this session cookie if any, with nothing on it yet."""
    headers = {"Cookie": f"{SESSION}={token}"} if token else {}
    origin = f"http://localhost:{port}"
    socket = await connect(
        f"ws://localhost:{port}/_stcore/stream", origin=origin, additional_headers=headers,
        subprotocols=["streamlit"], max_size=None, open_timeout=PATIENCE_S,
    )  # fmt: skip
    return Tab(socket, page, query)


async def visit(
    port: int, *, page: str, query: str, token: str, tabs: int, warm_up: int, seconds: float, runs: int
) -> dict[str, float]:
    """Reruns a second of all tabs together, over `seconds` or until each has done `runs`; and charts in the last."""
    opened = [await open_tab(port, page=page, query=query, token=token) for _ in range(tabs)]
    for tab in opened:
        for _ in range(1 + warm_up):
            await tab.run()
    started = time.perf_counter()
    done = await asyncio.gather(*(_keep_running(tab, until=started + seconds, runs=runs) for tab in opened))
    took = time.perf_counter() - started
    charts = min(tab.charts for tab in opened)
    for tab in opened:
        await tab.socket.close()
    return {"reruns": sum(done), "seconds": took, "a_second": sum(done) / took, "charts": charts}


async def _keep_running(tab: Tab, *, until: float, runs: int) -> int:
    done = 0
    while time.perf_counter() < until and (not runs or done < runs):
        await tab.run()
        done += 1
    return done


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("port", type=int)
    parser.add_argument("--page", default="")
    parser.add_argument("--query", default="")
    parser.add_argument("--token", default="")
    parser.add_argument("--tabs", type=int, default=1)
    parser.add_argument("--warm-up", type=int, default=0)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--runs", type=int, default=0)
    told = vars(parser.parse_args())
    print(json.dumps(asyncio.run(visit(told.pop("port"), **told))))


if __name__ == "__main__":
    main()
