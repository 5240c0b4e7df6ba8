import pytest

from recovery.domain.level import Level
from recovery.domain.rules import Rule
from recovery.domain.worklist import Choice, View
from recovery.ui.components.worklist.choice import as_query, choice_from

BOTH = [
    pytest.param(Choice(), {"view": "needs"}, id="nothing chosen"),
    pytest.param(Choice(View.PUT_OFF, mine=True), {"view": "put-off", "show": "mine"}, id="mine of those put off"),
    pytest.param(
        Choice(untaken=True, levels=frozenset({Level.LOW, Level.URGENT})),
        {"view": "needs", "show": "untaken,urgent,low"},
        id="several chips, in their order",
    ),
    pytest.param(
        Choice(rule=Rule.PAST_BAND, side_effect="redness"),
        {"view": "needs", "rule": "past_band", "effect": "redness"},
        id="rule and side effect",
    ),
]


@pytest.mark.parametrize(("choice", "query"), BOTH)
def test_a_choice_stands_in_the_address_and_comes_back(choice, query, guide):
    assert as_query(choice) == query
    assert choice_from(query, guide.catalogue) == choice


@pytest.mark.parametrize(
    "query",
    [{}, {"view": "everything"}, {"show": "none,NONE,'"}, {"rule": "silence"}, {"effect": "<b>"}, {"page": "7"}],
    ids=str,
)
def test_what_is_no_choice_is_passed_over(query, guide):
    assert choice_from(query, guide.catalogue) == Choice()
