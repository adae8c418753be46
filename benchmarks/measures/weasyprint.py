"""Drawing the donor report against WeasyPrint, which draws the same words and pictures from HTML.

Both have their content at hand and write tags. WeasyPrint is in an environment of its own, made for
the run: nothing of ours needs it. Where it cannot be had, that is said and nothing is measured.
"""

from __future__ import annotations

import subprocess
import sys
from contextlib import contextmanager
from html import escape
from io import BytesIO
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pdfplumber

from benchmarks.figures import Figure
from benchmarks.timing import in_turns
from fundtracker.charts.palette import COLOURS
from fundtracker.charts.svg import svg

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from benchmarks.figures import Table
    from fundtracker.charts.shapes import Picture

_REQUIREMENT = "weasyprint==70.0"
_FONTS = Path(__file__).parents[2] / "fundtracker" / "documents" / "fonts"
_BOUND = 8
_GAP = 6.0

# Draws once for each line that it reads, and says when it is done.
_RENDERER = """
import sys
from weasyprint import HTML
from weasyprint.text.fonts import FontConfiguration
source = open(sys.argv[1], encoding="utf-8").read()
for _line in sys.stdin:
    HTML(string=source, base_url=".").write_pdf(font_config=FontConfiguration(), pdf_tags=True)
    print("done", flush=True)
"""

_HEAD = """<!doctype html><html lang="fr"><meta charset="utf-8"><title>Report</title><style>
@font-face {{ font-family: Sans; src: url("{regular}") }}
@font-face {{ font-family: Sans; font-weight: bold; src: url("{bold}") }}
@page {{ size: A4; margin: 20mm 18mm;
  @bottom-right {{ content: counter(page) "/" counter(pages) }} }}
body {{ font: 9pt/1.3 Sans; }}
table {{ width: 100%; border-collapse: collapse; margin: 2mm 0 }}
td {{ border-bottom: 0.4pt solid #bbb; padding: 1mm 0; vertical-align: top }}
td + td {{ text-align: right }}
tr {{ break-inside: avoid }}
</style><body>"""

_COLOURS = "<style>{}</style>".format(
    "".join(f".c-{role} {{ fill: {colour} }}" for role, colour in COLOURS.items())
)


def measure(
    table: Table, kind: str, pictures: Sequence[Picture], draw: Callable[[], bytes], rounds: int
) -> None:
    """Measure WeasyPrint ÷ ours on the words and pictures of the file that ``draw`` draws."""
    with TemporaryDirectory() as folder:
        source = Path(folder) / "report.html"
        source.write_text(html_of(draw(), pictures), encoding="utf-8")
        python = _environment(Path(folder) / "environment")
        if python is None:
            print("(WeasyPrint could not be installed: not compared)", flush=True)
            return
        with _renderer(python, source) as render:
            found = in_turns({"theirs": render, "ours": draw}, max(rounds // 2, 3), warm_up=2)
    table.add(
        Figure(
            name="The same by WeasyPrint ÷ donor report, both tagged, their content at hand",
            database=kind,
            value=found["theirs"] / found["ours"],
            bound=_BOUND,
            at_least=True,
            behind=f"{found['theirs'] * 1000:.0f} ms / {found['ours'] * 1000:.0f} ms",
        )
    )


def html_of(file: bytes, pictures: Sequence[Picture]) -> str:
    """Return a PDF as HTML: lines of one piece as paragraphs, others as tables; then its pictures.

    The pictures as the pages' SVG, in the palette's colours.
    """
    head = _HEAD.format(
        regular=(_FONTS / "SourceSans3-Regular.ttf").as_uri(),
        bold=(_FONTS / "SourceSans3-Semibold.ttf").as_uri(),
    )
    parts = [head]
    with pdfplumber.open(BytesIO(file)) as document:
        for page in document.pages:
            lines = [_pieces(it) for it in page.extract_text_lines(return_chars=True)]
            for count, group in groupby(lines, key=len):
                if count == 1:
                    parts.append(f"<p>{' '.join(escape(it[0]) for it in group)}</p>")
                    continue
                rows = ("".join(f"<td>{escape(it)}</td>" for it in line) for line in group)
                parts.append(f"<table>{''.join(f'<tr>{it}</tr>' for it in rows)}</table>")
    parts += [
        f"<figure>{svg(it, f'picture-{number}').replace('<title', _COLOURS + '<title', 1)}</figure>"
        for number, it in enumerate(pictures)
    ]
    return "".join([*parts, "</body></html>"])


def _pieces(line: Any) -> list[str]:  # noqa: ANN401 - pdfplumber's
    """Split a line where a column ends."""
    pieces, end = [""], None
    for char in line["chars"]:
        if end is not None and char["x0"] - end > _GAP:
            pieces.append("")
        pieces[-1] += char["text"]
        end = char["x1"]
    return pieces


def _environment(folder: Path) -> Path | None:
    """Make an environment with WeasyPrint; None where it cannot be had."""
    python = folder / "bin" / "python"
    make = [sys.executable, "-m", "venv", str(folder)]
    install = [str(python), "-m", "pip", "install", "--quiet", _REQUIREMENT]
    for command in (make, install):
        if subprocess.run(command, check=False, capture_output=True).returncode:  # noqa: S603
            return None
    works = subprocess.run([python, "-c", "import weasyprint"], check=False, capture_output=True)  # noqa: S603
    return None if works.returncode else python


@contextmanager
def _renderer(python: Path, source: Path) -> Iterator[Callable[[], object]]:
    command = [str(python), "-c", _RENDERER, str(source)]
    with subprocess.Popen(  # noqa: S603
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        given, said = process.stdin, process.stdout
        assert given is not None
        assert said is not None

        def render() -> None:
            given.write("\n")
            given.flush()
            assert said.readline() == "done\n", "WeasyPrint ended"

        try:
            yield render
        finally:
            process.kill()
