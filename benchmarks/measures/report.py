"""The donor report, query included, against the same content on a bare ReportLab canvas."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import pdfplumber
from cryptography.hazmat.primitives.asymmetric import rsa
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from benchmarks.clients import url_of
from benchmarks.data.spec import LAST_DAY
from benchmarks.figures import Figure
from benchmarks.measures import weasyprint
from benchmarks.timing import in_turns
from fundtracker.acts.service import Signature
from fundtracker.charts.pdf import Painting
from fundtracker.documents import typefaces
from fundtracker.documents.archival import archival
from fundtracker.documents.batch import Asked, QueueBatch, queue
from fundtracker.documents.donor_report import DonorReport, render
from fundtracker.documents.donor_report.gather import gather
from fundtracker.documents.issue import IssueDocument, issue
from fundtracker.documents.kinds import DocumentKind
from fundtracker.documents.requests import Wanted
from fundtracker.documents.signing import Signer
from fundtracker.funds.queries import get_fund
from fundtracker.jobs.issuing import issue_due
from fundtracker.parties.queries import get_collectivity
from fundtracker.transaction import transaction
from tests.signing_key import PASSPHRASE, write_key

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import Session

    from benchmarks.figures import Table
    from fundtracker.charts.shapes import Picture
    from fundtracker.db import Database
    from fundtracker.files.store import FileStore

# A donor like most others, whose donation no other measurement touches.
DONOR_ID = 1000
_LARGEST_GAP = 1.0
_PLAIN_REGULAR, _PLAIN_SEMIBOLD = "Plain", "Plain-Semibold"
# Of a whole run; a quick one only shows that it can be measured.
_WHOLE_RUN = 20
_MANY, _FEW = 200, 10
_BATCH, _TURNS = 20, 5
_SITE = "http://localhost"
Operation = Callable[[Canvas], object]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands on a page: its size and the calls that draw it."""

    size: tuple[float, float]
    operations: list[Operation]


def make_report(database: Database) -> bytes:
    """Return the report of one donor, from the books to the bytes."""
    return render(_content(database))


def _content(database: Database) -> DonorReport:
    with database.session() as session:
        fund = get_fund(session, "fonds-01")
        donor = get_collectivity(session, DONOR_ID)
        return gather(session, fund, donor, LAST_DAY, is_demonstration=False)


def _pictures(content: DonorReport) -> list[Picture]:
    """Return what a report draws beside its words."""
    found: list[Picture] = []

    def noted(picture: Picture, width: float, **fonts: str) -> Painting:
        found.append(picture)
        return Painting(picture, width, **fonts)

    with patch("fundtracker.documents.parts.Painting", noted):
        render(content)
    return found


def _untagged(database: Database) -> bytes:
    """Return the report without its structure written."""
    with patch("fundtracker.documents.page.structured", lambda file, *_tags, **_words: file):
        return make_report(database)


def _register_plain() -> None:
    """Register the faces as ReportLab itself embeds them, for the bare canvas."""
    folder = Path(typefaces.__file__).parent / "fonts"
    for name, weight in ((_PLAIN_REGULAR, "Regular"), (_PLAIN_SEMIBOLD, "Semibold")):
        font = TTFont(name, str(folder / f"SourceSans3-{weight}.ttf"))
        # Of one face ReportLab takes the font that was registered first, which is ours.
        font.face.name = name.encode()
        registerFont(font)


def measure(table: Table, kind: str, database: Database, rounds: int) -> None:
    """Measure the report, and what a process that makes it holds in memory.

    Its tags, and what makes an issued file archival, are told apart: no bare canvas has them.
    """
    _register_plain()
    file = make_report(database)
    sheets, signer = _sheets(file), _signer()
    found = in_turns(
        {
            "tagged": lambda: make_report(database),
            "drawn": lambda: _untagged(database),
            "bare": lambda: _draw(sheets),
            "archival": lambda: archival(file, {}, dated=LAST_DAY, description="Report"),
            "signed": lambda: signer.sign(file, reason="Report"),
        },
        rounds,
    )
    name = f"Donor report of {len(sheets)} pages, query included ÷ bare canvas"
    table.ratio(name, kind, found["drawn"], found["bare"], 3)
    table.ratio("The same with its tags ÷ without", kind, found["tagged"], found["drawn"], None)
    table.ratio(
        "Making it archival (PDF/A-3, proven) ÷ drawing it",
        kind,
        found["archival"],
        found["drawn"],
        None,
    )
    table.ratio("Signing it (PAdES) ÷ drawing it", kind, found["signed"], found["drawn"], None)
    content = _content(database)
    weasyprint.measure(table, kind, _pictures(content), lambda: render(content), rounds)
    _measure_memory(table, kind, database, _MANY if rounds >= _WHOLE_RUN else _FEW)


def _signer() -> Signer:
    """Make a key for the run, and what signs by it."""
    with TemporaryDirectory() as folder:
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        return Signer.of(write_key(Path(folder) / "key.p12", key), PASSPHRASE)


