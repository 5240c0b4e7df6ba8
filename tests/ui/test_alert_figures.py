import pytest

from recovery.ui.components.exports.alert_figures import hours_in_words


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        (0.0, "less than a minute"),
        (1 / 60, "1 minute"),
        (0.999, "59 minutes"),
        (1.0, "1.0 hours"),
        (5.24, "5.2 hours"),
        (47.9, "47.9 hours"),
        (48.0, "2.0 days"),
        (74.4, "3.1 days"),
    ],
)
def test_a_time_is_said_in_the_unit_that_people_would_use(hours, words):
    assert hours_in_words(hours) == words
