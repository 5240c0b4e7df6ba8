"""Who may be put away, and what nobody does for those who are."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from recovery.domain.archiving import open_ones, require_archivable, require_enrolled
from recovery.domain.clinic import Patient, Staff, Treatment
from recovery.errors import Conflict

WHEN = datetime(2026, 7, 15, tzinfo=UTC)
ADA = Patient(1, "P-ADA01", "Ada Example", "", None, None)
OPEN = Treatment(7, 1, "laser", ("face",), date(2026, 7, 1), Staff(3, "Cleo"))
CLOSED = replace(OPEN, treatment_id=8, closed_on=date(2026, 7, 9))

ARCHIVED, ERASED = replace(ADA, archived_at=WHEN), replace(ADA, erased_at=WHEN)


@pytest.mark.parametrize(
    ("patient", "treatments", "refusal"),
    [
        pytest.param(ADA, [], None, id="nobody was treated"),
        pytest.param(ADA, [CLOSED, CLOSED], None, id="all is closed"),
        pytest.param(ADA, [CLOSED, OPEN], "A treatment of this patient is still open. Close", id="one is open"),
        pytest.param(ADA, [OPEN, OPEN], "2 treatments of this patient are still open", id="two are open"),
        pytest.param(ARCHIVED, [], "archived or erased this patient already", id="archived before"),
        pytest.param(ERASED, [], "archived or erased this patient already", id="erased before"),
    ],
)
def test_only_those_whom_nobody_follows_any_more_are_archived(patient, treatments, refusal):
    if refusal is None:
        require_archivable(patient, treatments)
    else:
        with pytest.raises(Conflict, match=refusal):
            require_archivable(patient, treatments)


@pytest.mark.parametrize(
    ("patient", "refusal"), [(ADA, None), (ARCHIVED, "archived. Bring them back first"), (ERASED, "was erased")]
)
def test_the_archived_and_the_erased_take_nothing_new(patient, refusal):
    assert patient.is_enrolled == (refusal is None)
    if refusal is None:
        require_enrolled(patient)
    else:
        with pytest.raises(Conflict, match=refusal):
            require_enrolled(patient)


def test_the_open_treatments_are_those_without_a_closing_date():
    assert open_ones([OPEN, CLOSED]) == [OPEN]
