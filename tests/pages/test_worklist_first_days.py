"""The worklist of a practice that begins: nobody enrolled yet, or nobody who looks at reports."""

import pytest

from tests.pages.conftest import labels, open_page, said


@pytest.fixture
def see(practice):
    return lambda **query: open_page(practice.clinician.session, "worklist", **query)


@pytest.mark.parametrize("view", ["needs", "all"])
@pytest.mark.parametrize("watched", [True, False])
def test_where_nobody_is_enrolled_the_list_offers_to(view, watched, see, practice):
    if watched:
        practice.watching()
    tab = see(view=view)
    assert "No open recovery." in said(tab)
    assert "Enrol a patient" in labels(tab)
    assert not tab.success


def test_who_does_not_watch_reports_learns_how_to_begin(see, practice):
    practice.enrol(days_ago=2)
    shown = said(see())
    assert "This practice does not watch reports" in shown
    assert "python -m recovery clinic --watched-when" in shown
    assert "under Administration" not in shown
