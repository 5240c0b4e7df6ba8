"""Whom a card and a patient's own pages greet."""

import pytest

from recovery.domain.first_names import first_name

NAMES = {
    "Anna Smith": "Anna",
    "Anna": "Anna",
    "Smith, Anna": "Anna",
    "SMITH,Anna Maria": "Anna",
    "van der Berg, Anna": "Anna",
    "Dr. Anna Smith": "Anna",
    "Frau Dr. med. Anna Schmidt": "Anna",
    "Smith, Dr. Anna": "Anna",
    "Smith, Anna, PhD": "Anna",
    "Anna Smith, PhD": "Anna",
    "Anna Smith, Jr.": "Anna",
    "Mrs. Smith": "Mrs Smith",
    "Herr Schmidt": "Herr Schmidt",
    "Smith,": "Smith",
    ", Anna": "Anna",
    '"Anna" Smith': "Anna",
    "J. Smith": "J",
    "Phil Smith": "Phil",
    "Anne-Marie O'Neil": "Anne-Marie",
    "D’Arcy Smith": "D’Arcy",
    "李小龙": "李小龙",
    "हिन्दी नाम": "हिन्दी",
    "Dr.": "Dr",
    "=1+1 Smith": "=1+1",
    "?": "?",
    "...": "...",
    ",": ",",
}


@pytest.mark.parametrize("name", NAMES)
def test_people_are_greeted_by_their_first_name(name):
    assert first_name(name) == NAMES[name]
