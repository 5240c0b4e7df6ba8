import pytest
from starlette.responses import Response

from recovery.web.cookies import DEVICE, LENT, OTHERS, SESSION, SET_UP, STEP, put_cookie, sent

EVERY = (SESSION, OTHERS, STEP, DEVICE, SET_UP, LENT)


def request(scheme, **cookies):
    line = "; ".join(f"{name}={value}" for name, value in cookies.items())
    return {"type": "http", "scheme": scheme, "headers": [(b"cookie", line.encode())]}


@pytest.mark.parametrize("cookie", EVERY)
def test_a_cookie_is_kept_from_scripts_other_sites_and_neighbouring_hosts(cookie):
    response = Response()
    put_cookie(request("https"), response, cookie, "value", max_age=60)
    name, _, rest = response.headers["set-cookie"].partition("=value; ")
    assert name == ("__Host-" if cookie.path == "/" else "__Secure-") + cookie.name
    said = {part.lower() for part in rest.split("; ")}
    assert said == {"max-age=60", f"path={cookie.path}", "httponly", "samesite=lax", "secure"}


@pytest.mark.parametrize("cookie", EVERY)
def test_what_a_neighbouring_host_could_have_set_is_not_read(cookie):
    prefixed = cookie.called(encrypted=True)
    assert sent(request("https", **{prefixed: "ours"}), cookie) == "ours"
    assert sent(request("https", **{cookie.name: "planted"}), cookie) == ""
    assert sent(request("wss", **{cookie.name: "planted", prefixed: "ours"}), cookie) == "ours"


@pytest.mark.parametrize("cookie", EVERY)
def test_on_the_machine_itself_a_cookie_has_its_plain_name(cookie):
    response = Response()
    put_cookie(request("http"), response, cookie, "", max_age=0)
    assert response.headers["set-cookie"].startswith(f'{cookie.name}=""; ')
    assert sent(request("http", **{cookie.name: "ours"}), cookie) == "ours"
