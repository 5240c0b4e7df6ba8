"""How each side effect usually goes, as figures to draw invented courses from.

The medians keep to the guide's windows (docs/domain.md section 3) where it gives any; spreads, shares and everything
for methods other than the derma roller are invented, so nothing learned from a demo is a finding.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Profile:
    """One side effect after a derma roller: how often it comes, when it starts, peaks and goes, and how bad it gets.

    Days count from the procedure; `gone` is the median first day without it, spread log-normally by `spread`;
    `peaks` weighs mild, moderate, severe and very severe.
    """

    share: float
    starts: tuple[int, int]
    rises_for: tuple[int, int]
    gone: float
    spread: float
    peaks: tuple[int, int, int, int]


PROFILES: Mapping[str, Profile] = {
    "redness": Profile(0.96, (0, 0), (0, 1), 5.2, 0.33, (33, 57, 9, 1)),
    "bruising": Profile(0.60, (0, 1), (1, 1), 8.0, 0.35, (54, 40, 5, 1)),
    "minor_bleeding": Profile(0.70, (0, 0), (0, 0), 1.4, 0.40, (80, 18, 2, 0)),
    "scabbing": Profile(0.55, (1, 2), (0, 1), 4.6, 0.28, (62, 32, 5, 1)),
    "numbness": Profile(0.65, (0, 0), (0, 1), 8.5, 0.30, (60, 35, 4, 1)),
    "flaking": Profile(0.75, (2, 3), (1, 2), 8.7, 0.22, (62, 33, 5, 0)),
    "itching": Profile(0.60, (2, 3), (1, 2), 8.5, 0.28, (64, 31, 4, 1)),
}

OTHER = Profile(0.30, (0, 1), (1, 1), 6.0, 0.35, (65, 28, 6, 1))
"""For a side effect that the practice added to its catalogue."""

SHARES: Mapping[str, Mapping[str, float]] = {
    "rf_microneedling": {"bruising": 1.1, "scabbing": 1.2},
    "ultrasound": {"redness": 0.7, "minor_bleeding": 0.05, "scabbing": 0.1, "flaking": 0.3, "numbness": 1.2},
    "laser": {"minor_bleeding": 0.3, "bruising": 0.5, "scabbing": 1.3, "flaking": 1.2, "itching": 1.3},
}
"""How much more or less often than after a derma roller, by method."""

DURATIONS: Mapping[str, Mapping[str, float]] = {
    "rf_microneedling": {"redness": 1.3, "scabbing": 1.35, "numbness": 1.1, "bruising": 1.15},
    "ultrasound": {"redness": 0.6, "numbness": 1.45, "bruising": 0.9},
    "laser": {"redness": 1.7, "scabbing": 1.6, "flaking": 1.2, "itching": 1.25},
}
"""How much longer or shorter than after a derma roller, by method."""


def profile(*, side_effect: str, method: str) -> Profile:
    """The figures for a side effect after a method."""
    base = PROFILES.get(side_effect, OTHER)
    return replace(
        base,
        share=min(0.98, base.share * SHARES.get(method, {}).get(side_effect, 1.0)),
        gone=base.gone * DURATIONS.get(method, {}).get(side_effect, 1.0),
    )
