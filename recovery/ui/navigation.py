"""Which screens there are, at which address, and for whom."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from recovery.domain.access import Action, Visitor
from recovery.settings import ROOT
from recovery.ui.guard import leave


@dataclass(frozen=True)
class Screen:
    """One page: its file under pages/ and address, its name and icon in the menu, and what it is for."""

    name: str
    title: str
    icon: str
    action: Action
    in_menu: bool = True

    @property
    def file(self) -> Path:
        """The page's script."""
        return ROOT / "pages" / f"{self.name}.py"


SCREENS = (
    Screen("report", "Report", "edit_note", Action.REPORT),
    Screen("my_recovery", "My recovery", "monitoring", Action.SEE_OWN_RECOVERY),
    Screen("my_data", "My data", "folder_shared", Action.TAKE_OWN_DATA),
    Screen("worklist", "Worklist", "checklist", Action.SEE_PATIENTS),
    Screen("patient", "Patient", "person", Action.SEE_PATIENTS, in_menu=False),
    Screen("people", "People", "person_add", Action.ENROL),
    Screen("cohort", "Cohort", "groups", Action.SEE_COHORTS),
    Screen("export", "Export", "download", Action.TAKE_FILES),
    Screen("import", "Import", "upload_file", Action.IMPORT),
    Screen("guidance", "Guidance", "menu_book", Action.SET_GUIDANCE),
    Screen("administration", "Administration", "settings", Action.ADMINISTER),
    Screen("account", "Account", "account_circle", Action.LOOK_AFTER_OWN_ACCOUNT),
)
"""Every screen; the first that a visitor may see is where they arrive."""


def screens_for(visitor: Visitor) -> list[Screen]:
    """The screens in this visitor's menu: on a lent tablet the report alone."""
    return [screen for screen in SCREENS if screen.in_menu and visitor.may(screen.action)]


def page_of(name: str) -> str:
    """The page to switch to or to link to."""
    return str(next(screen.file for screen in SCREENS if screen.name == name))


def current_page(visitor: Visitor) -> "st.Page":
    """The page that the address asks for, all pages registered: roles are checked by each page's guard.

    Pages get no icon of their own: Streamlit would load it from another host for the browser's tab.
    """
    pages = [
        st.Page(
            screen.file,
            title=screen.title,
            url_path=screen.name,
            visibility="visible" if screen in screens_for(visitor) else "hidden",
        )
        for screen in SCREENS
    ]
    arrival = st.Page(_arrive(visitor), title="Home", url_path="", default=True, visibility="hidden")
    return st.navigation([arrival, *pages], position="hidden")


def keep_address_true() -> None:
    """Let the browser's address name what this run shows.

    A link to the page that is open already leaves the address of before (Streamlit 1.67): the next click would be about
    the patient before. The browser changes nothing where it is right.
    """
    st.query_params.update()


def menu(visitor: Visitor) -> None:
    """Links to the visitor's screens and the way out, in one row that wraps on a phone."""
    kind = "desk" if visitor.is_staff else "phone"
    with (
        st.container(key=kind),
        st.container(horizontal=True, vertical_alignment="center", gap="small", key="menu"),
    ):
        for screen in screens_for(visitor):
            st.page_link(page_of(screen.name), label=screen.title, icon=f":material/{screen.icon}:")
        _way_out(visitor)


def _way_out(visitor: Visitor) -> None:
    """Out by one press for staff and from a tablet; patients, whose phone is remembered, are asked first."""
    label, icon = "Give the tablet back" if visitor.lent else "Sign out", ":material/logout:"
    if visitor.is_staff or visitor.lent:
        if st.button(label, key="sign_out", type="tertiary", icon=icon):
            leave()
        return
    with st.popover(label, key="sign_out_asked", type="tertiary", icon=icon):
        st.write("To come back you need your personal link, as on your card, and your PIN.")
        if st.button("Sign out on this phone", key="sign_out", type="primary"):
            leave()


def _arrive(visitor: Visitor) -> Callable[[], None]:
    def home() -> None:
        st.switch_page(page_of(screens_for(visitor)[0].name))

    return home
