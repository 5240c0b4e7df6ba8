import tomllib
from dataclasses import replace

import pytest

from recovery.domain.bands import Band, Basis, Place, read_bands
from recovery.errors import InvalidDataFile, InvalidInput

BAND = Band("redness", 3, 7, Basis.WORDS, Basis.FIGURE, says="within a week", source="guide")

ENTRY = """
[[band]]
side_effect = "redness"
from_day = 3
to_day = 7
from_basis = "words"
to_basis = "figure"
says = "within a week"
source = "guide"
"""


@pytest.fixture(scope="session")
def one_effect(guide):
    return replace(guide.catalogue, side_effects=(guide.catalogue.side_effect("redness"),))


@pytest.mark.parametrize(
    ("day", "place"),
    [(0, Place.BEFORE), (2, Place.BEFORE), (3, Place.INSIDE), (7, Place.INSIDE), (8, Place.PAST)],
)
def test_both_edges_belong_to_a_band(day, place):
    assert BAND.place(day) is place


@pytest.mark.parametrize(
    ("from_day", "to_day"),
    [pytest.param(8, 7, id="falling"), pytest.param(-1, 7, id="before day 0"), pytest.param(3, 366, id="after a year")],
)
def test_a_band_refuses_days_that_cannot_be(from_day, to_day):
    with pytest.raises(InvalidInput, match=f"from day {from_day} to day {to_day}; days must rise"):
        replace(BAND, from_day=from_day, to_day=to_day)


def test_other_methods_borrow_the_bands_of_the_guides_own(guide):
    for effect in guide.catalogue.side_effects:
        own = guide.band(method="derma_roller", side_effect=effect.slug)
        assert not own.borrowed
        for method in ("rf_microneedling", "ultrasound", "laser"):
            assert guide.band(method=method, side_effect=effect.slug) == replace(own, borrowed=True)


def test_a_methods_own_band_takes_the_borrowed_ones_place(one_effect):
    own = ENTRY.replace("to_day = 7", 'to_day = 10\nmethod = "laser"')
    text = 'version = "2"' + ENTRY + own
    bands = read_bands(tomllib.loads(text), catalogue=one_effect, file="bands.toml").by
    laser = bands["laser", "redness"]
    assert (laser.to_day, laser.borrowed, laser.version) == (10, False, "2")
    assert bands["ultrasound", "redness"].borrowed


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        pytest.param('version = "2"', "", 'no version; write version = "…" at the top', id="no version"),
        pytest.param('side_effect = "redness"', 'side_effect = "rednes"', "write one of redness", id="unknown effect"),
        pytest.param("from_day = 3", "", "from_day` is None; write a whole number from 0 to 365", id="no first day"),
        pytest.param("to_day = 7", 'to_day = "7"', "`to_day` is '7'; write a whole number", id="quotes"),
        pytest.param("to_day = 7", "to_day = 2", "`to_day` is 2; write a whole number from 3 to 365", id="falling"),
        pytest.param("to_day = 7", "to_day = 7.0", "`to_day` is 7.0; write a whole number", id="half days"),
        pytest.param("to_day = 7", "to_day = true", "`to_day` is True; write a whole number", id="truth for a day"),
        pytest.param('to_basis = "figure"', 'to_basis = "figur"', "write one of figure, words, general", id="basis"),
        pytest.param('says = "within a week"', 'says = " "', "`says` is ' '; write a text in quotes", id="blank text"),
        pytest.param('source = "guide"', "", '`source` is missing; add source = "…"', id="no source"),
        pytest.param('source = "guide"', 'source = "guide"\nmethods = "laser"', "`methods` means nothing", id="key"),
        pytest.param('source = "guide"', 'source = "guide"\nmethod = "lazer"', "write one of", id="method"),
        pytest.param(ENTRY, "", "no [[band]] entry; add at least one", id="no band"),
        pytest.param("[[band]]", "[[bands]]\n[[band]]", "`bands` means nothing here; known are", id="unknown table"),
        pytest.param(ENTRY, ENTRY * 2, "redness for derma_roller is already used by [[band]] 'redness'", id="twice"),
        pytest.param(
            'source = "guide"', 'source = "guide"\nmethod = "laser"',
            "no [[band]] for side effect 'redness'; add one, or remove the side effect", id="nothing to borrow",
        ),
    ],
)  # fmt: skip
def test_a_typing_error_is_named_with_file_entry_and_remedy(right, wrong, said, one_effect):
    text = 'version = "2"' + ENTRY
    assert right in text
    with pytest.raises(InvalidDataFile) as refused:
        read_bands(tomllib.loads(text.replace(right, wrong)), catalogue=one_effect, file="bands.toml")
    assert str(refused.value).startswith("bands.toml: ")
    assert said in str(refused.value)
