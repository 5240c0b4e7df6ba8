"""The script behind every page: who is here, the menu, the demo's banner, then the page itself."""

import streamlit as st

from recovery.errors import RecoveryError
from recovery.ui import refusal
from recovery.ui.components.demo_banner import demo_banner
from recovery.ui.components.pictures import picture_source
from recovery.ui.components.session_ending import warn_before_end
from recovery.ui.guard import signed_in
from recovery.ui.kept import give_back, keep_what_is_typed, note_screen, say_what_is_back
from recovery.ui.navigation import current_page, keep_address_true, menu
from recovery.ui.session import arrive, end_of_run, now, office
from recovery.ui.theme import apply_style

st.set_page_config(page_title="Recovery", layout="wide")
visitor = signed_in()
page = current_page(visitor)
keep_address_true()
arrive(page.url_path)
apply_style()
if visitor.is_staff:
    warn_before_end()
    give_back(visitor)
clinic = office().the_clinic()
demo_banner(clinic)
picture_source(clinic, now=now())
menu(visitor)
back = st.container()
try:
    page.run()
    with back:  # the page knows what of it was sent by now
        say_what_is_back()
except RecoveryError as error:
    refusal.show(error)
finally:
    note_screen()
    keep_what_is_typed(visitor)
    end_of_run()
