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
from reportlab.platypus import Frame, Paragraph, Table

from fundtracker.charts.pdf import Painting

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reportlab.platypus import Flowable


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
    def tagged(self, node: Node) -> Iterator[None]:
        """Enclose what is drawn within as a part of ``node``."""
        self._code.append(self._opened(node))
        yield
        self._code.append("EMC")

    @contextmanager
    def artifact(self) -> Iterator[None]:
        """Enclose what is drawn within as telling nothing."""
        self._code.append("/Artifact BMC")
        yield
        self._code.append("EMC")

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


class TaggedTable(Table):
    """A table whose cells say what they are, over all the pages that it takes.

    ``heads`` says where its heads are: in the first row, in the first column, or (empty) nowhere:
    then it only lays things out, and each cell is a paragraph.
    """

    tags_itself = True

    def __init__(self, *arguments: Any, heads: str = "", **options: Any) -> None:  # noqa: ANN401
        super().__init__(*arguments, **options)
        self.heads = heads
        self.node = Node("Table")
        self.is_begun = [False]
        self._row: Node | None = None
        self._renderCB = _render

    def onSplit(self, T: Table, byRow: int = 1) -> None:  # noqa: ARG002, N802, N803 - its names
        """Let a part of the table go on with the same element."""
        part = cast("TaggedTable", T)
        part.heads, part.node, part.is_begun = self.heads, self.node, self.is_begun

    def cell(self, row: int, column: int) -> Node | None:
        """Return the element of a cell; None for a head that was said on an earlier page."""
        if not self.heads:
            node = Node("P")
            self._canvas().tags.nodes.append(node)
            return node
        if self._row is None:
            return None
        node = Node("TD")
        if self.heads == "row" and row == 0:
            node = Node("TH", scope="Column")
        elif column == 0:
            node = Node("TH", scope="Row")
        spans = getattr(self, "_spanRanges", None)
        if spans and spans.get((column, row)):
            first, _, last, _ = spans[column, row]
            node.n_columns = last - first + 1
        self._row.kids.append(node)
        return node

    def begin(self) -> None:
        """Put the table into the page where it begins."""
        if self.heads and not self.node.kids:
            self._canvas().tags.nodes.append(self.node)

    def begin_row(self, row: int) -> None:
        """Begin a row; a head that is repeated on a later page is none."""
        self._row = None
        if self.heads == "row" and row == 0:
            if self.is_begun[0]:
                return
            self.is_begun[0] = True
        self._row = Node("TR")
        self.node.kids.append(self._row)

    def _canvas(self) -> TaggedCanvas:
        return cast("TaggedCanvas", self.canv)


def _render(table: TaggedTable, what: str, *where: Any) -> None:  # noqa: ANN401 - ReportLab's own
    """Enclose what a table draws: called by it before and after each part."""
    canvas: Any = table.canv
    if what == "startTable":
        table.begin()
    elif what in {"startBG", "startLines"}:
        canvas._code.append("/Artifact BMC")  # noqa: SLF001 - as above
    elif what in {"endBG", "endLines", "endCell"}:
        canvas._code.append("EMC")  # noqa: SLF001
    elif what == "startRow":
        table.begin_row(where[0])
    elif what == "startCell":
        node = table.cell(where[0], where[1])
        canvas._code.append(canvas._opened(node) if node else "/Artifact BMC")  # noqa: SLF001
