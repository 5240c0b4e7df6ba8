"""Which addresses are ours, and what stands before all others."""

import logging
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.responses import Response
from starlette.routing import Route

from recovery.domain.access import Action
from recovery.services.entry import visiting
from recovery.services.office import Office
from recovery.services.unexpected import without_words
from recovery.web import (
    code_step,
    files,
    health,
    invitation,
    own_data,
    own_password,
    patient_entry,
    people_here,
    personal_link,
    second_factor,
    set_up,
    sign_in,
    single_sign_on,
    summary_print,
    tablet,
    trail_download,
)
from recovery.web.compression import StaticGzipMiddleware
from recovery.web.front_page import front_page
from recovery.web.headers import SecurityHeadersMiddleware, content_security_policy, inline_script_hashes
from recovery.web.identity import IdentityMiddleware
from recovery.web.pages import Answer, Page, Visit

_SECRETS = re.compile(r"((?<=^/p/)|(?<=^/auth/invitation/)).+|\?.*", re.DOTALL)
"""What of an address must not be kept: the token of a link, and all that follows a question mark."""


def clock() -> datetime:
    """The present moment: entry points read the clock and hand it on."""
    return datetime.now(UTC)


def nowhere(visit: Visit) -> Response:
    """Streamlit would answer any address with its page; below ours, only what exists is answered."""
    raise HTTPException(404, f"{visit.request.url.path[:80]} leads nowhere. Go back and choose again.")


ADDRESSES: Mapping[str, Mapping[str, Answer]] = {
    "/auth/login": {"GET": sign_in.show, "HEAD": sign_in.show, "POST": sign_in.sign_in},
    "/auth/logout": {"GET": sign_in.leave, "POST": sign_in.sign_out},
    "/auth/code": {"GET": code_step.show, "POST": code_step.enter},
    "/auth/password": {"GET": own_password.show, "POST": own_password.change},
    "/auth/second-factor": {"GET": second_factor.show, "POST": second_factor.set_up},
    "/auth/second-factor/app": {"GET": second_factor.show_another, "POST": second_factor.set_up_another},
    "/auth/second-factor/codes": {"POST": second_factor.new_codes},
    "/auth/second-factor/off": {"POST": second_factor.switch_off},
    "/auth/sso": {"POST": single_sign_on.lead},
    "/auth/sso/back": {"GET": single_sign_on.come_back},
    "/auth/demo": {"POST": sign_in.sign_in_to_demo},
    "/auth/discard-demo": {"GET": sign_in.ask_to_discard_demo, "POST": sign_in.discard_demo},
    "/auth/set-up": {"GET": set_up.show, "POST": set_up.set_up},
    "/auth/invitation/{token}": {"GET": invitation.follow},
    "/auth/join": {"GET": invitation.show, "POST": invitation.join},
    "/auth/look-around": {"POST": set_up.look_around},
    "/p/{token}": {"GET": personal_link.follow},
    "/auth/patient": {"GET": patient_entry.show, "POST": patient_entry.come_in},
    "/auth/people": {"GET": people_here.show, "POST": people_here.switch},
    "/auth/tablet": {"GET": tablet.ask, "POST": tablet.hand_over},
    "/auth/tablet/agree": {"GET": tablet.show_statement, "POST": tablet.agree},
    "/auth/tablet/done": {"GET": tablet.done},
    "/patient/summary": {"GET": summary_print.show},
    "/patient/summary.pdf": {"GET": summary_print.as_pdf},
    "/download/my-data.json": {"GET": own_data.as_json},
    "/download/my-data.html": {"GET": own_data.as_page},
    "/download/patient-data.json": {"GET": own_data.of_patient_as_json},
    "/download/patient-data.html": {"GET": own_data.of_patient_as_page},
    "/download/trail.csv": {"GET": trail_download.trail},
    **files.addresses(),
    "/healthz": {"GET": health.show, "HEAD": health.show},
    "/auth/{rest:path}": {"GET": nowhere},
    "/p/{rest:path}": {"GET": nowhere},
    "/download/{rest:path}": {"GET": nowhere},
}
"""What answers where, by method; the first that fits."""


def routes(open_office: Callable[[], Office], *, now: Callable[[], datetime] = clock) -> list[Route]:
    """Our addresses, for the application's list of routes."""
    return [
        Route(path, Page(answers, open_office=open_office, now=now, path=path)) for path, answers in ADDRESSES.items()
    ]


def middleware(open_office: Callable[[], Office], *, now: Callable[[], datetime] = clock) -> list[Middleware]:
    """What every request passes, the outermost first."""

    def is_signed_in(token_hash: str) -> bool:
        return visiting.visitor_of(open_office(), token_hash, now=now()) is not None

    def may_upload(token_hash: str) -> bool:
        visitor = visiting.visitor_of(open_office(), token_hash, now=now())
        return visitor is not None and visitor.may(Action.IMPORT)

    policy = content_security_policy(script_hashes=inline_script_hashes(front_page()))
    return [
        Middleware(SecurityHeadersMiddleware, policy=policy),
        Middleware(health.OpeningMiddleware, open_office=open_office),
        Middleware(IdentityMiddleware, is_signed_in=is_signed_in, may_upload=may_upload),
        Middleware(StaticGzipMiddleware),
    ]


def keep_secrets_out_of_the_log() -> None:
    """Strike tokens and codes from uvicorn's access log, which `uvicorn dashboard:app` writes by default.

    Of errors, whoever logs them, the type and the place stay: Streamlit logs a page's with its words, which may quote a
    patient's, before it asks us.
    """
    logging.getLogger("uvicorn.access").addFilter(without_secrets)
    make = logging.getLogRecordFactory()
    logging.setLogRecordFactory(lambda *args, **more: without_traceback(make(*args, **more)))


def without_traceback(record: logging.LogRecord) -> logging.LogRecord:
    """The record with what kind of error it is, and where it came up, in place of a traceback."""
    error = record.exc_info and record.exc_info[1]
    if error:
        said = without_words(error)
        record.msg = f"{record.msg} {said.replace('%', '%%') if record.args else said}"
    record.exc_info = None
    return record


def without_secrets(record: logging.LogRecord) -> bool:
    """Keep the line of a request, its address cut down to what anyone may read."""
    if isinstance(record.args, tuple):
        record.args = tuple(
            _SECRETS.sub("…", part) if isinstance(part, str) and part.startswith("/") else part for part in record.args
        )
    return True
