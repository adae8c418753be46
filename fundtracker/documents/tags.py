"""Structure tags: which drawn thing is a heading, a paragraph, a table's cell or a picture.

ReportLab draws without saying what it draws. Here each drawn thing is enclosed in the page's stream
as marked content (ISO 32000-1, 14.6), and noted in a tree, which ``structure`` writes to the file;
what tells nothing (rules, grounds, heads and feet) is an artifact.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, cast

from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Frame, Paragraph

from fundtracker.charts.pdf import Painting

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reportlab.platypus import Flowable

_ARTIFACT = "/Artifact BMC"


@dataclass(slots=True, eq=False)
class PageTags:
    """What is marked on one page; ``number`` counts from 0, once it is known."""

    nodes: list[Node] = field(default_factory=list)
    n_marked: int = 0
    number: int = 0


@dataclass(frozen=True, slots=True)
class Marked:
    """A marked part of a page's stream."""

    page: PageTags
    mcid: int


@dataclass(slots=True, eq=False)
class Node:
    """An element of the structure: its tag, and what is in it.

    ``alt`` tells of a picture; ``scope`` says what the head of a table is of.
    """

    tag: str
    kids: list[Node | Marked] = field(default_factory=list)
    alt: str = ""
    scope: str = ""
    n_columns: int = 1
    box: tuple[float, float, float, float] | None = None


class TaggedCanvas(Canvas):
    """A canvas that encloses what is drawn on it."""

    # The parts of the page's stream, as ReportLab keeps them.
    _code: list[str]

    def __init__(self, *arguments: Any, **options: Any) -> None:  # noqa: ANN401 - ReportLab's own
        self.tags = PageTags()
        super().__init__(*arguments, **options)

    @contextmanager
    def tagged(self, node: Node | None) -> Iterator[None]:
        """Enclose what is drawn within as a part of ``node``; of None as telling nothing."""
        self.open(node, self)
        yield
        self.close(self)

    def open(self, node: Node | None, drawn: Any) -> None:  # noqa: ANN401 - not declared by ReportLab
        """Begin a part of ``node`` in what is being drawn: this canvas, or a text object of it."""
        drawn._code.append(_ARTIFACT if node is None else self._opened(node))  # noqa: SLF001

    def close(self, drawn: Any) -> None:  # noqa: ANN401 - as above
        """End the part that was begun last."""
        drawn._code.append("EMC")  # noqa: SLF001

    @contextmanager
    def artifact(self) -> Iterator[None]:
        """Enclose what is drawn within as telling nothing."""
        with self.tagged(None):
            yield

    @contextmanager
    def element(self, tag: str) -> Iterator[None]:
        """Enclose what is drawn within as an element of its own."""
        node = Node(tag)
        self.tags.nodes.append(node)
        with self.tagged(node):
            yield

    def enclose(self, start: int, node: Node) -> None:
        """Enclose what was drawn since the stream had ``start`` parts as an element of its own."""
        self.tags.nodes.append(node)
        self._code.insert(start, self._opened(node))
        self._code.append("EMC")

    @property
    def n_parts(self) -> int:
        """How many parts the page's stream has so far."""
        return len(self._code)

    def _opened(self, node: Node) -> str:
        mcid = self.tags.n_marked
        self.tags.n_marked += 1
        node.kids.append(Marked(self.tags, mcid))
        return f"/{node.tag} <</MCID {mcid}>> BDC"


class TaggedFrame(Frame):
    """A frame that tags what it takes, and leaves alone what tags its own parts, as tables do."""

    def add(self, flowable: Flowable, canv: Canvas, trySplit: int = 0) -> Literal[0, 1]:  # noqa: N803 - its name
        """Draw a flowable where it fits, and tag it; tell whether it did."""
        canvas = cast("TaggedCanvas", canv)
        start = canvas.n_parts
        taken = super().add(flowable, canv, trySplit)
        if taken and canvas.n_parts > start and not getattr(flowable, "tags_itself", False):
            canvas.enclose(start, _node(flowable, self))
        return taken


def _node(flowable: Flowable, frame: Any) -> Node:  # noqa: ANN401 - its place is not declared
    if isinstance(flowable, Painting):
        left, foot = frame._x1, frame._y  # noqa: SLF001
        box = (left, foot, left + flowable.width, foot + flowable.height)
        return Node("Figure", alt=flowable.alternative, box=box)
    return Node(getattr(flowable, "tag", "P"))


class Point(Paragraph):
    """A paragraph that is a point of a list."""

    tag = "LI"
