"""What the theme in .streamlit/config.toml cannot say."""

import streamlit as st

from recovery.domain.wording import Badge, Tone

BADGE_COLOURS = {
    Tone.GOOD: "green",
    Tone.STEADY: "blue",
    Tone.ATTENTION: "orange",
    Tone.URGENT: "red",
    Tone.QUIET: "gray",
}

_STYLE = """
<style>
/* What floats (a popover, a menu) hangs on the body, where Streamlit says nothing of light and dark. */
body { color-scheme: light dark; }
[data-testid="stHeader"] { height: 0; min-height: 0; background: transparent; }
[data-testid="stMainBlockContainer"] { padding-top: 1rem; padding-bottom: 4rem; max-width: 46rem; }
[data-testid="stMainBlockContainer"]:has(.st-key-recovery_cards) { max-width: 60rem; }
[data-testid="stMainBlockContainer"]:has(.st-key-desk) { max-width: 72rem; }
[data-testid="stBaseButton-primary"], [data-testid="stBaseButton-secondary"], [data-testid="stPopoverButton"],
[data-testid^="stBaseLinkButton"] { min-height: 2.75rem; }
[data-testid="stPageLink"]:not(.st-key-menu *) a { background: transparent; }
[data-testid="stPageLink"]:not(.st-key-menu *) a :is(span, div, p) { white-space: normal; overflow-wrap: anywhere; }
[data-testid="stPageLink"]:not(.st-key-menu *) a { height: auto; min-height: 1.75rem; }
[data-testid="stPageLink-NavLink"]:focus-visible { box-shadow: 0 0 0 .2rem light-dark(#0B6374, #5CC3D6); }
[class*="st-key-account_"] [data-testid="stPageLink"] a { padding-inline: 0; }
[data-testid="stPageLink"]:not(.st-key-menu *) a p { color: var(--st-link-color, inherit); font-weight: 600; }
@media (max-width: 26rem) { .st-key-menu span:has(> [data-testid="stIconMaterial"]) { display: none; } }
@media (hover: none), (max-width: 40rem) { .st-key-menu [data-testid="stPageLink"] a { min-height: 2.75rem; } }
h1 { font-size: clamp(1.6rem, 4vw, 2.2rem) !important; padding: .25rem 0 !important; }
h2 { font-size: 1.375rem !important; padding: .5rem 0 .75rem !important; }
h3 { font-size: 1.0625rem !important; padding: .5rem 0 .25rem !important; }
[data-testid="stButtonGroup"] button { min-height: 2.75rem; height: auto; }
[data-testid="stButtonGroup"] button :is(div, p) { white-space: normal; overflow: visible; }
@media (max-width: 26rem) { .st-key-part [data-testid="stButtonGroup"] button { padding-inline: .5rem; } }
[data-testid="stCaptionContainer"], [data-testid="stCaptionContainer"] * { color: #4B5F69; opacity: 1; }
[data-testid="stCaptionContainer"], [data-testid="stCaptionContainer"] * { color: light-dark(#4B5F69, #A5B8C1); }
[data-testid^="stBaseButton-primary"], [data-testid^="stBaseLinkButton-primary"] { color: light-dark(#fff, #0F171B); }
[data-react-aria-pressable][aria-label$=" selected"] { color: light-dark(#fff, #0F171B); }
[data-testid="stMultiSelect"] [data-tag], [data-tag] button { color: light-dark(#fff, #0F171B); }
@media (hover: none) { [class*="st-key-zooms_"] .nsewdrag { pointer-events: none !important; } }
[data-testid="stDateInput"] [role="spinbutton"] { min-width: 1.5rem; min-height: 1.5rem; text-align: center; }
.rd-call {
  display: flex; align-items: center; justify-content: center; min-height: 2.75rem; padding: .25rem 1.25rem;
  border-radius: 1.5rem; background: #B42318; color: #fff !important; font-weight: 600; text-decoration: none;
  text-align: center;
}
.rd-call.rd-calm { background: transparent; color: inherit !important; border: 1px solid currentColor; }
/* The animation changes nothing: it tells recovery/web/scripts/missing.js that one has come. */
.rd-missing, .st-key-refused { animation: rd-missing 1ms; } @keyframes rd-missing { from { opacity: .99; } }
.rd-missing { margin: 0; font-size: .875rem; font-weight: 600; color: light-dark(#B42318, #FF9B8F); }
.rd-note { white-space: pre-wrap; overflow-wrap: anywhere; unicode-bidi: isolate; margin: 0; }
.rd-record, .rd-record .rd-when, .rd-record details p, .rd-record li { font-size: .875rem; }
.rd-record p { margin: 0 0 .25rem; } .rd-record ul { margin: 0; padding-left: 1.25rem; }
.rd-record li { margin: 0 0 .25rem; overflow-wrap: anywhere; }
.rd-record summary { cursor: pointer; padding: .25rem 0; }
.rd-record .rd-when { color: light-dark(#4B5F69, #A5B8C1); } .rd-record article { padding: .5rem 0; }
.rd-record article + article { border-top: 1px solid light-dark(#D5DEE2, #33454E); }
.rd-reports { list-style: none; margin: 0; padding: 0; } .rd-reports p { margin: 0 0 .25rem; }
.rd-reports > li { margin: 0; padding: .5rem 0; overflow-wrap: anywhere; }
.rd-reports > li + li { border-top: 1px solid light-dark(#D5DEE2, #33454E); }
.rd-reports .rd-when { font-size: .875rem; color: light-dark(#4B5F69, #A5B8C1); }
.rd-sign { display: inline-block; margin: 0 0 .25rem; padding: 0 .5rem; border-radius: .5rem; }
.rd-sign { background: #B42318; color: #fff; }
.rd-sign.rd-asks { background: transparent; color: inherit; border: 1px solid currentColor; }
@media (hover: none), (max-width: 40rem) { .st-key-drag_hint { display: none; } }
.rd-contact { margin: 0; } .rd-contact a { color: inherit; }
[data-testid="stApp"]:not([data-test-connection-state="CONNECTED"])::after {
  content: "No connection. Nothing is being sent; this screen waits until the connection is back.";
  position: fixed; inset: 0 0 auto 0; z-index: 1000000; padding: .75rem 1rem; text-align: center;
  background: #16242B; color: #fff; font-weight: 600;
}
body:has([data-testid="stApp"]:not([data-test-connection-state="CONNECTED"])) [role="dialog"] { visibility: hidden; }
.st-key-first_of_form { min-height: 5.25rem; }
[data-testid="stLayoutWrapper"]:has(> .st-key-act_now) {
  position: sticky; bottom: 0; z-index: 10; padding-block: .5rem; background: light-dark(#fff, #0F171B);
}
[data-testid="stLayoutWrapper"]:has(> .st-key-session_ending) { position: fixed; inset: auto 0 0 0; z-index: 999990; }
.st-key-session_ends {
  padding: .5rem max(1rem, calc((100% - 70rem) / 2)); background: light-dark(#16242B, #E6EEF1);
  box-shadow: 0 -1px 8px rgb(0 0 0 / 40%);
  justify-content: center;
}
.st-key-session_ends p { margin: 0; font-weight: 600; color: light-dark(#fff, #0F171B); }
[data-testid="stMain"]:has(.st-key-session_ends) { scroll-padding-bottom: 9rem; }
[data-testid="stMainBlockContainer"]:has(.st-key-session_ends) { padding-bottom: 10rem; }
.rd-demo { font-size: .875rem; color: inherit; }
.st-key-demo { row-gap: 0 !important; } .st-key-someone_else button p { text-decoration: underline; }
.st-key-card { max-width: 34rem; }
.rd-card h3 { margin: 0; padding: 0 !important; } .rd-card p { margin: .5rem 0 0; }
.rd-card img { display: block; width: 12.5rem; height: 12.5rem; margin: .5rem auto 0; background: #fff; }
.rd-card .rd-address { overflow-wrap: anywhere; font-family: monospace; text-align: center; }
.rd-numbers a { color: inherit; }
@media (max-width: 40rem) { [class*="st-key-correct_"] [data-testid="stHorizontalBlock"] { gap: 1rem; } }
.rd-else a { display: block; padding: .375rem .5rem; color: inherit !important; font-size: .875rem; }
.rd-button {
  display: inline-flex; align-items: center; min-height: 2.75rem; padding: .25rem 1rem; border-radius: 1.5rem;
  border: 1px solid light-dark(#D5DEE2, #33454E); color: inherit !important; text-decoration: none;
  font-size: .875rem;
}
button.rd-button {
  background: light-dark(#0B6374, #5CC3D6); border-color: transparent; color: light-dark(#fff, #0F171B) !important;
  font-family: inherit; cursor: pointer;
}
.rd-icon { font: 1.25rem/1 "Material Symbols Rounded"; margin-right: .5rem; }
.st-key-erase_patient button { background: #B42318; border-color: #B42318; color: #fff; }
.st-key-erase_patient button:is(:hover, :focus-visible) { background: #8F1A11; border-color: #8F1A11; color: #fff; }
.rd-picture, [data-testid="stElementContainer"]:has(.rd-source) { display: none; }
.rd-pictures .rd-picture { display: flex; flex-wrap: wrap; align-items: center; justify-content: flex-end; }
.rd-picture { font-size: .875rem; color: light-dark(#4B5F69, #A5B8C1); column-gap: .75rem; margin-top: -.75rem; }
[class*="st-key-cohort_files_"] .rd-picture { margin-top: 0; }
.rd-picture::details-content { display: contents; }
.rd-picture > div { display: flex; flex-wrap: wrap; align-items: center; justify-content: flex-end; gap: .5rem; }
.rd-picture:not([open]) > div { display: none; }
.rd-picture [role="status"]:empty { display: none; }
.rd-picture summary { cursor: pointer; padding: .25rem .25rem; min-height: 1.75rem; }
.rd-picture button {
  min-height: 2rem; min-width: 3.5rem; border-radius: 1rem; border: 1px solid currentColor; background: transparent;
  color: inherit; font: inherit; cursor: pointer;
}
@media (hover: none) { .rd-picture button, .rd-picture summary { min-height: 2.75rem; align-content: center; } }
@page { margin: 6mm; }
@media print {
  body * { visibility: hidden; }
  body:has(.st-key-card) *:not(:has(.st-key-card), .st-key-card, .st-key-card *) { display: none !important; }
  .rd-card, .rd-card * { color: #000; background: #fff; font-size: 9pt; line-height: 1.25; }
  .rd-card h3 { font-size: 12pt !important; } .rd-card p { margin-top: 1.5mm; }
  .rd-card img { width: 36mm; height: 36mm; margin-top: 1mm; } .st-key-card { padding: 3mm !important; }
  .st-key-card, .st-key-card * { visibility: visible; }
  .st-key-card { position: absolute; inset: 0 auto auto 0; }
}
</style>
"""


def is_dark() -> bool:
    """Whether this browser shows the dark theme."""
    return st.context.theme.type == "dark"


def apply_style() -> None:
    """Tighten the page, style the numbers to dial, and print nothing but a card."""
    st.html(_STYLE)


def badge_text(badge: Badge) -> str:
    """A badge as Markdown: icon, word and colour, never colour alone."""
    return f":{BADGE_COLOURS[badge.tone]}-badge[:material/{badge.icon}: {badge.word}]"
