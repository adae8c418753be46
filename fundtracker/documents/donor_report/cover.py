"""The cover of a donor report: whose money, in which fund, and how far it has come."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, NamedTuple

from reportlab.lib.utils import ImageReader

from fundtracker.documents.page import COLUMN, HEIGHT, MARGIN, WIDTH, draw_foot, draw_notice
from fundtracker.documents.typefaces import REGULAR, SEMIBOLD, shortened, width
from fundtracker.documents.typography import ACCENT, HAIR, INK, MUTED, PALE, WHITE, colour
from fundtracker.documents.wording import NAME, printable, spaced
from fundtracker.i18n import format_amount, format_date
from fundtracker.i18n import gettext as _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reportlab.pdfgen.canvas import Canvas

    from fundtracker.documents.donor_report.content import DonorReport
    from fundtracker.documents.news import Photograph
    from fundtracker.documents.page import Furniture, Section
    from fundtracker.documents.tags import TaggedCanvas
    from fundtracker.money import Cents

_FIELD = 468.0
_STRIP = 14.0
_LOGO = 74.0
_SECOND = MARGIN + COLUMN / 2 + 12


class _Figure(NamedTuple):
    role: str
    label: str
    amount: Cents


def draw_cover(
    canvas: TaggedCanvas,
    report: DonorReport,
    furniture: Furniture,
    sections: Sequence[Section],
    pages: int,
) -> None:
    """Draw the first page, now that the pages of the ``sections`` are known."""
    with canvas.artifact():
        canvas.setFillColor(ACCENT)
        canvas.rect(0, HEIGHT - _FIELD, WIDTH, _FIELD, stroke=0, fill=1)
        _draw_bands(canvas)
        if report.donor.logo is not None:
            _draw_logo(canvas, report.donor.logo)
    with canvas.element("P"):
        _draw_head(canvas, report, furniture)
    with canvas.element("H1"):
        _draw_names(canvas, report)
    with canvas.artifact():
        _draw_strip(canvas, report)
    with canvas.element("P"):
        _draw_figures(canvas, report)
    with canvas.element("P"):
        _draw_contents(canvas, sections)
    with canvas.element("P"):
        _draw_identity(canvas, report)
    with canvas.artifact():
        draw_foot(canvas, furniture, 1, pages)
        if furniture.notice:
            draw_notice(canvas, furniture.notice, HEIGHT - 18)


def _draw_logo(canvas: Canvas, logo: Photograph) -> None:
    """Draw the donor's logo on a white card; its name stands beside, so it tells nothing more."""
    scale = min(_LOGO / logo.width, _LOGO / logo.height)
    across, high = logo.width * scale, logo.height * scale
    right, top = WIDTH - MARGIN, HEIGHT - 92
    canvas.setFillColor(WHITE)
    canvas.roundRect(
        right - across - 16, top - high - 16, across + 16, high + 16, 5, stroke=0, fill=1
    )
    image = ImageReader(BytesIO(logo.content))
    canvas.drawImage(image, right - across - 8, top - high - 8, across, high)


def _draw_bands(canvas: Canvas) -> None:
    """Let a pale stream part in three over the field, as the money does among the action types."""
    canvas.saveState()
    canvas.setFillColor(WHITE)
    canvas.setFillAlpha(0.055)
    left, right, y0 = -10.0, WIDTH + 10, HEIGHT - 236
    bend = WIDTH * 0.55
    for thickness, y1 in ((74.0, HEIGHT - 118), (46.0, HEIGHT - 232), (30.0, HEIGHT - 318)):
        band = canvas.beginPath()
        band.moveTo(left, y0)
        band.curveTo(bend, y0, bend, y1, right, y1)
        band.lineTo(right, y1 - thickness)
        band.curveTo(bend, y1 - thickness, bend, y0 - thickness, left, y0 - thickness)
        band.close()
        canvas.drawPath(band, stroke=0, fill=1)
        y0 -= thickness
    canvas.restoreState()


