"""The numbers of the cohort page's pictures, to take along."""

from starlette.responses import Response, StreamingResponse

from recovery.domain.cohort_choice import read_choice
from recovery.services.files.csv_files import CSV_TYPE
from recovery.services.groups import cohort_numbers
from recovery.web.pages import Visit


def numbers(visit: Visit) -> Response:
    """A picture's numbers as CSV, for the choice in the address; refused for what cannot be one."""
    picture = visit.asked.get("picture", "")
    lines = cohort_numbers.take_numbers(
        visit.office,
        visit.signed_in(),
        choice=read_choice(visit.asked, visit.office.guide.catalogue),
        picture=picture,
        now=visit.now,
    )
    name = f"recovery-cohort-{picture}-{visit.now:%Y-%m-%d}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingResponse(lines, media_type=CSV_TYPE, headers=headers)
