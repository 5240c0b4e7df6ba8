"""What stands in the files of pictures of groups: columns, and cells that tell of nobody (domain/rounding.py)."""

from recovery.domain.catalogue import Severity
from recovery.domain.cohort import FAN, DayCourse, Recovered, Share
from recovery.domain.contrast import Contrast, apart
from recovery.domain.resolution import NEVER
from recovery.domain.rounding import rounded_count, rounded_quantile, rounded_share, share_step
from recovery.services.files.table import Cell, Code, Column, Row, Type

DECIMALS = 4
"""Of shares: far below what rounded counts can tell (ours)."""

_SMALL = frozenset({Code.SMALL})
_HELD_BACK = frozenset({Code.SUPPRESSED})
_NOT_TOLD = frozenset({Code.SUPPRESSED, Code.MISSING})

_LOW, _HIGH = "Lower end of its 95 % range", "Upper end of its 95 % range"

DAY = Column("day", Type.INTEGER, "Days since the procedure", "days", frozenset({Code.MISSING}))
REPORTS = Column("reports", Type.INTEGER, "Reports of that day, rounded to the limit", "reports", _SMALL)

SEVERITIES = tuple(
    Column(
        f"reports_{severity.name.lower()}",
        Type.INTEGER,
        f"Of them, with {severity.word.lower()}: rounded by itself, so that they need not add up",
        "reports",
        _HELD_BACK | _SMALL,
    )
    for severity in Severity
)

FAN_CELLS = tuple(
    Column(name, Type.NUMBER, f"Severity, 0 to 4, that {share:.0%} of reports do not exceed", codes=_HELD_BACK)
    for name, share in zip(("p5", "p25", "median", "p75", "p95"), FAN, strict=True)
)

_HAD_IT = Column("had_it", Type.INTEGER, "Treatments that ever had it, rounded to the limit", "treatments", _SMALL)

_STEP = Column("share_step", Type.NUMBER, "Shares are multiples of this: each as near as it can be", codes=_HELD_BACK)

CURVE = (
    _HAD_IT,
    _STEP,
    DAY,
    Column("still", Type.NUMBER, "Share still with it after the day", codes=_HELD_BACK),
    Column("still_low", Type.NUMBER, _LOW, codes=_HELD_BACK),
    Column("still_high", Type.NUMBER, _HIGH, codes=_HELD_BACK),
)

POINTS = (
    _HAD_IT,
    _STEP,
    Column("half_clear_after", Type.INTEGER, "Half were not clear by this day", "days", _NOT_TOLD),
    Column("half_clear_by", Type.INTEGER, "Half were clear by this day; missing where not known", "days", _NOT_TOLD),
    Column("half_clear_low", Type.INTEGER, _LOW, "days", _NOT_TOLD),
    Column("half_clear_high", Type.INTEGER, _HIGH, "days", _NOT_TOLD),
    Column("clear_by_day", Type.INTEGER, "The band's last day", "days"),
    Column("clear", Type.NUMBER, "Share clear for good by that day", codes=_HELD_BACK),
    Column("clear_low", Type.NUMBER, _LOW, codes=_HELD_BACK),
    Column("clear_high", Type.NUMBER, _HIGH, codes=_HELD_BACK),
    Column("evaluable", Type.INTEGER, "Of whom that is known, rounded to the limit", "treatments", _HELD_BACK | _SMALL),
    Column("past_band", Type.INTEGER, "Reported to have it later, rounded", "treatments", _HELD_BACK | _SMALL),
)

DIFFERENCES = (
    Column("days", Type.INTEGER, "Days longer until half were clear", "days", _NOT_TOLD),
    Column("days_low", Type.INTEGER, _LOW, "days", _NOT_TOLD),
    Column("days_high", Type.INTEGER, _HIGH, "days", _NOT_TOLD),
    Column("share_step", Type.NUMBER, "The larger of the steps of the two groups' shares", codes=_HELD_BACK),
    Column(
        "share", Type.NUMBER, "More of them clear by the band's last day: of their rounded shares", codes=_HELD_BACK
    ),
    Column("share_low", Type.NUMBER, _LOW, codes=_HELD_BACK),
    Column("share_high", Type.NUMBER, _HIGH, codes=_HELD_BACK),
)


def reports(day: DayCourse, limit: int) -> Cell:
    """How many reported on a day."""
    return _count(day.n, limit)


def severities(day: DayCourse, limit: int) -> list[Cell]:
    """How many reported each severity on a day."""
    return [_count(round(share * day.n), limit) for share in day.shares]


def quantiles(day: DayCourse, limit: int) -> list[Cell]:
    """The severities of a day's fan, those beyond which few lie held back."""
    values = (day.p5, day.p25, day.median, day.p75, day.p95)
    told = (rounded_quantile(each, share, of=day.n, limit=limit) for each, share in zip(values, FAN, strict=True))
    return [Code.SUPPRESSED if value is None else value for value in told]


def curve(found: Recovered, limit: int) -> list[Row]:
    """A row a day of the share still with it; one that says so where too few had it."""
    if not found.curve:
        return [(Code.SMALL, Code.SUPPRESSED, None, *[Code.SUPPRESSED] * 3)]
    ever, step = _count(found.ever, limit), _step(found, limit)
    return [
        (ever, step, day.day, *(_share(each, of=found.ever, limit=limit) for each in (day.still, day.low, day.high)))
        for day in found.curve
    ]


def point(found: Recovered, limit: int) -> list[Cell]:
    """A group's days and shares, held back where too few had it."""
    share, median, width = found.clear_by_band, found.median, found.median_range
    if share is None or median is None or width is None:
        return [Code.SMALL, *[Code.SUPPRESSED] * 5, found.band_end, *[Code.SUPPRESSED] * 5]
    clear = _rounded(share, of=found.ever, limit=limit)
    days = [_day(each) for each in (*median, *width)]
    counts = [_count(each, limit) for each in (found.ever, found.evaluable, found.past_band)]
    return [counts[0], _step(found, limit), *days, found.band_end, *_decimals(clear), *counts[1:]]


def difference(one: Recovered, other: Recovered, found: Contrast | None, limit: int) -> list[Cell]:
    """What separates two groups, held back where either is too small: shares as the points of the two tell them."""
    if found is None or one.clear_by_band is None or other.clear_by_band is None:
        return [Code.SUPPRESSED] * len(DIFFERENCES)
    days = [None if found.days is None else int(found.days), *map(_day, found.days_range)]
    clear = _rounded(one.clear_by_band, of=one.ever, limit=limit)
    less = _rounded(other.clear_by_band, of=other.ever, limit=limit)
    return [*days, max(_step(one, limit), _step(other, limit)), *_decimals(apart(clear, less))]


def _count(n: int, limit: int) -> Cell:
    return Code.SMALL if 0 < n < limit else rounded_count(n, limit=limit)


def _step(found: Recovered, limit: int) -> float:
    return round(share_step(of=found.ever, limit=limit), DECIMALS)


def _share(share: float, *, of: int, limit: int) -> float:
    return round(rounded_share(share, of=of, limit=limit), DECIMALS)


def _rounded(share: Share, *, of: int, limit: int) -> Share:
    return Share(*(rounded_share(each, of=of, limit=limit) for each in (share.value, share.low, share.high)))


def _decimals(share: Share) -> list[Cell]:
    """As cells; nothing is -0.0."""
    return [round(each, DECIMALS) + 0.0 for each in (share.value, share.low, share.high)]


def _day(day: float) -> int | None:
    return None if abs(day) == NEVER else int(day)
