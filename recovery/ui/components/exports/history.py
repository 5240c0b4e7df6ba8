"""Who took which files, and how they ended."""

from collections.abc import Sequence
from html import escape

import streamlit as st

from recovery.domain.access import Action, Visitor
from recovery.services.files.history import State, Taken, history
from recovery.ui.session import office

_STYLE = """
<style>
.rd-taken table { width: 100%; border-collapse: collapse; font-size: .875rem; }
.rd-taken th, .rd-taken td { text-align: left; vertical-align: top; padding: .375rem .75rem .375rem 0; }
.rd-taken td { overflow-wrap: anywhere; } .rd-taken td:first-child { white-space: nowrap; }
.rd-taken tbody tr { border-top: 1px solid light-dark(#D5DEE2, #33454E); }
@media (max-width: 48rem) {
  .rd-taken thead { position: absolute; clip-path: inset(50%); height: 1px; width: 1px; overflow: hidden; }
  .rd-taken tr { display: flex; flex-wrap: wrap; column-gap: .75rem; padding: .5rem 0; }
  .rd-taken td { padding: 0; } .rd-taken td:empty { display: none; }
  .rd-taken td:nth-child(3) { order: -1; flex: 0 0 100%; font-weight: 600; }
  .rd-taken td:nth-child(4) { order: 1; flex: 0 0 100%; }
}
</style>
"""

_ENDS = {
    State.WHOLE: "{rows} rows, whole",
    State.BROKEN_OFF: "broken off after {rows} rows: take it again",
    State.UNDER_WAY: "under way, {rows} rows so far",
    State.NOT_ENDED: "the program was stopped, or another one sends it",
}


def taken_before(visitor: Visitor) -> None:
    """The last files: the practice's for managers, one's own for clinicians."""
    found = history(office(), visitor)
    everybody = visitor.may(Action.ADMINISTER)
    st.header("Files taken so far" if everybody else "Files you have taken", anchor=False)
    if not found:
        st.caption("None yet. Each file that is taken is listed here and kept in the trail.")
        return
    st.html(_STYLE + _table(found))
    if everybody:
        st.caption("The last of them; the trail has all (Administration, Trail, What: Exports and prints).")


def _table(found: Sequence[Taken]) -> str:
    head = "".join(f'<th scope="col">{name}</th>' for name in ("When", "Who", "What", "Choice", "How it ended"))
    return (
        f'<div class="rd-taken"><table><thead><tr>{head}</tr></thead>'
        f"<tbody>{''.join(map(_line, found))}</tbody></table></div>"
    )


def _line(taken: Taken) -> str:
    rows = "no" if taken.rows is None else f"{taken.rows:,}"
    moment = f'<time datetime="{taken.at.isoformat()}">{taken.at:%Y-%m-%d %H:%M}</time>'
    what = taken.kind.value[0].upper() + taken.kind.value[1:]
    cells = (escape(taken.who), escape(what), escape("; ".join(taken.filters)), _ENDS[taken.state].format(rows=rows))
    return f"<tr><td>{moment}</td>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"
