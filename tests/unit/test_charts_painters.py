"""The two painters: clean SVG for pages, ReportLab drawings for documents."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from pypdf import PageObject, PdfReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from fundtracker import documents
from fundtracker.charts import flow, flow_picture, path, pdf, places, progress, stages
from fundtracker.charts.shapes import Band, Box, Mark, Picture, Text
from fundtracker.charts.svg import responsive, svg
from fundtracker.documents.typefaces import REGULAR, SEMIBOLD
from fundtracker.money import Cents

if TYPE_CHECKING:
    from fundtracker.charts.shapes import MarkShape

HOSTILE = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror='alert(1)'>",
    "<font color=\"[__import__('os')]\">x</font>",
    "{0.__class__} %(total)s & Cie",
]
FONTS = Path(documents.__path__[0]) / "fonts"


@pytest.fixture(scope="module", autouse=True)
def _fonts() -> None:
    for name, file in ((REGULAR, "Regular"), (SEMIBOLD, "Semibold")):
        pdfmetrics.registerFont(TTFont(name, FONTS / f"SourceSans3-{file}.ttf"))


def _flow(name: str) -> flow.Flow:
    lines = [
        flow.FlowLine(donor="d", use=use, project=use, amount=Cents(1_000_00))
        for use in flow.USES[:4]
    ]
    projects = [flow.FlowNode(key=use, label=name, href="/p") for use in flow.USES[:4]]
    donors = [flow.FlowNode(key="d", label=name, href="/d?a=1&b=2")]
    return flow.Flow(donors=donors, projects=projects, lines=lines, title=name)


def _places(name: str) -> places.Places:
    return places.Places(
        sites=[
            places.Site(
                latitude=-0.6,
                longitude=-80.4 + 3 * n,
                place=name,
                project=name,
                role=role,
                href="/p",
            )
            for n, role in enumerate(flow.USES[:4])
        ],
        title=name,
    )


def _pictures(name: str = "Lyon") -> list[Picture]:
    one, two, three = Cents(1), Cents(2), Cents(3)
    fund = stages.Stages(
        fees=one, unallocated=two, held=three, advanced=one, justified=two, to_receive=three,
        title=name,
    )  # fmt: skip
    gift = path.Path(
        fees=one, unallocated=two, held=three, advanced=one, justified=two, title=name
    )  # fmt: skip
    project = progress.Progress(
        planned=Cents(5), allocated=Cents(9), paid=Cents(4), justified=Cents(1), title=name
    )
    return [
        *(stages.draw(fund, width) for width in (340, 920)),
        *(path.draw(gift, width) for width in (340, 920)),
        *(flow_picture.draw(_flow(name), width) for width in (340, 920)),
        progress.draw(project),
        *(places.draw(_places(name), width) for width in (340, 860)),
    ]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_only_text_in_svg(name: str) -> None:
    for picture in _pictures(name):
        drawn = svg(picture, "k")
        root = ET.fromstring(drawn)  # noqa: S314 - our own drawing
        assert {element.tag for element in root.iter()} <= {
            "svg", "title", "desc", "defs", "pattern", "path", "circle", "rect", "polygon",
            "text", "a",
        }  # fmt: skip
        title = root.find("title")
        assert title is not None
        assert title.text == name


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_only_text_in_a_document(name: str) -> None:
    shown = Picture(
        width=100,
        height=20,
        title=name,
        description="",
        shapes=(Text(x=0, y=10, text=name, size=9),),
    )
    assert name in " ".join(_drawn(shown, 200).split("\n"))


def test_svg_bears_no_style_nor_script_that_the_content_policy_refuses() -> None:
    for picture in _pictures():
        assert not re.search(r"style=|<style|<script|\son\w+=", svg(picture, "k"))


def test_ids_are_those_of_the_picture_and_unique_beside_its_narrow_form() -> None:
    wide, narrow = _pictures()[1], _pictures()[0]
    ids = re.findall(r'\sid="([^"]+)"', responsive(wide, narrow, "money"))
    assert len(ids) == len(set(ids))
    assert all(found.startswith("money-") for found in ids)


def test_a_picture_with_links_is_no_image_to_a_screen_reader() -> None:
    linked = svg(flow_picture.draw(_flow("Lyon")), "k")
    assert 'role="group"' in linked
    assert 'href="/d?a=1&amp;b=2"' in linked
    assert 'role="img"' in svg(_pictures()[0], "k")


@pytest.mark.parametrize("href", ["javascript:alert(1)", "//evil.example", "data:text/html,x"])
def test_a_link_that_leads_astray_is_refused(href: str) -> None:
    box = Box(x=0, y=0, width=1, height=1, role="held", href=href)
    picture = Picture(width=1, height=1, title="", description="", shapes=(box,))
    with pytest.raises(ValueError, match="does not link"):
        svg(picture, "k")


def test_a_drawing_has_the_asked_width_and_keeps_the_proportions() -> None:
    for picture in _pictures():
        drawn = _painting(picture, 482)
        assert drawn.width == 482
        assert drawn.height == pytest.approx(482 * picture.height / picture.width)
        assert len(_stream(picture, 482)) > 1000


def test_documents_separate_thousands_with_a_space_that_is_seen() -> None:
    shown = Text(x=0, y=10, text="12\u202f000,00\u00a0€", size=9)
    picture = Picture(width=9, height=9, title="", description="", shapes=(shown,))
    # The reader gives a no-break space as a plain one, and would give the narrow one as it is.
    assert _drawn(picture, 9).strip() == "12 000,00 €"


def test_hatching_stays_inside_its_box() -> None:
    box = Box(x=10, y=20, width=33, height=40, role="promised", pattern="hatching")
    lines = list(pdf.hatching(box))
    assert lines
    for x0, y0, x1, y1 in lines:
        assert 10 <= x0 <= x1 <= 43
        assert 20 <= y1 <= y0 <= 60
        assert x1 - x0 == pytest.approx(y0 - y1)


@pytest.mark.parametrize("shape", ["triangle", "diamond", "circle", "square"])
def test_a_mark_is_drawn_by_both_painters(shape: MarkShape) -> None:
    mark = Mark(x=5, y=5, size=10, shape=shape, role="crisis_response")
    picture = Picture(width=10, height=10, title="", description="", shapes=(mark,))
    assert "c-crisis_response" in svg(picture, "k")
    assert b"\nf*" in _stream(picture, 10)


def test_a_picture_hangs_from_its_upper_edge() -> None:
    text = Text(x=10, y=30, text="here", size=9)
    picture = Picture(width=100, height=40, title="", description="", shapes=(text,))
    assert b"1 0 0 1 20 20 Tm" in _stream(picture, 200)


def test_what_is_translucent_makes_nothing_after_it_so() -> None:
    band = Band(x0=0, y0=0, x1=9, y1=0, thickness=2, role="held")
    picture = Picture(width=9, height=9, title="", description="", shapes=(band,))
    opacities = re.findall(rb"/(gRLs\d+) gs", _stream(picture, 9))
    assert len(opacities) == 2
    assert opacities[0] != opacities[1]


def _painting(picture: Picture, width: float) -> pdf.Painting:
    return pdf.Painting(picture, width, regular=REGULAR, bold=SEMIBOLD)


def _page(picture: Picture, width: float) -> PageObject:
    target = BytesIO()
    canvas = Canvas(target, pageCompression=0)
    painting = _painting(picture, width)
    painting.wrapOn(canvas, width, 800)
    painting.drawOn(canvas, 0, 0)
    canvas.save()
    return PdfReader(target).pages[0]


def _stream(picture: Picture, width: float) -> bytes:
    contents = _page(picture, width).get_contents()
    assert contents is not None
    return contents.get_data()


def _drawn(picture: Picture, width: float) -> str:
    return _page(picture, width).extract_text()
