"""Writes the structure of a document to its file: its tags, language and title (PDF/UA-1).

See https://pdfa.org/resource/iso-14289-pdfua/; ``tags`` notes the structure while it is drawn.
"""

from __future__ import annotations

from html import escape
from io import BytesIO
from typing import TYPE_CHECKING

import pikepdf
from pikepdf import Array, Dictionary, Name, ObjectStreamMode, Pdf, String

from fundtracker.documents.tags import Marked, Node

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from fundtracker.documents.tags import PageTags


def structured(file: bytes, pages: Sequence[PageTags], *, title: str, language: str) -> bytes:
    """Return the file with its structure; the same file and tags give the same bytes."""
    with Pdf.open(BytesIO(file)) as pdf:
        write(pdf, pages, title=title, language=language)
        target = BytesIO()
        # Tags are thousands of small objects: a third of the size in streams. The version is not
        # in the packet, and looking for it there would take 4 MB.
        pdf.save(
            target,
            deterministic_id=True,
            object_stream_mode=ObjectStreamMode.generate,
            fix_metadata_version=False,
        )
        return target.getvalue()


def write(pdf: Pdf, pages: Sequence[PageTags], *, title: str, language: str) -> None:
    """Write the structure into an open file."""
    tree = _Tree(pdf, pages)
    root = pdf.Root
    root.StructTreeRoot = tree.write()
    root.MarkInfo = Dictionary(Marked=True)
    root.Lang = String(language)
    root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    for page in pdf.pages:
        page.obj.Tabs = Name.S
        # ReportLab writes an empty one, which PDF/A forbids.
        if Name.Trans in page.obj:
            del page.obj[Name.Trans]
    root.Metadata = pdf.make_stream(
        _packet(pdf, title=title, language=language), Type=Name.Metadata, Subtype=Name.XML
    )


# By hand: the library's way takes another one for XML, 4 MB and a tenth of the time.
_PACKET = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" \
xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" \
xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{subject}</rdf:li></rdf:Alt></dc:description>
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
<pdf:Producer>{producer}</pdf:Producer>
<xmp:CreatorTool>{creator}</xmp:CreatorTool>
<xmp:CreateDate>{dated}</xmp:CreateDate>
<xmp:ModifyDate>{dated}</xmp:ModifyDate>
<pdfuaid:part>1</pdfuaid:part>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>"""


def _packet(pdf: Pdf, *, title: str, language: str) -> bytes:
    """Say in the file's XMP packet what its older head says, and that it is PDF/UA."""
    said = {key: str(pdf.docinfo.get(f"/{key}", "")) for key in _HEADS}
    stamp = said["CreationDate"].removeprefix("D:")
    values = {
        "title": title,
        "author": said["Author"],
        "subject": said["Subject"],
        "language": language,
        "producer": said["Producer"],
        "creator": said["Creator"],
        "dated": f"{stamp[:4]}-{stamp[4:6]}-{stamp[6:8]}T00:00:00+00:00",
    }
    return _PACKET.format(**{name: escape(it, quote=False) for name, it in values.items()}).encode()


_HEADS = ("Author", "Subject", "Producer", "Creator", "CreationDate")


class _Tree:
    """The tree as the file holds it, and for each marked part of a page the element it is in."""

    def __init__(self, pdf: Pdf, pages: Sequence[PageTags]) -> None:
        self._pdf = pdf
        self._pages = pages
        self._page_objects = [page.obj for page in pdf.pages]
        self._parents: list[list[pikepdf.Object]] = [[] for _ in pages]

    def write(self) -> pikepdf.Object:
        """Write all elements and return the root."""
        root = self._pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
        document = self._element("Document", root)
        kids = [
            self._written(node, document) for tags in self._pages for node in _listed(tags.nodes)
        ]
        numbers: list[pikepdf.Object | int] = []
        for index, parents in enumerate(self._parents):
            self._page_objects[index].StructParents = index
            numbers += [index, self._pdf.make_indirect(Array(parents))]
        for element, key in self._links(document):
            kids.append(element)
            numbers += [key, element]
        document.K = Array(kids)
        root.K = document
        root.ParentTree = self._pdf.make_indirect(Dictionary(Nums=Array(numbers)))
        root.ParentTreeNextKey = len(numbers) // 2
        return root

    def _element(self, tag: str, parent: pikepdf.Object) -> pikepdf.Object:
        return self._pdf.make_indirect(
            Dictionary(Type=Name.StructElem, S=Name(f"/{tag}"), P=parent)
        )

    def _written(self, node: Node, parent: pikepdf.Object) -> pikepdf.Object:
        element = self._element(node.tag, parent)
        if node.alt:
            element.Alt = String(node.alt)
        attributes = Dictionary()
        if node.scope:
            attributes = Dictionary(O=Name.Table, Scope=Name(f"/{node.scope}"))
        if node.n_columns > 1:
            attributes.O, attributes.ColSpan = Name.Table, node.n_columns
        if node.box:
            attributes = Dictionary(
                O=Name.Layout, BBox=Array([round(it, 2) for it in node.box]), Placement=Name.Block
            )
        if len(attributes):
            element.A = attributes
        first = next((it.page.number for it in node.kids if isinstance(it, Marked)), None)
        if first is not None:
            element.Pg = self._page_objects[first]
        kids = [self._kid(it, element, first) for it in node.kids]
        element.K = kids[0] if len(kids) == 1 else Array(kids)
        return element

    def _kid(
        self, kid: Node | Marked, parent: pikepdf.Object, page: int | None
    ) -> pikepdf.Object | int:
        """Write what is in an element: another, or a mark, whose page is said where it differs."""
        if isinstance(kid, Node):
            return self._written(kid, parent)
        parents = self._parents[kid.page.number]
        # Marks are numbered in the order of drawing, and written in that of reading.
        parents.extend(parent for _ in range(kid.mcid + 1 - len(parents)))
        parents[kid.mcid] = parent
        if kid.page.number == page:
            return kid.mcid
        return Dictionary(Type=Name.MCR, Pg=self._page_objects[kid.page.number], MCID=kid.mcid)

    def _links(self, document: pikepdf.Object) -> Iterator[tuple[pikepdf.Object, int]]:
        """Give an element to each link, which says where it leads."""
        key = len(self._pages)
        for page in self._page_objects:
            for link in page.get(Name.Annots, Array()):
                if link.get(Name.Subtype) != Name.Link:
                    continue
                element = self._element("Link", document)
                element.K = Dictionary(Type=Name.OBJR, Obj=link, Pg=page)
                link.StructParent = key
                yield element, key
                key += 1


def _listed(nodes: Sequence[Node]) -> Iterator[Node]:
    """Give the elements of a page, points that follow each other as a list."""
    points: list[Node] = []
    for node in nodes:
        if node.tag == "LI":
            points.append(Node("LI", [Node("LBody", node.kids)]))
            continue
        if points:
            yield Node("L", list(points))
            points = []
        yield node
    if points:
        yield Node("L", list(points))
