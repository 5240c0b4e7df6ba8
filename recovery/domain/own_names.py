"""Who is named in a patient's records, as the patient may know them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from recovery.domain.access import Role
from recovery.domain.identifiers import as_text, is_id

SHOWN_OF_AN_ID = 4
"""Signs of a staff account's id: enough to ask the practice who that is, and of no other use."""

_NOBODY = {"signed out": "somebody not signed in", "command line": "the practice, at its server"}


def sign_of_staff(account_id: int) -> str:
    """What a patient may ask the practice about: "staff 7k2m…"."""
    return f"staff {as_text(account_id)[:SHOWN_OF_AN_ID]}…"


@dataclass(frozen=True)
class Names:
    """How the patient may know those who are named in their records: themselves, and staff by role, never by name."""

    patient_id: int
    roles: Mapping[int, Collection[Role]]

    def staff(self, account_id: int | None) -> str:
        """A member of staff: "a clinician (staff 7k2m…)"; empty for nobody."""
        if account_id is None:
            return ""
        roles = " and ".join(sorted(self.roles.get(account_id, ()))) or "member of staff"
        return f"a {roles} ({sign_of_staff(account_id)})"

    def actor(self, who: str) -> str:
        """Whoever did something, as the trail and reports have them: "patient:7", "staff:7", "command line"."""
        kind, _, number = who.partition(":")
        if kind == "patient":
            return "you" if who == f"patient:{self.patient_id}" else "another patient"
        if kind == "staff" and is_id(number):
            return self.staff(int(number))
        return _NOBODY.get(who, f"the program ({who})")

    def subject(self, what: str) -> str:
        """What something was done to: "treatment xyz", by its id as addresses have it."""
        kind, _, number = what.partition(":")
        if kind in ("patient", "staff"):
            return self.actor(what)
        return f"{kind} {as_text(int(number))}" if is_id(number) else what

    def in_details(self, value: object) -> object:
        """A detail of the trail with staff and other patients named so."""
        if isinstance(value, list):
            return [self.in_details(each) for each in value]
        if isinstance(value, str) and value.partition(":")[0] in ("patient", "staff"):
            return self.actor(value)
        return self.staff(value) if isinstance(value, int) and value in self.roles else value
