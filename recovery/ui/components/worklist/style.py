"""How the worklist's rows look on a desk and on a phone: a grid of the row's own, which saves a container each."""

import streamlit as st

_STYLE = """
<style>
.rd-row { display: flex; gap: 1rem; justify-content: space-between; align-items: flex-start; }
.rd-row > div { flex: 1; min-width: 0; }
.rd-row p, .rd-row ul, .rd-row figure { margin: 0; }
.rd-row ul { padding-left: 1.1rem; margin: .25rem 0; } .rd-row li { font-weight: 600; overflow-wrap: anywhere; }
.rd-row li .rd-holder { font-weight: 400; margin-left: .4rem; } .rd-row .rd-gone { font-weight: 400; }
.rd-facts, .rd-holder, .rd-row figcaption { font-size: .875rem; color: light-dark(#4B5F69, #A5B8C1); }
.rd-row .rd-contact { font-size: .875rem; } .rd-row .rd-contact a { display: inline-block; padding: .25rem 0; }
.rd-row figure { flex: 0 0 auto; } .rd-row figcaption { font-size: .8rem; }
.rd-row figcaption span { white-space: nowrap; }
.rd-level, .rd-marked, .rd-new {
  display: inline-block; padding: .05rem .55rem; margin-right: .35rem; border-radius: 1rem; font-weight: 600;
  border: 1px solid currentColor; font-size: .8125rem;
}
.rd-urgent { background: #B42318; color: #fff; border-color: #B42318; }
.rd-high { color: light-dark(#B42318, #FF9B8F); border-width: 2px; }
.rd-medium { color: light-dark(#8A4B00, #F2B766); }
.rd-low, .rd-was { color: light-dark(#4B5F69, #A5B8C1); } .rd-level.rd-was { border-style: dashed; font-weight: 400; }
.rd-new { color: light-dark(#0B6374, #5CC3D6); margin: 0 0 0 .35rem; }
.rd-marked { background: light-dark(#16242B, #E6EEF1); color: light-dark(#fff, #0F171B); }
[class*="st-key-row_"]:has(.rd-row) {
  display: grid !important; grid-template-columns: auto auto 1fr; gap: .25rem .75rem !important; align-items: center;
}
[class*="st-key-row_"]:has(.rd-row) > * { grid-column: 1 / -1; width: auto !important; }
[class*="st-key-row_"] > [class*="st-key-first_"] { grid-column: 1; }
[class*="st-key-row_"] > [class*="st-key-more_"] { grid-column: 2; }
[class*="st-key-row_"] [data-testid="stPageLink"] a { padding-left: 0; }
[data-testid="stMenuButton"] button { min-height: 2.75rem; }
.st-key-worklist_reasons { max-width: 34rem; }
@media (min-width: 701px) {
  [class*="st-key-row_"]:has(.rd-row) { grid-template-columns: 1fr auto auto; }
  [class*="st-key-row_"]:has(.rd-row) > :first-child { grid-column: 1; grid-row: 1; }
  [class*="st-key-row_"] > [class*="st-key-first_"] { grid-column: 2; grid-row: 1; }
  [class*="st-key-row_"] > [class*="st-key-more_"] { grid-column: 3; grid-row: 1; }
  [class*="st-key-row_"]:has(.rd-marked) {
    outline: 3px solid light-dark(#0B6374, #5CC3D6); background: light-dark(#fff, #0F171B);
  }
  :has(> [class*="st-key-row_"] .rd-marked) { position: sticky; top: .5rem; bottom: .5rem; z-index: 2; }
}
.st-key-worklist_fold { display: none; }
@media (max-width: 700px) {
  .st-key-worklist_keys, .st-key-worklist_filters_folded, [data-testid="stLayoutWrapper"]:has(> .st-key-worklist_keys),
  [data-testid="stLayoutWrapper"]:has(> .st-key-worklist_filters_folded) { display: none !important; }
}
@media (max-width: 700px) { .st-key-worklist_fold { display: block; } }
@media (max-width: 480px) { .rd-row { display: block; } }
</style>
"""


def worklist_style() -> None:
    """Style the rows."""
    st.html(_STYLE)
