"""The rows of a summary: what happened to a side effect in a period and group, and what of it may be told."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from recovery.domain.alert_figures import Tally
from recovery.domain.bands import Band
from recovery.domain.cohort import Recovered, recovered
from recovery.domain.counting import Counts, Peak, Resolution
from recovery.domain.disclosure import is_small
from recovery.domain.guide import Guide
from recovery.domain.quantiles import counted_level
from recovery.domain.summary.alert_plans import SIDE_EFFECT, AlertPlans, tally_of
from recovery.domain.summary.measures import (
    CLEAR,
    DUE,
    EVER,
    PAST,
    REPORTING,
    REPORTS,
    TREATMENTS,
    Ended,
    ended,
    of_effect,
)
from recovery.domain.summary.places import Where, places_of, told_of
from recovery.domain.summary.summing import Choice, Gathered, Outcomes, Received, all_outcomes

QUARTILES = (0.25, 0.5, 0.75)

SHARES_KNOWN_FROM = 2
"""How many times the limit a whole must be for "small" to say no more of a part than that it is small."""


@dataclass(frozen=True)
class SummaryRow:
    """One side effect in one place; `told` names the measures that may be told of it, the others are held back."""

    side_effect: str
    where: Where
    band: Band
    received: Received
    outcomes: Outcomes
    alerts: Tally | None
    told: frozenset[str]
    limit: int

    def tells(self, measure: str) -> bool:
        """Whether a measure may be told."""
        return measure in self.told

    def is_small(self, measure: str) -> bool:
        """Whether a count that is held back may be said to be small: where no sum is beside it that says more."""
        if self.tells(measure) or not self.where.is_everything:
            return False
        if measure == TREATMENTS:
            return is_small(self.received.treatments, limit=self.limit)
        whole = self.tells(TREATMENTS) and self.received.treatments >= SHARES_KNOWN_FROM * self.limit
        return measure == EVER and whole and is_small(self.outcomes.ever, limit=self.limit)

    @cached_property
    def ended(self) -> Ended:
        """How courses ended against the band."""
        return ended(self.outcomes, self.band)

    @cached_property
    def peaks(self) -> tuple[int, int, int] | None:
        """The quartiles of the highest severity among those that ever had it."""
        had = {peak: n for peak, n in self.outcomes.peaks.items() if peak and n}
        if not had:
            return None
        low, middle, high = (counted_level(had, share) for share in QUARTILES)
        return low, middle, high

    @cached_property
    def recovered(self) -> Recovered | None:
        """How long it took, of those that ever had it; None where that is held back or nobody had it."""
        if not self.tells(EVER) or not self.outcomes.ever:
            return None
        counts = Counts(
            resolutions={Resolution(self.side_effect, *end): n for end, n in self.outcomes.ends.items()},
            peaks={Peak(self.side_effect, peak): n for peak, n in self.outcomes.peaks.items()},
        )
        return recovered(counts, self.side_effect, band=self.band, limit=self.limit)


def summary_rows(gathered: Gathered, guide: Guide, choice: Choice, *, limit: int) -> Iterator[SummaryRow]:
    """A row a side effect, method, period and group, in the catalogue's order."""
    plans = AlertPlans(gathered, guide, choice, limit)
    for method in plans.chosen:
        for where, places in places_of(method, choice):
            received = sum((gathered.received[place] for place in places), Received())
            common = told_of(method, where, (TREATMENTS, DUE, REPORTS, REPORTING))
            for effect in guide.catalogue.side_effects:
                slug = effect.slug
                own = told_of(method, where, [of_effect(name, slug) for name in (EVER, CLEAR, PAST)])
                yield SummaryRow(
                    side_effect=slug,
                    where=where,
                    band=guide.band(method=method.slug, side_effect=slug),
                    received=received,
                    outcomes=all_outcomes(
                        gathered.outcomes[place, slug] for place in places if (place, slug) in gathered.outcomes
                    ),
                    alerts=tally_of(gathered, places, SIDE_EFFECT, slug) if gathered.alerts is not None else None,
                    told=common
                    | {name.split(" ", 1)[0] for name in own}
                    | (plans.told(where, SIDE_EFFECT, slug) if gathered.alerts is not None else frozenset()),
                    limit=limit,
                )
