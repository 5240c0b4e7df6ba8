"""The colours of every figure, for a light and for a dark page."""

from dataclasses import dataclass

FONT = '"Source Sans", sans-serif'
"""Streamlit's own type, so that figures read like the page around them."""


@dataclass(frozen=True)
class Palette:
    """Colours as #RRGGBB; `ramp` and `on_ramp` hold one cell and one text colour per severity.

    What a group did has the hue of `group`, so that its fan is never taken for a band, which has that of `accent`.
    """

    background: str
    ink: str
    muted: str
    grid: str
    accent: str
    group: str
    band_edge: str
    past: str
    urgent: str
    ramp: tuple[str, ...]
    on_ramp: tuple[str, ...]
    methods: tuple[str, ...]


LIGHT = Palette(
    background="#FFFFFF",
    ink="#16242B",
    muted="#52646C",
    grid="#E3EAED",
    accent="#0B6374",
    group="#6B4FA0",
    band_edge="#5C96A1",
    past="#B45309",
    urgent="#B42318",
    ramp=("#F1F5F6", "#ABD0D6", "#69A7B3", "#28707F", "#083F4C"),
    on_ramp=("#52646C", "#16242B", "#16242B", "#FFFFFF", "#FFFFFF"),
    methods=("#0B6374", "#B45309", "#6B4FA0", "#52646C"),
)

DARK = Palette(
    background="#0F171B",
    ink="#E6EEF1",
    muted="#A3B4BB",
    grid="#26343B",
    accent="#5CC3D6",
    group="#B9A3E8",
    band_edge="#4C8F9C",
    past="#F5A65B",
    urgent="#FF8F82",
    ramp=("#1A272D", "#22535F", "#347F8E", "#6FC0CF", "#CDF0F5"),
    on_ramp=("#A3B4BB", "#E6EEF1", "#FFFFFF", "#0F171B", "#0F171B"),
    methods=("#5CC3D6", "#F5A65B", "#B9A3E8", "#A3B4BB"),
)


def palette(*, dark: bool) -> Palette:
    """The colours for a dark or a light page."""
    return DARK if dark else LIGHT


def faded(colour: str, opacity: float) -> str:
    """A #RRGGBB colour at an opacity from 0 to 1, so that grid lines show through it."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity:g})"
