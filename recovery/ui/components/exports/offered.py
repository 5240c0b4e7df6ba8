"""What one can choose from on the page of exports, and the group that was chosen."""

from collections.abc import Mapping

from recovery.domain.access import Visitor
from recovery.domain.cohort_choice import read_choice
from recovery.domain.groups import Group
from recovery.errors import InvalidInput
from recovery.services.groups.cohorts import clinicians, everything
from recovery.ui import refusal
from recovery.ui.components.exports.filters import Offered
from recovery.ui.session import now, office


def offered_to(visitor: Visitor) -> Offered:
    """The months, methods, areas and clinicians on record."""
    staff = {person.account_id: person.name for person in clinicians(office(), visitor)}
    return Offered(everything(office(), visitor, now=now()), office().guide.catalogue, staff)


def group_chosen(chosen: Mapping[str, str], offered: Offered) -> Group | None:
    """The treatments chosen; None, and the reason on screen, where the choice cannot be."""
    try:
        return read_choice(chosen, offered.catalogue).group(offered.everything)
    except InvalidInput as error:
        refusal.show(error)
        return None
