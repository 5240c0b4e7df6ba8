"""Who needs someone today: the worklist for clinicians, and what has changed on it since it was shown."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from recovery.domain.access import Action, Visitor, require
from recovery.domain.alerts import Alert
from recovery.domain.catalogue import Catalogue
from recovery.domain.clinic import Clinic
from recovery.domain.guide import Guide
from recovery.domain.worklist import Choice, Counts, Row, View, by_urgency, counted, midnights, pictured
from recovery.services.alerts.evaluating import last_evaluated
from recovery.services.office import Office
from recovery.store import open_list, people, treatments, worklists
from recovery.store.database import Database

PAGE = 12
"""Rows of the worklist at a time: each costs the page about 3 ms of the 50 it may take (docs/performance.md)."""


@dataclass(frozen=True)
class Lists:
    """How many treatments each list has, and when all open ones were last judged; None before the first time."""

    clinic: Clinic
    counts: Mapping[View, int]
    computed_at: datetime | None

    @property
    def has_alerts(self) -> bool:
        """Whether an alert is open, put off or not."""
        return bool(self.counts[View.NEEDS] or self.counts[View.PUT_OFF])


@dataclass(frozen=True)
class Worklist:
    """A page of a list, what each filter would leave of it, the staff's names by account, and the guide in force."""

    guide: Guide
    clinic: Clinic
    now: datetime
    page: int
    rows: tuple[Row, ...]
    counts: Counts
    staff: Mapping[int, str]

    @property
    def today(self) -> date:
        """The date on the clinic's wall."""
        return self.clinic.today(self.now)


@dataclass(frozen=True)
class Marks:
    """What stood on a page of a list, treatment by treatment, to be compared with what stands there later."""

    rows: Mapping[int, tuple[object, ...]]

    def changes(self, later: "Marks") -> int:
        """How many treatments came, went or changed."""
        return sum(self.rows.get(each) != later.rows.get(each) for each in {*self.rows, *later.rows})


def marks_of(rows: Sequence[Row]) -> Marks:
    """The marks of rows as they are shown."""
    return Marks({row.treatment_id: row.mark for row in rows})


def lists(office: Office, visitor: Visitor, *, now: datetime) -> Lists:
    """Which lists there are for a clinician, and how long each is."""
    require(visitor, Action.SEE_PATIENTS)
    clinic_id = visitor.clinic_id
    with office.store.reading() as db:
        counts = {view: worklists.count(db, clinic_id, view, now=now) for view in (View.NEEDS, View.PUT_OFF)}
        counts[View.ALL] = treatments.count_open(db, clinic_id)
        return Lists(people.clinic(db, clinic_id), counts, last_evaluated(db, clinic_id))


def worklist(office: Office, visitor: Visitor, *, choice: Choice, page: int, now: datetime) -> Worklist:
    """Page `page` (from 1; the last beyond it) of who needs someone or is put off, by urgency, age and severity."""
    require(visitor, Action.SEE_PATIENTS)
    with office.store.reading() as db:
        guide = office.guide
        clinic, asked = _asked(db, guide.catalogue, visitor, choice, now)
        counts = _counts(db, guide.catalogue, asked, choice)
        page = min(max(page, 1), max(1, math.ceil(counts.shown / PAGE)))
        ids = worklists.ids(db, asked, choice.view, limit=PAGE, offset=PAGE * (page - 1))
        rows = _rows(db, guide.catalogue, visitor, choice.view, ids, now=now)
        return Worklist(guide, clinic, now, page, rows, counts, people.staff_names(db, visitor.clinic_id))


def marks(office: Office, visitor: Visitor, *, choice: Choice, page: int, now: datetime) -> Marks:
    """What stands on a page of a list now: all that a look for news needs."""
    require(visitor, Action.SEE_PATIENTS)
    with office.store.reading() as db:
        catalogue = office.guide.catalogue
        _, asked = _asked(db, catalogue, visitor, choice, now)
        ids = worklists.ids(db, asked, choice.view, limit=PAGE, offset=PAGE * (page - 1))
        return marks_of(_rows(db, catalogue, visitor, choice.view, ids, now=now))


def row(office: Office, visitor: Visitor, *, treatment_id: int, now: datetime) -> Row:
    """One treatment with all of its open alerts, put off or not; it has none when everything is closed."""
    require(visitor, Action.SEE_PATIENTS)
    with office.store.reading() as db:
        treatments.treatment(db, visitor.clinic_id, treatment_id)
        needs, put_off = (
            _rows(db, office.guide.catalogue, visitor, view, [treatment_id], now=now)[0]
            for view in (View.NEEDS, View.PUT_OFF)
        )
    alerts = by_urgency([*needs.alerts, *put_off.alerts])
    return replace(needs, alerts=alerts, handled={**needs.handled, **put_off.handled})


def order(office: Office, visitor: Visitor, *, choice: Choice, now: datetime) -> list[int]:
    """The treatments of a list in its order, all of them."""
    require(visitor, Action.SEE_PATIENTS)
    with office.store.reading() as db:
        if choice.view is View.ALL:
            return open_list.open_ids(db, visitor.clinic_id)
        _, asked = _asked(db, office.guide.catalogue, visitor, choice, now)
        return worklists.ids(db, asked, choice.view)


def _asked(
    db: Database, catalogue: Catalogue, visitor: Visitor, choice: Choice, now: datetime
) -> tuple[Clinic, worklists.Asked]:
    clinic = people.clinic(db, visitor.clinic_id)
    asked = worklists.asked(
        choice,
        catalogue,
        clinic_id=clinic.clinic_id,
        me=visitor.subject_id,
        now=now,
        midnights=midnights(clinic, now),
    )
    return clinic, asked


def _counts(db: Database, catalogue: Catalogue, asked: worklists.Asked, choice: Choice) -> Counts:
    return replace(
        counted(worklists.groups(db, asked, choice.view), choice),
        rules=worklists.by_rule(db, asked, choice.view),
        side_effects=worklists.by_side_effect(db, asked, choice.view, catalogue),
    )


def _rows(
    db: Database, catalogue: Catalogue, visitor: Visitor, view: View, ids: Sequence[int], *, now: datetime
) -> tuple[Row, ...]:
    clinic_id = visitor.clinic_id
    who = treatments.these(db, clinic_id, ids, catalogue)
    found = worklists.alerts_of(db, clinic_id, view, ids, catalogue, now=now)
    alerts = {each: by_urgency(found.get(each, ())) for each in ids}
    wanted = {each: slug for each in ids if (slug := pictured(alerts[each], who[each])) is not None}
    handled = worklists.handled(db, clinic_id, [alert.alert_id for each in ids for alert in alerts[each]])
    courses = worklists.points(db, clinic_id, {each: _named(alerts[each], wanted.get(each)) for each in ids}, catalogue)
    return tuple(
        Row(
            who[each],
            alerts[each],
            handled={a.alert_id: handled[a.alert_id] for a in alerts[each] if a.alert_id in handled},
            pictured=wanted.get(each),
            courses=courses.get(each, {}),
        )
        for each in ids
    )


def _named(alerts: Sequence[Alert], pictured: str | None) -> set[str]:
    """The side effects that alerts name, and the one that is pictured."""
    return {slug for slug in (*(alert.side_effect for alert in alerts), pictured) if slug is not None}
