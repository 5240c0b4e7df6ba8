"""Numbers that a patient may tap where a sentence says them."""

import pytest

from recovery.web.dialling import dialling

PHONE = '<a href="tel:+19015550115">+1 901 555 0115</a>'


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("Call +1 901 555 0115; or 15.", f'Call {PHONE}; or <a href="tel:15">15</a>.'),
        ("They look from 15 to 17.", "They look from 15 to 17."),
        ("<b> +1 901 555 0115, 15, 115", f'&lt;b&gt; {PHONE}, <a href="tel:15">15</a>, 115'),
    ],
)
def test_numbers_are_links_where_all_of_them_are_said(said, shown):
    assert str(dialling(said, ["15", "+1 901 555 0115"])) == shown


def test_one_number_for_both_is_one_link_a_time():
    assert str(dialling("Call 112 or 112.", ["112", "112"])).count("tel:112") == 2
