"""Papers of the demonstration: one page each, saying what it stands for and that it is not real."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from reportlab.lib.pagesizes import A5, landscape
from reportlab.pdfgen.canvas import Canvas

from fundtracker.files import service as files

if TYPE_CHECKING:
    from fundtracker.demo.stage import Stage

_WIDTH, _HEIGHT = landscape(A5)
_MARGIN = 48


def keep_paper(stage: Stage, kind: str, reference: str, *lines: str) -> str:
    """Keep a fictitious paper and return the hash of its content."""
    name = f"{kind} {stage.paper():03} (pièce fictive).pdf"
    kept = files.keep(stage.session, stage.store, _draw(kind, reference, lines), name=name)
    return kept.sha256


def _draw(kind: str, reference: str, lines: tuple[str, ...]) -> bytes:
    # Helvetica is in every reader: a paper takes two kilobytes, and the same bytes at every run.
    content = BytesIO()
    canvas = Canvas(content, pagesize=(_WIDTH, _HEIGHT), invariant=1)
    canvas.setTitle(f"{kind} {reference}")
    canvas.setFont("Helvetica-Bold", 11)
    canvas.drawString(_MARGIN, _HEIGHT - _MARGIN, "PIÈCE FICTIVE – DÉMONSTRATION")
    canvas.setFont("Helvetica-Bold", 18)
    canvas.drawString(_MARGIN, _HEIGHT - _MARGIN - 40, kind)
    canvas.setFont("Helvetica", 12)
    for row, line in enumerate((reference, *lines)):
        canvas.drawString(_MARGIN, _HEIGHT - _MARGIN - 72 - 18 * row, line[:90])
    canvas.setFont("Helvetica-Oblique", 9)
    canvas.drawString(
        _MARGIN, _MARGIN, "Ce document n’existe pas\u00a0: il montre où irait le vrai."
    )
    canvas.showPage()
    canvas.save()
    return content.getvalue()
