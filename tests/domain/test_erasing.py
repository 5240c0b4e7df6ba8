"""What is left of an erased patient, and the code that confirms it."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from recovery.domain.clinic import Patient
from recovery.domain.erasing import ERASED_NAME, Gone, erased, refuse_erased
from recovery.errors import Conflict, InvalidInput

NOW = datetime(2026, 7, 15, 15, 0, tzinfo=UTC)
ADA = Patient(7, "P-7K2MD", "Ada Example", "555 0100", 1984, "III")


@pytest.mark.parametrize("typed", ["P-7K2MD", "p-7k2md", "7K2MD", " P- 7K2MD "])
def test_the_code_confirms_it_however_it_is_written(typed):
    left = erased(ADA, code_typed=typed, code="P-AAAAA", now=NOW)
    assert left == Patient(7, "P-AAAAA", ERASED_NAME, "", 1984, "III", erased_at=NOW)


@pytest.mark.parametrize("typed", ["", " ", "P-", "Ada Example", "P-7K2M", "P-7K2MDD"])
def test_anything_else_does_not(typed):
    with pytest.raises(InvalidInput, match="Nothing was erased"):
        erased(ADA, code_typed=typed, code="P-AAAAA", now=NOW)


def test_when_somebody_was_archived_stays_said():
    assert erased(replace(ADA, archived_at=NOW), code_typed=ADA.code, code="P-AAAAA", now=NOW).archived_at == NOW


def test_the_erased_are_not_erased_again_and_take_nothing_more():
    left = erased(ADA, code_typed=ADA.code, code="P-AAAAA", now=NOW)
    with pytest.raises(Conflict, match="erased already"):
        erased(left, code_typed=left.code, code="P-BBBBB", now=NOW)
    with pytest.raises(Conflict, match="erased on request"):
        refuse_erased(left)
    refuse_erased(ADA)


def test_what_went_is_counted_in_words():
    gone = Gone(report_notes=2, drafts=1, phones=3)
    assert gone.texts == 3
    assert gone.counted()["report notes"] == 2
    assert sum(gone.counted().values()) == 6
