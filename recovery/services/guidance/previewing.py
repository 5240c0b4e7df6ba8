"""What a change of guidance would have meant over the past 90 days, before it is made."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta

from recovery.domain.access import Action, Visitor, require
from recovery.domain.clinic import Clinic
from recovery.domain.guidance import Setting, changed
from recovery.domain.guide import Guide
from recovery.domain.preview import Period, Preview, Tally, alerts_opened, period_until
from recovery.services.alerts.watching import today_of
from recovery.services.office import Office
from recovery.services.rebuilding import Progress
from recovery.store import people
from recovery.store.bulk_histories import Followed, Recent, count_recent, histories_in_bulk
from recovery.store.rows import START


def preview(
    office: Office, visitor: Visitor, *, changes: Sequence[Setting], now: datetime, progress: Progress | None = None
) -> Preview:
    """How many alerts today's guidance and the changed one would have opened; InvalidInput for a change that cannot be.

    It reads a few hundred treatments at a time, 100,000 within a minute, and holds nobody up.
    """
    require(visitor, Action.SET_GUIDANCE)
    with office.store.reading() as db:
        clinic, guide = people.clinic(db, visitor.clinic_id), office.guide
        proposed = changed(guide, changes, files=office.files)
        period = period_until(clinic.today(now))
        only = _recent(period, guide, proposed)
        total = count_recent(db, clinic.clinic_id, only)
    comparison = _Comparison(clinic, guide, proposed, _alike(guide, proposed), now)
    found, looked_at, after = Preview(period), 0, START
    while True:
        with office.store.reading() as db:
            some = histories_in_bulk(db, guide.catalogue, after=after, clinic_id=clinic.clinic_id, only=only)
        if not some:
            return found
        found = comparison.add(found, some)
        looked_at, after = looked_at + len(some), some[-1].key
        if progress is not None:
            progress(looked_at, max(looked_at, total))


def _recent(period: Period, guide: Guide, proposed: Guide) -> Recent:
    """Treatments that may have anything in the period: reports, or days on which a report was due or a band ended."""
    longest = max(guide.last_band_day, proposed.last_band_day) + 1
    midnight = datetime.combine(period.since - timedelta(days=1), time(), UTC)
    return Recent(procedures_since=period.since - timedelta(days=longest), heard_since=midnight)


@dataclass(frozen=True)
class _Comparison:
    """The two guides of a preview, on one clinic's calendar; `alike` are the methods that both judge alike."""

    clinic: Clinic
    guide: Guide
    proposed: Guide
    alike: frozenset[str]
    now: datetime

    def add(self, found: Preview, some: Sequence[Followed]) -> Preview:
        """What was found before, with these treatments."""
        today, proposed, heard = Counter(found.today), Counter(found.proposed), found.treatments
        for followed in some:
            heard += _was_heard(followed, found.period)
            opened = self._opened(followed, self.guide, found.period)
            today.update(opened)
            if followed.treatment.method not in self.alike:
                opened = self._opened(_still_asked(followed, self.guide, self.proposed), self.proposed, found.period)
            proposed.update(opened)
        return replace(found, treatments=heard, today=today, proposed=proposed)

    def _opened(self, followed: Followed, guide: Guide, period: Period) -> Tally:
        treatment = followed.treatment
        today = today_of(self.clinic, guide, treatment, now=self.now)
        return alerts_opened(followed.history, treatment, guide=guide, today=today, period=period)


def _was_heard(followed: Followed, period: Period) -> bool:
    procedure = followed.treatment.procedure
    return any(period.holds(procedure + timedelta(days=day)) for day in reversed(followed.history.days))


def _alike(guide: Guide, proposed: Guide) -> frozenset[str]:
    """The methods whose treatments both judge alike."""
    if (guide.rules, guide.catalogue) != (proposed.rules, proposed.catalogue):
        return frozenset()
    methods = (method.slug for method in guide.catalogue.methods)
    return frozenset(slug for slug in methods if guide.bands_of(slug) == proposed.bands_of(slug))


def _still_asked(followed: Followed, guide: Guide, proposed: Guide) -> Followed:
    """A treatment as if what the change leaves out had never been asked."""
    gone = {effect.slug for effect in guide.catalogue.active} - {effect.slug for effect in proposed.catalogue.active}
    if not gone:
        return followed
    points = {slug: series for slug, series in followed.history.points.items() if slug not in gone}
    return replace(followed, history=replace(followed.history, points=points))
