"""Whence a practice's own bands come."""

from datetime import timedelta

from recovery.domain.guidance import BandDays
from recovery.services.guidance import guiding
from recovery.services.guidance.band_origins import band_origins


def origins(practice):
    bands = practice.office.guide.bands_of("derma_roller").values()
    return band_origins(practice.office, practice.clinician, bands=bands)


def set_band(practice, side_effect, days, *, reason):
    guide = practice.office.guide
    later = practice.now + timedelta(days=guide.number)
    changes = [BandDays("derma_roller", side_effect, days)]
    guiding.save(practice.office, practice.manager, changes=changes, reason=reason, seen=guide.number, now=later)


def test_bands_of_the_files_come_from_nobody_here(practice):
    assert origins(practice) == {}


def test_each_own_band_names_who_set_it_when_and_why(practice):
    set_band(practice, "redness", (2, 4), reason="our own 80 patients")
    set_band(practice, "scabbing", (2, 6), reason="seen often")
    said = {version: (origin.who, origin.reason) for version, origin in origins(practice).items()}
    assert said == {"clinic-2": ("Mo Manager", "our own 80 patients"), "clinic-3": ("Mo Manager", "seen often")}
