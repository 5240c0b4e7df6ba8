"""What the sign-in page lets the browser fetch ahead."""

from pathlib import Path

import pytest
from streamlit import file_util

from recovery.web.prefetch import first_screen_assets, prefetch_links, text_font
from recovery.web.rendering import render

INDEX = """
<link rel="preload" href="./static/media/Sans.woff2" as="font" crossorigin />
<script type="module" src="./static/js/index.A1.js"></script>
<link rel="modulepreload" href="./static/js/gone.A1.js">
<link rel="stylesheet" href="./static/css/index.A1.css">
<link rel="service-desc" href="./_stcore/agent/openapi.json" />
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    files = {
        "index.html": INDEX,
        "static/media/Sans.woff2": "",
        "static/media/MaterialSymbols-Rounded.A1.woff2": "",
        "static/css/index.A1.css": "",
        "static/css/DataFrame.A1.css": "",
        "static/js/index.A1.js": "",
        "static/js/PlotlyChart.A1.js": "import{a}from'./shared.A1.js';import'./missing.A1.js';",
        "static/js/DataFrame.A1.js": 'import"./shared.A1.js";x=()=>import(`./later.A1.js`)',
        "static/js/shared.A1.js": "import{b}from`./PlotlyChart.A1.js`",
        "static/js/later.A1.js": "",
        "static/js/DataFrameEditor.A1.js": "",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def test_page_then_icons_then_chunks_with_their_imports(folder: Path) -> None:
    assert first_screen_assets(folder) == (
        "/static/media/Sans.woff2",
        "/static/js/index.A1.js",
        "/static/css/index.A1.css",
        "/static/media/MaterialSymbols-Rounded.A1.woff2",
        "/static/css/DataFrame.A1.css",
        "/static/js/PlotlyChart.A1.js",
        "/static/js/DataFrame.A1.js",
        "/static/js/shared.A1.js",
    )


def test_without_the_chunks_the_page_alone_is_fetched(folder: Path) -> None:
    for script in (folder / "static" / "js").glob("[A-Z]*.js"):
        script.unlink()
    assert "/static/js/index.A1.js" in first_screen_assets(folder)


def test_without_streamlits_page_nothing_is_fetched(tmp_path: Path) -> None:
    assert first_screen_assets(tmp_path) == ()


@pytest.mark.parametrize("chunk", ["index.", "PlotlyChart.", "DataFrame.", "MaterialSymbols-Rounded."])
def test_the_installed_streamlit_has_the_part(chunk: str) -> None:
    assert any(f"/{chunk}" in link for link in prefetch_links().splitlines())


def test_every_link_leads_to_a_file_of_the_installed_streamlit() -> None:
    folder = Path(file_util.get_static_dir())
    assert all((folder / address[1:]).is_file() for address in first_screen_assets(folder))


def test_fonts_are_asked_for_as_browsers_ask_for_fonts() -> None:
    fonts = [link for link in prefetch_links().splitlines() if ".woff2" in link]
    assert fonts
    assert all('as="font" crossorigin>' in link for link in fonts)


def test_our_own_pages_are_set_in_the_font_of_the_app() -> None:
    assert (Path(file_util.get_static_dir()) / text_font()[1:]).is_file()
    assert "SourceSans" in text_font()
    page = bytes(render("tablet_done.html").body).decode()
    assert f'src: url("{text_font()}")' in page