def _draw_head(canvas: Canvas, report: DonorReport, furniture: Furniture) -> None:
    y = HEIGHT - 62
    canvas.setFillColor(WHITE)
    canvas.setFont(SEMIBOLD, 11)
    canvas.drawString(MARGIN, y, shortened(printable(report.issuer), SEMIBOLD, 11, COLUMN / 2))
    room = width(furniture.state, SEMIBOLD, 9)
    canvas.setStrokeColor(PALE)
    canvas.setLineWidth(0.8)
    canvas.roundRect(WIDTH - MARGIN - room - 20, y - 6.5, room + 20, 19, 9.5, stroke=1, fill=0)
    canvas.setFont(SEMIBOLD, 9)
    canvas.drawRightString(WIDTH - MARGIN - 10, y, furniture.state)


def _draw_names(canvas: Canvas, report: DonorReport) -> None:
    """Write the donor's name as large as it fits, the title over it, the fund under it."""
    name = printable(report.donor.name, NAME)
    size, lines = _fitted(name)
    foot = HEIGHT - _FIELD + 132
    y = foot + (len(lines) - 1) * size * 1.08
    canvas.setFillColor(PALE)
    canvas.setFont(REGULAR, 15)
    canvas.drawString(MARGIN, y + size + 12, _("Report to the donor"))
    canvas.setFillColor(WHITE)
    canvas.setFont(SEMIBOLD, size)
    for line in lines:
        canvas.drawString(MARGIN - size * 0.05, y, line)
        y -= size * 1.08
    canvas.setStrokeColor(colour("unallocated"))
    canvas.setLineWidth(2.4)
    canvas.line(MARGIN, foot - 24, MARGIN + 46, foot - 24)
    canvas.setFillColor(WHITE)
    canvas.setFont(SEMIBOLD, 15)
    fund = shortened(printable(report.fund_name), SEMIBOLD, 15, COLUMN)
    canvas.drawString(MARGIN, foot - 52, fund)
    canvas.setFillColor(PALE)
    canvas.setFont(REGULAR, 11)
    crisis = shortened(printable(report.crisis), REGULAR, 11, COLUMN)
    canvas.drawString(MARGIN, foot - 69, crisis)
    as_of = _("Figures as of %(day)s", day=format_date(report.as_of))
    canvas.drawString(MARGIN, foot - 92, as_of)


def _fitted(name: str) -> tuple[float, list[str]]:
    """Return the largest size at which the name stands on at most three lines, and these."""
    for size in (40.0, 34.0, 28.0, 23.0, 19.0):
        lines = _broken(name, size)
        if len(lines) <= (2 if size > 30 else 3):  # noqa: PLR2004 - three large lines shout
            return size, lines
    lines = _broken(name, 19)
    return 19, [*lines[:2], shortened(f"{lines[2]} {lines[3]}", SEMIBOLD, 19, COLUMN)]


def _broken(text: str, size: float) -> list[str]:
    """Break at spaces, and within a word that is wider than the page."""
    lines: list[str] = []
    line = ""
    for word in text.split(" "):
        rest = word
        longer = f"{line} {rest}" if line else rest
        if width(longer, SEMIBOLD, size) <= COLUMN:
            line = longer
            continue
        if line:
            lines.append(line)
        while width(rest, SEMIBOLD, size) > COLUMN:
            cut = len(shortened(rest, SEMIBOLD, size, COLUMN)) - 1
            lines.append(rest[:cut])
            rest = rest[cut:]
        line = rest
    return [*lines, line]


def _draw_strip(canvas: Canvas, report: DonorReport) -> None:
    """Close the field with a strip of the donor's own money, by stage."""
    statement = report.statement
    y = HEIGHT - _FIELD - _STRIP
    canvas.setFillColor(colour("track"))
    canvas.rect(0, y, WIDTH, _STRIP, stroke=0, fill=1)
    if not report.statement.given:
        return
    x = 0.0
    for role, amount in (
        ("justified", statement.justified_in_all),
        ("advanced", statement.advanced),
        ("held", statement.held),
        ("unallocated", statement.unallocated),
        ("fees", statement.fees),
        ("lost", statement.lost),
        ("returned", statement.returned + report.statement.carried_out),
    ):
        size = WIDTH * amount / report.statement.given
        canvas.setFillColor(colour(role))
        canvas.rect(x, y, size, _STRIP, stroke=0, fill=1)
        x += size


