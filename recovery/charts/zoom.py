"""A part of the day axis, larger: chosen beside the figures, or dragged out with a mouse."""

from recovery.charts.frame import TICK_GAP, Figure, day_labels
from recovery.charts.palette import Palette


def narrow(figure: Figure, colours: Palette, *, first: int, last: int, today: int, called: str) -> None:
    """Show the days from `first` to `last` alone; labels that stand beyond move to the nearer end."""
    step = next(days for days in (1, 2, 7) if days >= (last - first) * TICK_GAP or days == 7)  # noqa: PLR2004 - a week
    days = range(first, last + 1, step)
    figure["xaxis"] |= {
        "range": [first - 0.5, last + 0.5],
        "tickvals": list(days),
        "ticktext": day_labels(days, today=today, called=called),
        "tickfont": {**figure["xaxis"]["tickfont"], "color": colours.muted},
    }
    for label in figure["annotations"]:
        if label.get("xref") != "paper":
            label["x"] = min(max(label["x"], first), last)


def zoomable(figure: Figure, colours: Palette, *, span: int) -> None:
    """Let a mouse drag out days and a double click bring all back; only for who has one: a finger could not scroll.

    Each day gets a small tick, since the numbered ones may all lie outside of what is dragged out.
    """
    figure["dragmode"] = "zoom"
    figure["xaxis"] |= {
        "fixedrange": False,
        "minallowed": -0.5,
        "maxallowed": span + 0.5,
        "minor": {"dtick": 1, "ticks": "outside", "ticklen": 3, "tickcolor": colours.muted},
    }
