"""Many people at one server, in a process of their own: who hold a page open, click, sign in, or ask how it is.

`python -m tests.bench.crowd hold|click|sign-in|ask PORT …` prints JSON on its last line. Those who hold and those who
ask go on until standard input ends.
"""

import argparse
import asyncio
import http.client
import json
import sys
import threading
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlencode

from tests.bench.visitors import Tab, open_tab

PAGE = "worklist"

OPENING_AT_A_TIME = 8

ASKED_EVERY_S = 0.02

PATIENCE_S = 300


async def hold(port: int, tokens: Sequence[str], *, timers: bool) -> None:
    """Open the page once with each session; then keep it open, its timers running or not."""
    turn = asyncio.Semaphore(OPENING_AT_A_TIME)

    async def open_one(token: str) -> Tab:
        async with turn:
            tab = await open_tab(port, page=PAGE, token=token)
            await tab.run()
            return tab

    started = time.perf_counter()
    tabs = await asyncio.gather(*map(open_one, tokens))
    print(json.dumps({"held": len(tabs), "seconds": time.perf_counter() - started}), flush=True)
    looking = [asyncio.create_task(_keep_looking(tab)) for tab in tabs if timers]
    await asyncio.to_thread(sys.stdin.read)
    for task in looking:
        task.cancel()
    await asyncio.gather(*looking, return_exceptions=True)
    await asyncio.gather(*(tab.socket.close() for tab in tabs))


async def _keep_looking(tab: Tab) -> None:
    """Ask for each fragment when its time has come, as the front end does, from a moment of this tab's own on."""
    begun = time.perf_counter()
    due = {name: begun + every * (id(tab) // 64 % 97) / 97 for name, every in tab.timers.items()}
    while due:
        name = min(due, key=lambda each: due[each])
        await asyncio.sleep(max(0, due[name] - time.perf_counter()))
        await tab.run(fragment=name)
        due[name] += tab.timers[name]


async def click(port: int, token: str, *, runs: int, warm_up: int, ended: threading.Event) -> list[float]:
    """Milliseconds of each of one person's clicks, from sending it to the last that it brought; 0 runs: till told."""
    tab = await open_tab(port, page=PAGE, token=token)
    times: list[float] = []
    while not ended.is_set() and (not runs or len(times) < 1 + warm_up + runs):
        started = time.perf_counter()
        await tab.run()
        times.append((time.perf_counter() - started) * 1000)
    await tab.socket.close()
    return times[1 + warm_up :]


def sign_in(port: int, logins: Sequence[str], password: str) -> dict[str, object]:
    """Everybody at the same moment: seconds until all are in, and milliseconds of each."""
    together = threading.Barrier(len(logins) + 1)
    times: list[float] = []
    statuses: list[int] = []

    def one(login: str) -> None:
        together.wait()
        started = time.perf_counter()
        statuses.append(_post(port, login, password))
        times.append((time.perf_counter() - started) * 1000)

    threads = [threading.Thread(target=one, args=(login,)) for login in logins]
    for thread in threads:
        thread.start()
    together.wait()
    started = time.perf_counter()
    for thread in threads:
        thread.join()
    if set(statuses) != {http.HTTPStatus.SEE_OTHER}:
        raise SystemExit(f"not everybody got in: {Counter(statuses)}")
    return {"seconds": time.perf_counter() - started, "times": times}


def _post(port: int, login: str, password: str) -> int:
    connection = http.client.HTTPConnection("localhost", port, timeout=PATIENCE_S)
    form = urlencode({"login": login, "password": password, "next": "/"})
    kind = {"Content-Type": "application/x-www-form-urlencoded", "Origin": f"http://localhost:{port}"}
    try:
        connection.request("POST", "/auth/login", form, kind)
        return connection.getresponse().status
    finally:
        connection.close()


def ask(port: int, *, ended: threading.Event) -> list[float]:
    """Milliseconds of each look at /healthz, till told."""
    connection, times = http.client.HTTPConnection("localhost", port, timeout=PATIENCE_S), []
    while not ended.is_set():
        started = time.perf_counter()
        connection.request("GET", "/healthz")
        connection.getresponse().read()
        times.append((time.perf_counter() - started) * 1000)
        time.sleep(ASKED_EVERY_S)
    return times


def _end_of_input() -> threading.Event:
    """Set when standard input ends."""
    ended = threading.Event()

    def wait() -> None:
        sys.stdin.read()
        ended.set()

    threading.Thread(target=wait, daemon=True).start()
    return ended


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=("hold", "click", "sign-in", "ask"))
    parser.add_argument("port", type=int)
    parser.add_argument("--who", type=Path, help="a file of session tokens, or of sign-in names, a line each")
    parser.add_argument("--password", default="")
    parser.add_argument("--timers", action="store_true")
    parser.add_argument("--runs", type=int, default=0)
    parser.add_argument("--warm-up", type=int, default=0)
    told = parser.parse_args()
    who = told.who.read_text(encoding="ascii").split() if told.who else []
    if told.what == "hold":
        asyncio.run(hold(told.port, who, timers=told.timers))
        return
    if told.what == "sign-in":
        print(json.dumps(sign_in(told.port, who, told.password)))
        return
    ended = threading.Event() if told.runs else _end_of_input()
    if told.what == "ask":
        print(json.dumps(ask(told.port, ended=ended)))
    else:
        print(json.dumps(asyncio.run(click(told.port, who[0], runs=told.runs, warm_up=told.warm_up, ended=ended))))


if __name__ == "__main__":
    main()
