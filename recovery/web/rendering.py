"""Our plain HTML pages, made of the files in templates/."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse, Response

from recovery.web.dialling import dialling
from recovery.web.prefetch import text_font


def render(template: str, *, status: int = 200, headers: Mapping[str, str] | None = None, **values: Any) -> Response:
    """A page from a file of templates/; every value is escaped."""
    text = _templates().get_template(template).render(**values)
    return HTMLResponse(text, status_code=status, headers=headers)


@cache
def _templates() -> Environment:
    folder = Path(__file__).parent / "templates"
    found = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters["dialling"] = dialling
    found.globals["text_font"] = text_font()
    return found