def _draw_figures(canvas: Canvas, report: DonorReport) -> None:
    statement = report.statement
    figures = (
        _Figure("received", _("Given"), report.statement.given),
        _Figure("allocated", _("Allocated"), statement.allocated),
        _Figure("paid", _("Paid"), statement.paid_out),
        _Figure("justified", _("Justified"), statement.justified_in_all),
    )
    written = [spaced(format_amount(it.amount)) for it in figures]
    step = (COLUMN + 14) / len(figures)
    widest = max(width(text, SEMIBOLD, 1) for text in written)
    size = min(21.0, (step - 12) / widest)
    y = HEIGHT - _FIELD - _STRIP - 62
    for index, (figure, text) in enumerate(zip(figures, written, strict=True)):
        x = MARGIN + index * step
        canvas.setFillColor(colour(figure.role))
        canvas.rect(x, y + 27, 9, 9, stroke=0, fill=1)
        canvas.setFillColor(MUTED)
        canvas.setFont(REGULAR, 10.5)
        canvas.drawString(x + 14, y + 28, figure.label)
        canvas.setFillColor(INK)
        canvas.setFont(SEMIBOLD, size)
        canvas.drawString(x, y, text)


def _draw_contents(canvas: Canvas, sections: Sequence[Section]) -> None:
    y = HEIGHT - _FIELD - _STRIP - 122
    _draw_heading(canvas, MARGIN, y, _("In this report"))
    right = _SECOND - 24
    canvas.setStrokeColor(HAIR)
    canvas.setLineWidth(0.5)
    for section in sections:
        if section.level:
            continue
        y -= 21
        number = str(section.page)
        canvas.setFillColor(INK)
        canvas.setFont(REGULAR, 10.5)
        room = right - MARGIN - 30
        canvas.drawString(MARGIN, y, shortened(section.title, REGULAR, 10.5, room))
        canvas.setFont(SEMIBOLD, 10.5)
        canvas.drawRightString(right, y, number)
        canvas.line(MARGIN, y - 6, right, y - 6)
        canvas.linkRect(
            section.title, section.key, (MARGIN, y - 6, right, y + 14), Border="[0 0 0]"
        )


def _draw_identity(canvas: Canvas, report: DonorReport) -> None:
    y = HEIGHT - _FIELD - _STRIP - 122
    _draw_heading(canvas, _SECOND, y, _("Established for"))
    period = _(
        "%(first)s – %(last)s",
        first=format_date(report.starts_on, "short"),
        last=format_date(report.as_of, "short"),
    )
    donor, seal = report.donor, report.seal
    kind = " · ".join(filter(None, (donor.kind.label, printable(donor.place or ""))))
    rows = (
        ("", printable(donor.name)),
        ("", kind),
        (_("SIREN"), _grouped(donor.siren) if donor.siren else ""),
        (_("Period"), period),
        (
            _("Entry"),
            _("no. %(number)s of book %(book)s", number=seal.entry_number, book=report.book),
        ),
        (_("Chain hash"), f"{seal.short_hash}…"),
    )
    for label, text in rows:
        if not text:
            continue
        y -= 17
        x = _SECOND
        if label:
            canvas.setFillColor(MUTED)
            canvas.setFont(REGULAR, 9.5)
            canvas.drawString(x, y, label)
            x += 78
        canvas.setFillColor(INK)
        face = REGULAR if label or text is not rows[0][1] else SEMIBOLD
        canvas.setFont(face, 9.5)
        canvas.drawString(x, y, shortened(text, face, 9.5, WIDTH - MARGIN - x))


def _draw_heading(canvas: Canvas, x: float, y: float, text: str) -> None:
    canvas.setFillColor(ACCENT)
    canvas.setFont(SEMIBOLD, 11)
    canvas.drawString(x, y, text)


def _grouped(siren: str) -> str:
    return "\u00a0".join(siren[i : i + 3] for i in range(0, len(siren), 3))
