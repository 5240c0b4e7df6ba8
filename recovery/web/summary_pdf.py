"""The printed summary as PDF: one page where it fits, numbered pages where it does not."""

from collections.abc import Iterable, Sequence
from functools import cache
from io import BytesIO
from pathlib import Path

from fontTools.ttLib import TTFont
from fpdf import FPDF
from fpdf.enums import TableBordersLayout
from fpdf.fonts import FontFace

from recovery.charts.spark import spark_svg
from recovery.domain.paper import EffectLine, OnPaper

FONTS = Path(__file__).parent / "fonts"
FONT = "DejaVu"
REGULAR, BOLD = FONTS / "DejaVuSansCondensed.ttf", FONTS / "DejaVuSansCondensed-Bold.ttf"

MISSING = "□"
"""Stands for each sign that the font lacks, such as Chinese: better seen than silently left out."""

MISSING_SAID = f"{MISSING} stands for a sign that this file's font lacks; print the page instead to have it."

TITLE_PT, HEADING_PT, TEXT_PT, SMALL_PT = 15, 10, 8, 7
MARGIN_MM = 12
LINE_MM = 3.7

LETTER_ZONES = ("America/", "US/", "Canada/", "Pacific/Honolulu")
"""Where paper is Letter instead of A4, by time zone; South America has both."""


class _Sheet(FPDF):
    """Pages with a foot that says whose they are and how many."""

    def __init__(self, paper: OnPaper) -> None:
        super().__init__(format="Letter" if paper.time_zone.startswith(LETTER_ZONES) else "A4")
        self.lacks_signs = False
        self._foot = self._shown(f"{paper.code}, {paper.made} {paper.guidance}")
        self.add_font(FONT, "", REGULAR)
        self.add_font(FONT, "B", BOLD)
        self.set_text_shaping(use_shaping_engine=True)
        self.set_margin(MARGIN_MM)
        self.set_auto_page_break(auto=True, margin=MARGIN_MM + 4)
        self.set_line_width(0.15)
        self.set_title("Recovery summary")
        self.set_lang("en")

    def footer(self) -> None:
        self.set_y(-MARGIN_MM - 2)
        self.set_font(FONT, size=SMALL_PT)
        self.set_text_color(80)
        self.cell(0, LINE_MM, f"{self._foot} Page {self.page_no()} of {{nb}}", align="L")
        self.set_text_color(0)

    def line_of(self, text: str, *, size: float = TEXT_PT, bold: bool = False, grey: bool = False) -> None:
        """Text in the full width, as many lines as it needs."""
        self.set_font(FONT, "B" if bold else "", size)
        self.set_text_color(80 if grey else 0)
        self.multi_cell(0, size * 0.46, self._shown(text), new_x="LMARGIN", new_y="NEXT", align="L")
        self.set_text_color(0)

    def heading(self, text: str) -> None:
        """The heading of a part, with a line over it."""
        self.ln(2.2)
        self.set_draw_color(0)
        self.line(self.l_margin, self.get_y(), self.w - self.r_margin, self.get_y())
        self.ln(1.2)
        self.line_of(text, size=HEADING_PT, bold=True)
        self.ln(0.4)

    def rows(self, header: Sequence[str], widths: Sequence[int], rows: Iterable[Sequence[str | BytesIO]]) -> None:
        """A table with thin lines between its rows."""
        self.set_font(FONT, size=TEXT_PT)
        self.set_draw_color(170)
        with self.table(
            col_widths=tuple(widths),
            line_height=LINE_MM,
            borders_layout=TableBordersLayout.HORIZONTAL_LINES,
            headings_style=FontFace(emphasis="BOLD", size_pt=SMALL_PT),
            text_align="LEFT",
            padding=(0.5, 1.2, 0.5, 0),
            v_align="T",
        ) as table:
            table.row([self._shown(name) for name in header])
            for cells in rows:
                row = table.row()
                for cell in cells:
                    if isinstance(cell, str):
                        row.cell(self._shown(cell))
                    else:
                        row.cell(img=cell, img_fill_width=True)

    def _shown(self, text: str) -> str:
        """The text as the font can show it; whether it lacked a sign so far is kept."""
        fitting = shown(text)
        self.lacks_signs = self.lacks_signs or fitting != text
        return fitting


def summary_pdf(paper: OnPaper) -> bytes:
    """A treatment's summary as a PDF file, Letter or A4 by the clinic's place."""
    sheet = _Sheet(paper)
    sheet.add_page()
    _who(sheet, paper)
    _effects(sheet, paper)
    if paper.alerts:
        sheet.heading(f"Alerts{_more(paper.left.alerts)}")
        said = [(line.level, _sentences(line.why, line.note), line.opened, line.state) for line in paper.alerts]
        sheet.rows(("Level", "Why, and the last note", "Opened", "How far"), (9, 50, 16, 31), said)
    if paper.notes:
        sheet.heading(f"Clinicians’ notes{_more(paper.left.notes)}")
        sheet.rows(("Day", "Who", "Note"), (6, 24, 76), [(str(line.day), line.who, line.text) for line in paper.notes])
    if paper.reports:
        sheet.heading(f"Latest reports{_more(paper.left.reports)}")
        said_by_day = [(line.when, line.noticed, line.said) for line in paper.reports]
        sheet.rows(("Day", "Noticed", "Warning signs, calls and notes"), (20, 40, 46), said_by_day)
    if sheet.lacks_signs:
        sheet.line_of(MISSING_SAID, size=SMALL_PT, grey=True)
    return bytes(sheet.output())


def shown(text: str) -> str:
    """The text with each sign replaced that the font lacks."""
    known = _signs()
    return "".join(sign if ord(sign) in known else MISSING for sign in text)


def _who(sheet: _Sheet, paper: OnPaper) -> None:
    sheet.line_of(f"{paper.clinic}: recovery summary", size=SMALL_PT, grey=True)
    sheet.line_of(paper.patient, size=TITLE_PT, bold=True)
    sheet.line_of(paper.about)
    sheet.line_of(paper.treatment)
    sheet.ln(0.8)
    sheet.line_of(paper.standing, bold=True)


def _effects(sheet: _Sheet, paper: OnPaper) -> None:
    sheet.heading("Side effects")
    if paper.effects:
        header = ("Side effect", "By day, over its band", "State", "Peak", "Resolved between", "Band and its basis")
        lines = [
            (line.name, _picture(line, paper), line.status, line.peak, line.resolved, line.band_words)
            for line in paper.effects
        ]
        sheet.rows(header, (17, 15, 18, 12, 14, 30), lines)
    sheet.line_of(f"Never reported: {paper.never}." if paper.never else "", grey=True)
    for outlook in paper.outlooks:
        sheet.line_of(outlook)


def _picture(line: EffectLine, paper: OnPaper) -> BytesIO:
    drawn = spark_svg(line.points, line.band, today=paper.day, dark=False)
    return BytesIO(drawn.encode())


def _more(left: int) -> str:
    return f" (and {left:,} more on the patient’s page)" if left else ""


def _sentences(*parts: str) -> str:
    return ". ".join(part for part in parts if part)


@cache
def _signs() -> frozenset[int]:
    """The signs that both cuts of the font have, and those that make lines."""
    with TTFont(REGULAR, lazy=True) as regular, TTFont(BOLD, lazy=True) as bold:
        return frozenset(regular.getBestCmap().keys() & bold.getBestCmap().keys() | {ord("\n")})
