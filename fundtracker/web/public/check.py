"""Whether a document is genuine: by the code that it bears, or by the file itself."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from flask import make_response, redirect, render_template, request, url_for

from fundtracker.documents import queries
from fundtracker.documents.errors import NoSuchDocument
from fundtracker.documents.imprint import shown_code
from fundtracker.documents.queries import DocumentState
from fundtracker.documents.signing import signature_of
from fundtracker.web import reading
from fundtracker.web.access import Permission, needs
from fundtracker.web.public.blueprint import pages
from fundtracker.web.uploads import store

if TYPE_CHECKING:
    from werkzeug import Response

    from fundtracker.documents.queries import DocumentLine
    from fundtracker.documents.signing import Signature

_LONGEST = 40
_TONES = {
    DocumentState.VALID: "good",
    DocumentState.REPLACED: "warn",
    DocumentState.WITHDRAWN: "bad",
}


@pages.get("/check")
@needs(Permission.PUBLIC)
def check() -> Response:
    """Ask for a code or a file; with a code, lead to what it says."""
    typed = request.args.get("code", "").strip()[:_LONGEST]
    if typed:
        plain = "".join(it for it in typed if it.isascii() and it.isalnum()) or "0"
        return redirect(url_for(".check_code", code=plain), code=303)
    return make_response(render_template("public/check.html", line=None, asked=None))


@pages.get("/check/<code>")
@needs(Permission.PUBLIC)
def check_code(code: str) -> Response:
    """Say what is known of the document that bears a code."""
    try:
        line = queries.by_code(reading.session(), code[:_LONGEST])
    except NoSuchDocument:
        return _unknown("code")
    return _known(line)


@pages.post("/check")
@needs(Permission.PUBLIC)
def check_file() -> Response:
    """Say what is known of a file, which is looked at and not kept."""
    sent = request.files.get("file")
    content = sent.read() if sent is not None else b""
    if not content:
        return make_response(render_template("public/check.html", line=None, asked="nothing"), 422)
    try:
        line = queries.by_file(reading.session(), hashlib.sha256(content).hexdigest())
    except NoSuchDocument:
        return _unknown("file", signature_of(content))
    return _known(line)


def _known(line: DocumentLine) -> Response:
    html = render_template(
        "public/check.html",
        line=line,
        asked=None,
        signature=signature_of(store().get(line.document.file_sha256)),
        tone=_TONES[line.state],
        code=shown_code(line.document.code),
    )
    return make_response(html)


def _unknown(asked: str, signature: Signature | None = None) -> Response:
    html = render_template("public/check.html", line=None, asked=asked, signature=signature)
    return make_response(html, 404)
