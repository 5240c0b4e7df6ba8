"""Files that leave: figures of groups and rows without names by a link, rows with names by a form that asks why."""

from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import urlencode

from starlette.responses import Response

from recovery.domain.access import require
from recovery.domain.cohort_choice import as_query, choice_from
from recovery.domain.reasons import IN_WORDS
from recovery.errors import InvalidInput
from recovery.services.files.asking import export_of, group_of
from recovery.services.files.export import Kind
from recovery.services.files.formats import WRITERS, Format, read_format
from recovery.services.files.taker import ACTIONS, Taker, taker
from recovery.services.files.taking import take
from recovery.web.pages import Answer, Visit
from recovery.web.rendering import render
from recovery.web.streaming import FileOnItsWay

IDENTIFIED = f"/download/{Kind.IDENTIFIED.slug}"


def addresses() -> Mapping[str, Mapping[str, Answer]]:
    """Where each file is: a link for each kind and format, and the form for rows with names."""
    kinds = [kind for kind in Kind if kind is not Kind.IDENTIFIED]
    links = {f"/download/{kind.slug}.{form}": {"GET": link_to(kind, form)} for kind in kinds for form in Format}
    return {**links, IDENTIFIED: {"GET": ask_why, "POST": with_names}}


def link_to(kind: Kind, form: Format) -> Answer:
    """What answers with a file of this kind and format, for the filters in the address."""

    def send(visit: Visit) -> Response:
        return _file(visit, kind, form, visit.asked)

    return send


def ask_why(visit: Visit) -> Response:
    """What rows with names are taken for, before any is read; the filters of the address go along."""
    return _why(visit, visit.asked)


def with_names(visit: Visit) -> Response:
    """The rows with names; asks again where the reason or the format is none."""
    try:
        return _file(visit, Kind.IDENTIFIED, read_format(visit.entries.get("format", "")), visit.entries)
    except InvalidInput as refusal:
        return _why(visit, visit.entries, problem=str(refusal))


def _file(visit: Visit, kind: Kind, form: Format, asked: Mapping[str, str]) -> Response:
    who = _taker(visit, kind)
    export = export_of(visit.office, who, kind, asked, form=form, now=visit.now)
    return FileOnItsWay(take(visit.office, who, export, form, now=visit.now))


def _taker(visit: Visit, kind: Kind) -> Taker:
    visitor = visit.signed_in()
    require(visitor, ACTIONS[kind])
    return taker(visitor, kind)


def _why(visit: Visit, asked: Mapping[str, str], *, problem: str = "") -> Response:
    who = _taker(visit, Kind.IDENTIFIED)
    group_of(visit.office, who, asked, now=visit.now)  # filters that cannot be are refused here
    choice = replace(choice_from(asked, visit.office.guide.catalogue), compare=None, among=())
    chosen = {name: value for name, value in as_query(choice).items() if name != "effect"}
    return render(
        "identified.html",
        status=400 if problem else 200,
        holds="Each report of the treatments that you chose, with names, codes, dates and what was written with it.",
        chosen=chosen,
        reasons={reason.value: words for reason, words in IN_WORDS.items()},
        formats={form.value: f"{WRITERS[form].name}: {WRITERS[form].holds}" for form in Format},
        format=asked.get("format") or Format.ZIP.value,
        back=f"/export?{urlencode(chosen)}",
        problem=problem,
    )
