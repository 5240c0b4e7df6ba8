"""Import: patients, treatments and past reports from a file, tried out before any of it is added."""

import streamlit as st

from recovery.domain.access import Action
from recovery.ui.components.first_patients import lacks_clinician
from recovery.ui.components.imports.file import choose_file
from recovery.ui.components.imports.reading import choose_reading
from recovery.ui.components.imports.trial import add_what_was_tried, say_what_was_added, try_it
from recovery.ui.guard import guard

visitor = guard(Action.IMPORT)
st.title("Import", anchor=False)
st.write(
    "Patients, treatments and past reports from a CSV file. Everything is tried out first; then all of it is added, or "
    "nothing. What stands here is never replaced, and a file brought twice adds nothing the second time."
)
say_what_was_added()
file = None if lacks_clinician(visitor) else choose_file(visitor)
if file is not None:
    bringing = choose_reading(visitor, file)
    if bringing is not None:
        trial = try_it(visitor, bringing)
        if trial is not None:
            add_what_was_tried(visitor, bringing, trial)
