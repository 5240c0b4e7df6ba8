"""What the sign-in page lets the browser fetch ahead while someone types."""

import logging
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from streamlit import file_util

FIRST_SCREEN_CHUNKS = (
    "ButtonGroup",
    "Button",
    "Checkbox",
    "TextArea",
    "TextInput",
    "PlotlyChart",
    "DataFrame",
)
"""What Streamlit loads only once a page shows it, by the name of its file; the heaviest last."""

ICON_FONT = "MaterialSymbols-Rounded"

_LOG = logging.getLogger(__name__)

_REFERENCE = re.compile(r"""(?:src|href)="\./(static/[^"]+\.(?:js|css|woff2))\"""")

_HEAD_BYTES = 64 * 1024
"""A chunk's own imports stand at its very start; plotly's have 2 KB."""

_IMPORT = re.compile(rb"""(?:from|import)\s*["'`]\./([^"'`/]+\.js)["'`]""")

_KINDS = {".js": "script", ".css": "style", ".woff2": "font"}


@cache
def prefetch_links() -> str:
    """Return the `<link rel="prefetch">` lines for the head of the sign-in page.

    Prefetch waits until the page itself is done and does not compile; modulepreload would do both
    at once, on a phone that has only a form to show. Empty when Streamlit's files lie elsewhere.
    """
    return "\n".join(
        f'<link rel="prefetch" href="{address}" as="{_KINDS[Path(address).suffix]}"'
        f"{' crossorigin' if address.endswith('.woff2') else ''}>"
        for address in first_screen_assets(Path(file_util.get_static_dir()))
    )


@cache
def text_font() -> str:
    """Return the address of the font that the app's text is set in; empty when Streamlit's files lie elsewhere."""
    fonts = (asset for asset in first_screen_assets(Path(file_util.get_static_dir())) if asset.endswith(".woff2"))
    return next((font for font in fonts if ICON_FONT not in font), "")


def first_screen_assets(folder: Path) -> tuple[str, ...]:
    """Return the addresses of what a first page with charts needs, in the order of their need.

    That is what Streamlit's `index.html` names, the icons, then the chunks with all they import.
    """
    try:
        page = (folder / "index.html").read_text(encoding="utf-8")
    except OSError:
        _LOG.warning("Streamlit's index.html was not found in %s: nothing is prefetched.", folder)
        return ()
    named = [folder / name for name in _REFERENCE.findall(page)]
    fonts = (folder / "static" / "media").glob(f"{ICON_FONT}.*.woff2")
    scripts = (path for name in FIRST_SCREEN_CHUNKS for path in chunk_files(folder, name, "js"))
    styles = (path for name in FIRST_SCREEN_CHUNKS for path in chunk_files(folder, name, "css"))
    wanted = dict.fromkeys([*named, *fonts, *styles, *with_imports(scripts)])
    return tuple(f"/{path.relative_to(folder).as_posix()}" for path in wanted if path.is_file())


def chunk_files(folder: Path, name: str, kind: str) -> list[Path]:
    """Return the files of a chunk; none when this Streamlit has no such chunk any more."""
    return sorted((folder / "static" / kind).glob(f"{name}.*.{kind}"))


def with_imports(chunks: Iterable[Path]) -> Iterator[Path]:
    """Yield the chunks and, each once, everything they import without being asked to."""
    waiting = list(chunks)
    seen: set[Path] = set()
    while waiting:
        chunk = waiting.pop(0)
        if chunk in seen or not chunk.is_file():
            continue
        seen.add(chunk)
        yield chunk
        with chunk.open("rb") as file:
            head = file.read(_HEAD_BYTES)
        waiting.extend(chunk.with_name(name.decode("ascii")) for name in _IMPORT.findall(head))
