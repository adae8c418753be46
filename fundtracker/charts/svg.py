"""Paints a picture as clean SVG for pages: classes, title, description and links, no inline style.

The colours are in ``static/css/fundtracker.css``. Every text is escaped here, once: by ``escape``
in plain strings, since a page has hundreds of shapes and ``Markup.format`` is ten times as slow.
"""

from __future__ import annotations

from markupsafe import Markup, escape

from fundtracker.charts.shapes import Area, Band, Box, Line, Mark, Picture, Shape, Text


def svg(picture: Picture, key: str, *, css: str = "") -> Markup:
    """Return the picture as an ``svg`` element; ``key`` makes its ids unique on the page.

    ``css`` adds a class. Raises ValueError for a link that leads neither into this site nor to an
    address that begins with ``https://``.
    """
    # A picture with links is a group, since an image's content is hidden from a screen reader.
    role = "group" if picture.has_links else "img"
    id_ = escape(key)
    shapes = "".join(_paint(shape, id_) for shape in picture.shapes)
    return Markup(  # noqa: S704 - what comes from outside is escaped
        f'<svg class="chart {escape(css)}" viewBox="0 0 {_number(picture.width)} '
        f'{_number(picture.height)}" role="{role}" '
        f'aria-labelledby="{id_}-title {id_}-desc" focusable="false">'
        f'<title id="{id_}-title">{escape(picture.title)}</title>'
        f'<desc id="{id_}-desc">{escape(picture.description)}</desc>'
        f"{_patterns(picture, id_)}{shapes}</svg>"
    )


def responsive(wide: Picture, narrow: Picture, key: str) -> Markup:
    """Return both pictures; the style sheet shows the one that the room allows."""
    return svg(wide, f"{key}-wide", css="chart-wide") + svg(
        narrow, f"{key}-narrow", css="chart-narrow"
    )


_SLANTED = (
    '<pattern id="{key}-{name}" width="6" height="6" patternUnits="userSpaceOnUse" '
    'patternTransform="rotate(45)"><path class="c-{name}" d="M1 0v6"/></pattern>'
)
_DOTTED = (
    '<pattern id="{key}-{name}" width="5" height="5" patternUnits="userSpaceOnUse">'
    '<circle class="c-{name}" cx="2.5" cy="2.5" r="1"/></pattern>'
)
_PATTERNS = {"hatching": _SLANTED, "lines": _SLANTED, "dots": _DOTTED}


def _patterns(picture: Picture, key: str) -> str:
    used = {shape.pattern for shape in picture.shapes if isinstance(shape, Box)}
    found = "".join(
        drawn.format(key=key, name=name) for name, drawn in _PATTERNS.items() if name in used
    )
    return f"<defs>{found}</defs>" if found else ""


def _paint(shape: Shape, key: str) -> str:
    match shape:
        case Box():
            return _linked(_box(shape, key), shape.href)
        case Band():
            return _band(shape)
        case Line():
            x0, y0, x1, y1 = map(_number, (shape.x0, shape.y0, shape.x1, shape.y1))
            return f'<path class="c-{escape(shape.role)}" d="M{x0} {y0}L{x1} {y1}"/>'
        case Mark():
            return _mark(shape)
        case Text():
            return _linked(_text(shape), shape.href)
        case Area():
            points = " ".join(f"{_number(x)},{_number(y)}" for x, y in shape.points)
            return f'<polygon class="c-{escape(shape.role)}" points="{points}"/>'


def _box(box: Box, key: str) -> str:
    x, y, width, height = map(_number, (box.x, box.y, box.width, box.height))
    place = f'x="{x}" y="{y}" width="{width}" height="{height}"'
    drawn = f'<rect class="c-{escape(box.role)}" {place}>{_hint(box.hint)}</rect>'
    if box.pattern:
        pattern = escape(box.pattern)
        drawn += f'<rect class="c-over-{pattern}" fill="url(#{key}-{pattern})" {place}/>'
    return drawn


def _band(band: Band) -> str:
    middle = (band.x0 + band.x1) / 2
    x0, x1, half = (_number(x) for x in (band.x0, band.x1, middle))
    top0, top1 = _number(band.y0), _number(band.y1)
    low0, low1 = _number(band.y0 + band.thickness), _number(band.y1 + band.thickness)
    return (
        f'<path class="c-band c-{escape(band.role)}" '
        f'd="M{x0} {top0}C{half} {top0} {half} {top1} {x1} {top1}'
        f'V{low1}C{half} {low1} {half} {low0} {x0} {low0}Z">{_hint(band.hint)}</path>'
    )


def _hint(hint: str | None) -> str:
    return f"<title>{escape(hint)}</title>" if hint else ""


def _mark(mark: Mark) -> str:
    half = mark.size / 2
    x, y = mark.x, mark.y
    role = escape(mark.role)
    if mark.shape == "circle":
        return f'<circle class="c-{role}" cx="{_number(x)}" cy="{_number(y)}" r="{_number(half)}"/>'
    points = " ".join(f"{_number(a)},{_number(b)}" for a, b in mark.points())
    return f'<polygon class="c-{role}" points="{points}"/>'


def _text(text: Text) -> str:
    anchor = "" if text.anchor == "start" else f" c-{escape(text.anchor)}"
    bold = " c-bold" if text.bold else ""
    # font-size is a presentation attribute: user units, allowed by our content policy.
    return (
        f'<text class="c-text c-{escape(text.role)}{anchor}{bold}" x="{_number(text.x)}" '
        f'y="{_number(text.y)}" font-size="{_number(text.size)}">{escape(text.text)}</text>'
    )


def _linked(drawn: str, href: str | None) -> str:
    if href is None:
        return drawn
    inside = href.startswith(("/", "#", "?")) and not href.startswith("//")
    if not inside and not href.startswith("https://"):
        message = f"a picture does not link to {href!r}"
        raise ValueError(message)
    return f'<a href="{escape(href)}">{drawn}</a>'


def _number(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".") if value else "0"
