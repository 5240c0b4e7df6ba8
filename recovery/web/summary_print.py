"""One treatment for the practice's file: a page that prints well, and the same as PDF."""

from starlette.responses import Response

from recovery.charts.spark import spark_alt, spark_source
from recovery.domain.identifiers import from_text
from recovery.domain.paper import EffectLine, OnPaper
from recovery.services.recoveries.on_paper import on_paper
from recovery.web.pages import Visit
from recovery.web.rendering import render


def show(visit: Visit) -> Response:
    """The summary as a page, black on white, for the browser's own printing."""
    paper = _paper(visit, form="page")
    treatment = visit.asked["treatment"]
    return render("summary.html", paper=paper, treatment=treatment, picture=lambda line: _picture(line, paper))


def as_pdf(visit: Visit) -> Response:
    """The summary as PDF; the file is named after the patient's code, never the name."""
    from recovery.web.summary_pdf import summary_pdf  # noqa: PLC0415 - a third of a second that few visits need

    paper = _paper(visit, form="PDF")
    name = f"recovery-summary-{paper.code}-day-{paper.day}.pdf"
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return Response(summary_pdf(paper), media_type="application/pdf", headers=headers)


def _paper(visit: Visit, *, form: str) -> OnPaper:
    treatment_id = from_text(visit.asked.get("treatment"))
    return on_paper(visit.office, visit.signed_in(), treatment_id=treatment_id, form=form, now=visit.now)


def _picture(line: EffectLine, paper: OnPaper) -> dict[str, str]:
    source = spark_source(line.points, line.band, today=paper.day, dark=False)
    return {"source": source, "words": spark_alt(line.points, line.band)}