def _measure_memory(table: Table, kind: str, database: Database, number: int) -> None:
    """Measure the peak of a process that makes one report, and of one that makes many."""
    command = [
        sys.executable, "-m", "benchmarks.measures.memory", url_of(database), str(DONOR_ID),
        str(number),
    ]  # fmt: skip
    done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603
    one, many = (float(it) for it in done.stdout.split())
    for name, value, bound, unit in (
        ("Donor report: largest size of a process that makes it", one, 100, "MB"),
        (f"The same after {number} reports", many, 120, "MB"),
        (f"Memory after {number} reports ÷ after one", many / one, 1.2, "×"),
    ):
        figure = Figure(name=name, database=kind, value=value, bound=bound, unit=unit)
        table.add(figure)


def measure_batch(
    table: Table, kind: str, database: Database, store: FileStore, rounds: int
) -> None:
    """Measure reports issued as a batch, off the requests, against as many issued one by one.

    Both write: numbers, files on the disk, PDF/A proven. They take other donors, in turns.
    """
    alone: list[float] = []
    together: list[float] = []
    for turn in range(_TURNS if rounds >= _WHOLE_RUN else 1):
        first = DONOR_ID + 10 + turn * 2 * _BATCH
        donors = range(first, first + 2 * _BATCH)
        begun = perf_counter()
        for donor_id in donors[:_BATCH]:
            with database.session() as session, transaction(session):
                request = IssueDocument(wanted=_wanted(session, donor_id))
                issue(session, store, request, site=_SITE, by=Signature())
        alone.append(perf_counter() - begun)
        with database.session() as session, transaction(session):
            wanted = [_wanted(session, it) for it in donors[_BATCH:]]
            fund_id = wanted[0].fund
            asked = QueueBatch(
                fund_id=fund_id,
                kind=DocumentKind.DONOR_REPORT,
                as_of=LAST_DAY,
                documents=tuple(Asked(wanted=it, about="donor") for it in wanted),
            )
            queue(session, asked, site=_SITE, by=Signature())
        begun = perf_counter()
        assert issue_due(database, store) >= _BATCH
        together.append(perf_counter() - begun)
    name = f"{_BATCH} reports issued as a batch ÷ one by one"
    table.ratio(name, kind, median(together), median(alone), 1.3)


def _wanted(session: Session, donor_id: int) -> Wanted:
    return Wanted(
        kind=DocumentKind.DONOR_REPORT,
        as_of=LAST_DAY,
        locale="fr",
        collectivity_id=donor_id,
        fund_id=get_fund(session, "fonds-01").id,
    )


def _sheets(pdf: bytes) -> list[Sheet]:
    with pdfplumber.open(BytesIO(pdf)) as document:
        return [
            Sheet(
                size=(float(page.width), float(page.height)),
                operations=[*_shapes(page), *_runs(page.chars)],
            )
            for page in document.pages
        ]


def _shapes(page: Any) -> Iterable[Operation]:  # noqa: ANN401 - pdfplumber's
    for it in page.rects:
        box = (it["x0"], it["y0"], it["width"], it["height"])
        fill = int(bool(it["fill"]))
        yield partial(_rect, box=box, fill=fill)
    for it in page.lines:
        ends = (it["x0"], it["y0"], it["x1"], it["y1"])
        yield partial(_line, ends=ends)
    for it in page.curves:
        points = [(x, float(page.height) - y) for x, y in it["pts"]]
        yield partial(_polygon, points=points)


def _rect(canvas: Canvas, *, box: tuple[float, float, float, float], fill: int) -> None:
    canvas.rect(*box, stroke=0, fill=fill)


def _line(canvas: Canvas, *, ends: tuple[float, float, float, float]) -> None:
    canvas.line(*ends)


def _polygon(canvas: Canvas, *, points: list[tuple[float, float]]) -> None:
    path = canvas.beginPath()
    path.moveTo(*points[0])
    for point in points[1:]:
        path.lineTo(*point)
    canvas.drawPath(path, stroke=0, fill=1)


def _runs(chars: list[dict[str, Any]]) -> Iterable[Operation]:
    """Yield what draws each stretch of text: one font, one line, no gap."""
    run: list[dict[str, Any]] = []
    for char in chars:
        if run and not _follows(run[-1], char):
            yield _text(run)
            run = []
        run.append(char)
    if run:
        yield _text(run)


def _follows(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return bool(
        one["fontname"] == other["fontname"]
        and one["size"] == other["size"]
        and abs(one["y0"] - other["y0"]) < _LARGEST_GAP
        and abs(one["x1"] - other["x0"]) < _LARGEST_GAP
    )


def _text(run: list[dict[str, Any]]) -> Operation:
    is_bold = run[0]["fontname"].lower().endswith("bold")
    font = _PLAIN_SEMIBOLD if is_bold else _PLAIN_REGULAR
    x, y, size = run[0]["x0"], run[0]["y0"], run[0]["size"]
    text = "".join(char["text"] for char in run)

    def draw(canvas: Canvas) -> None:
        canvas.setFont(font, size)
        canvas.drawString(x, y, text)

    return draw


def _draw(sheets: list[Sheet]) -> bytes:
    target = BytesIO()
    canvas = Canvas(target, invariant=1, pageCompression=1)
    for sheet in sheets:
        canvas.setPageSize(sheet.size)
        for operation in sheet.operations:
            operation(canvas)
        canvas.showPage()
    canvas.save()
    return target.getvalue()
