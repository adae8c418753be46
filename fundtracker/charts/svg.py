"""Paints a picture as clean SVG for pages: classes, title, description and links, no inline style.

The colours are in ``static/css/fundtracker.css``. Every text is escaped here, once.
"""

from __future__ import annotations

from markupsafe import Markup

from fundtracker.charts.shapes import Band, Box, Line, Mark, Picture, Shape, Text


def svg(picture: Picture, key: str, *, css: str = "") -> Markup:
    """Return the picture as an ``svg`` element; ``key`` makes its ids unique on the page.

    ``css`` adds a class. Raises ValueError for a link that leads neither into this site nor to an
    address that begins with ``https://``.
    """
    # A picture with links is a group, since an image's content is hidden from a screen reader.
    role = "group" if picture.has_links else "img"
    shapes = Markup("").join(_paint(shape, key) for shape in picture.shapes)
    return Markup(
        '<svg class="chart {css}" viewBox="0 0 {width} {height}" role="{role}" '
        'aria-labelledby="{key}-title {key}-desc" focusable="false">'
        '<title id="{key}-title">{title}</title><desc id="{key}-desc">{desc}</desc>'
        "{patterns}{shapes}</svg>"
    ).format(
        css=css,
        width=_number(picture.width),
        height=_number(picture.height),
        role=role,
        key=key,
        title=picture.title,
        desc=picture.description,
        patterns=_patterns(picture, key),
        shapes=shapes,
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


def _patterns(picture: Picture, key: str) -> Markup:
    used = {shape.pattern for shape in picture.shapes if isinstance(shape, Box)}
    found = Markup("").join(
        Markup(drawn).format(key=key, name=name)  # noqa: S704 - constants of this module
        for name, drawn in _PATTERNS.items()
        if name in used
    )
    return Markup("<defs>{}</defs>").format(found) if found else found


def _paint(shape: Shape, key: str) -> Markup:
    match shape:
        case Box():
            return _linked(_box(shape, key), shape.href)
        case Band():
            return _band(shape)
        case Line():
            return Markup('<path class="c-{}" d="M{} {}L{} {}"/>').format(
                shape.role, *map(_number, (shape.x0, shape.y0, shape.x1, shape.y1))
            )
        case Mark():
            return _mark(shape)
        case Text():
            return _linked(_text(shape), shape.href)


def _box(box: Box, key: str) -> Markup:
    place = Markup('x="{}" y="{}" width="{}" height="{}"').format(
        *map(_number, (box.x, box.y, box.width, box.height))
    )
    hint = Markup("<title>{}</title>").format(box.hint) if box.hint else Markup("")
    drawn = Markup('<rect class="c-{}" {}>{}</rect>').format(box.role, place, hint)
    if box.pattern:
        drawn += Markup('<rect class="c-over-{}" fill="url(#{}-{})" {}/>').format(
            box.pattern, key, box.pattern, place
        )
    return drawn


def _band(band: Band) -> Markup:
    middle = (band.x0 + band.x1) / 2
    x0, x1, half = (_number(x) for x in (band.x0, band.x1, middle))
    top0, top1 = _number(band.y0), _number(band.y1)
    low0, low1 = _number(band.y0 + band.thickness), _number(band.y1 + band.thickness)
    hint = Markup("<title>{}</title>").format(band.hint) if band.hint else Markup("")
    return Markup(
        '<path class="c-band c-{role}" d="M{x0} {top0}C{half} {top0} {half} {top1} {x1} {top1}'
        'V{low1}C{half} {low1} {half} {low0} {x0} {low0}Z">{hint}</path>'
    ).format(
        role=band.role, x0=x0, x1=x1, half=half, top0=top0, top1=top1,
        low0=low0, low1=low1, hint=hint,
    )  # fmt: skip


def _mark(mark: Mark) -> Markup:
    half = mark.size / 2
    x, y = mark.x, mark.y
    if mark.shape == "circle":
        return Markup('<circle class="c-{}" cx="{}" cy="{}" r="{}"/>').format(
            mark.role, _number(x), _number(y), _number(half)
        )
    points = " ".join(f"{_number(a)},{_number(b)}" for a, b in mark.points())
    return Markup('<polygon class="c-{}" points="{}"/>').format(mark.role, points)


def _text(text: Text) -> Markup:
    anchor = "" if text.anchor == "start" else f" c-{text.anchor}"
    bold = " c-bold" if text.bold else ""
    # font-size is a presentation attribute: user units, allowed by our content policy.
    return Markup('<text class="c-text c-{}{}{}" x="{}" y="{}" font-size="{}">{}</text>').format(
        text.role, anchor, bold, _number(text.x), _number(text.y), _number(text.size), text.text
    )


def _linked(drawn: Markup, href: str | None) -> Markup:
    if href is None:
        return drawn
    inside = href.startswith(("/", "#", "?")) and not href.startswith("//")
    if not inside and not href.startswith("https://"):
        message = f"a picture does not link to {href!r}"
        raise ValueError(message)
    return Markup('<a href="{}">{}</a>').format(href, drawn)


def _number(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".") if value else "0"
