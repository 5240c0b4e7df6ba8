"""Private transport and origins."""

import pytest
from starlette.types import Scope

from recovery.web.hosts import is_private_transport, same_origin


def request(scheme: str = "http", **headers: str) -> Scope:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    raw = [(name.encode(), value.encode()) for name, value in named.items()]
    return {"type": "http", "scheme": scheme, "headers": raw}


@pytest.mark.parametrize(
    ("scope", "private"),
    [
        pytest.param(request("https", host="clinic.example"), True, id="https"),
        pytest.param(request("wss", host="clinic.example"), True, id="web socket over https"),
        pytest.param(request(host="localhost:8501"), True, id="localhost"),
        pytest.param(request(host="127.0.0.1:8501"), True, id="127.0.0.1"),
        pytest.param(request(host="[::1]:8501"), True, id="::1"),
        pytest.param(request("ws", host="localhost:8501"), True, id="web socket on localhost"),
        pytest.param(request(host="clinic.example"), False, id="http elsewhere"),
        pytest.param(request(host="192.168.1.5:8501"), False, id="http in the practice's network"),
        pytest.param(request(host="localhost.evil.example"), False, id="a name that only begins so"),
        pytest.param(request(host="user@localhost"), False, id="a name with an account"),
        pytest.param(request(host="localhost:port"), False, id="a malformed host"),
        pytest.param(request(), False, id="no host"),
        pytest.param(
            request(host="127.0.0.1:8501", x_forwarded_for="203.0.113.7"),
            False,
            id="http through a proxy that writes its own address",
        ),
    ],
)
def test_only_https_and_this_machine_are_private(scope: Scope, private: bool) -> None:
    assert is_private_transport(scope) is private


HERE = {"host": "clinic.example"}


@pytest.mark.parametrize(
    ("scope", "same"),
    [
        pytest.param(request("https", **HERE, origin="https://clinic.example"), True, id="ours"),
        pytest.param(request("https", **HERE, origin="https://clinic.example:443"), True, id="port spelt out"),
        pytest.param(request("wss", **HERE, origin="https://clinic.example"), True, id="a web socket"),
        pytest.param(request("https", **HERE), True, id="no browser"),
        pytest.param(
            request("https", host="Clinic.Example", origin="https://clinic.example"),
            True,
            id="capitals in the host",
        ),
        pytest.param(request("https", **HERE, origin="http://clinic.example"), False, id="other scheme"),
        pytest.param(request(host="localhost:8501", origin="http://localhost:9999"), False, id="other port"),
        pytest.param(request("https", **HERE, origin="https://evil.example"), False, id="other host"),
        pytest.param(request("https", **HERE, origin="null"), False, id="a hidden origin"),
        pytest.param(request("https", origin="https://clinic.example"), False, id="no host"),
        pytest.param(request("https", **HERE, sec_fetch_site="cross-site"), False, id="said to be cross-site"),
        pytest.param(request("https", **HERE, sec_fetch_site="same-site"), False, id="a sister host"),
        pytest.param(
            request("https", **HERE, origin="https://clinic.example", sec_fetch_site="same-origin"),
            True,
            id="both agree",
        ),
    ],
)
def test_a_change_is_taken_from_our_own_pages_only(scope: Scope, same: bool) -> None:
    assert same_origin(scope) is same
