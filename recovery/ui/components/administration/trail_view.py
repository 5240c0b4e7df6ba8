"""The trail on screen: who did what, when, from which session."""

from datetime import datetime
from html import escape
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import streamlit as st

from recovery.domain.access import Visitor
from recovery.domain.identifiers import as_text
from recovery.domain.trail import TrailFilters, TrailRow
from recovery.domain.wording.english import at_time, counted
from recovery.domain.wording.trail import action_in_words, details_in_words, not_readable, thing_in_words
from recovery.errors import InvalidInput
from recovery.services.audit.trail import TrailPage, staff_in_trail, trail
from recovery.ui import refusal
from recovery.ui.components.administration.trail_filters import choose_rows
from recovery.ui.session import get, now, office, put

_PAGES = "trail_pages"
"""The filters that are shown, and before which row each page so far begins."""

_STYLE = """
<style>
.rd-trail table { width: 100%; border-collapse: collapse; font-size: .875rem; }
.rd-trail caption { text-align: left; padding: .25rem 0; color: light-dark(#4B5F69, #A5B8C1); }
.rd-trail th, .rd-trail td { text-align: left; vertical-align: top; padding: .375rem .75rem .375rem 0; }
.rd-trail td { overflow-wrap: anywhere; }
.rd-trail tbody tr { border-top: 1px solid light-dark(#D5DEE2, #33454E); }
.rd-trail time { white-space: nowrap; } .rd-trail small { display: block; font-size: .875rem; }
.rd-trail code { font-size: .8125rem; }
@media (max-width: 48rem) {
  .rd-trail thead { position: absolute; clip-path: inset(50%); height: 1px; width: 1px; overflow: hidden; }
  .rd-trail tr { display: flex; flex-wrap: wrap; column-gap: .75rem; padding: .5rem 0; }
  .rd-trail td { padding: 0; } .rd-trail td:empty { display: none; }
  .rd-trail td:nth-child(n+4)::before { content: attr(data-name) ": "; }
  /* What was done stands first, then when and who, about whom and from where; the details below all of them. */
  .rd-trail td:nth-child(3) { display: contents; }
  .rd-trail td:nth-child(3) span { order: -1; flex: 0 0 100%; font-weight: 600; }
  .rd-trail small { order: 1; flex: 0 0 100%; overflow-wrap: anywhere; }
}
</style>
"""


def trail_view(visitor: Visitor) -> None:
    """Filters, the rows that fit, the newest first, and all of them as a file."""
    st.html(_STYLE)
    try:
        filters = choose_rows(staff_in_trail(office(), visitor), today=office().the_clinic().today(now()))
        pages = _pages(filters)
        shown = trail(office(), visitor, filters=filters, before=pages[-1])
    except InvalidInput as error:
        refusal.show(error)
        return
    _rows(shown)
    _turn(shown, pages)
    st.link_button(
        "Download trail.csv", _address(filters), key="download_trail", icon=":material/download:",
        help="In Excel, open it by Data, From Text/CSV: then letters and columns come out right.",
    )  # fmt: skip


def _rows(shown: TrailPage) -> None:
    zone = ZoneInfo(shown.clinic.time_zone)
    if shown.rows:
        st.html(_table(shown, zone))
    if shown.looked_since is not None:
        began = at_time(shown.looked_since.astimezone(zone))
        st.caption(f"{'No more' if shown.rows else 'None'} since {began}; the period goes back further.")
    elif not shown.rows:
        st.write("No rows in this choice. Choose a longer period, or fewer filters.")


def _turn(shown: TrailPage, pages: list[int | None]) -> None:
    with st.container(horizontal=True, gap="small", key="trail_turn"):
        if len(pages) > 1:
            st.button("Newer", key="trail_newer", icon=":material/arrow_back:", on_click=_go_back)
        if shown.older is not None:
            label = "Look further back" if shown.looked_since is not None else "Older"
            st.button(label, key="trail_older", icon=":material/arrow_forward:", on_click=_go_on, args=(shown.older,))


def _go_on(older: int) -> None:
    get(_PAGES)[1].append(older)


def _go_back() -> None:
    get(_PAGES)[1].pop()


def _pages(filters: TrailFilters) -> list[int | None]:
    kept = get(_PAGES)
    if kept is None or kept[0] != filters:
        kept = (filters, [None])
        put(_PAGES, kept)
    pages: list[int | None] = kept[1]
    return pages


def _address(filters: TrailFilters) -> str:
    chosen = {
        "since": filters.since,
        "until": filters.until,
        "whose": filters.whose,
        "who": as_text(filters.account_id) if filters.account_id else None,
        "kind": filters.kind,
        "about": filters.about,
        "session": filters.session,
    }
    return "/download/trail.csv?" + urlencode({key: str(value) for key, value in chosen.items() if value})


def _table(shown: TrailPage, zone: ZoneInfo) -> str:
    head = "".join(f'<th scope="col">{name}</th>' for name in ("When", "Who", "What", "About", "Session"))
    body = "".join(_line(row, shown, zone) for row in shown.rows)
    caption = (
        f"{counted(len(shown.rows), 'row')} of the trail, the newest first; a treatment by the date that it has now"
    )
    return (
        f'<div class="rd-trail"><table><caption>{caption}</caption><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def _line(row: TrailRow, shown: TrailPage, zone: ZoneInfo) -> str:
    about = "" if row.subject == row.actor else escape(thing_in_words(row.subject, shown.known))
    details = "".join(f"<small>{escape(said)}</small>" for said in details_in_words(row, shown.known))
    cells = {
        "When": escape(not_readable(row, "at")) or _time(row.at.astimezone(zone)),
        "Who": escape(thing_in_words(row.actor, shown.known)),
        "What": f"<span>{escape(action_in_words(row.action))}</span>{details}",
        "About": about,
        "Session": f"<code>{escape(row.session)}</code>" if row.session else "",
    }
    told = "".join(f'<td data-name="{name}">{cell}</td>' for name, cell in cells.items())
    return f"<tr>{told}</tr>"


def _time(moment: datetime) -> str:
    return f'<time datetime="{moment.isoformat()}">{moment:%Y-%m-%d %H:%M:%S}</time>'
