"""The texts of the kit and the paragraphs of documents, edited by staff, seen before saving."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import abort, redirect, render_template, request, url_for

from fundtracker import clock
from fundtracker.acts import revisions
from fundtracker.documents.appeal_kit.errors import TitleMissing
from fundtracker.documents.appeal_kit.fields import blanks
from fundtracker.documents.appeal_kit.paper import paper
from fundtracker.documents.appeal_kit.texts import (
    EditText,
    changed,
    checked,
    edit_text,
    first_text,
    subject_of,
    text_of,
)
from fundtracker.documents.errors import UnknownField
from fundtracker.documents.issuer import Issuer
from fundtracker.documents.kinds import PaperKind
from fundtracker.documents.paragraphs import texts_of as paragraphs
from fundtracker.documents.paragraphs.kinds import ParagraphKind
from fundtracker.documents.paragraphs.words import fields_of
from fundtracker.errors import RuleViolation
from fundtracker.i18n import LOCALES, N_, lazy_gettext, use_locale
from fundtracker.i18n import gettext as _
from fundtracker.position.timeline import timeline
from fundtracker.web import reading
from fundtracker.web.access import Permission
from fundtracker.web.edits import EditForm
from fundtracker.web.fields import ProseField
from fundtracker.web.said import say
from fundtracker.web.staff.blueprint import form_page, page

if TYPE_CHECKING:
    from sqlalchemy.orm import Session
    from werkzeug import Response

    from fundtracker.documents.appeal_kit.paper import Block
    from fundtracker.i18n import Locale

_LONGEST = 20_000
_LONGEST_PARAGRAPHS = 4_000


class TextForm(EditForm):
    """The text of a paper."""

    text = ProseField(lazy_gettext("Text"), limit=_LONGEST)


@page("/texts", Permission.MANAGE_ORGANISATION)
def texts() -> str:
    """List the papers whose texts staff can change."""
    session = reading.session()
    own = changed(session)
    words = {locale: _own(session, locale) for locale in LOCALES}
    return render_template(
        "staff/texts.html",
        papers=[(it, [(locale, (it, locale) in own) for locale in it.locales]) for it in PaperKind],
        paragraphs=[
            (kind, [(locale, kind in its) for locale, its in words.items()])
            for kind in ParagraphKind
        ],
    )


@form_page("/texts/<kind>/<locale>", Permission.MANAGE_ORGANISATION)
def edit_paper(kind: str, locale: str) -> tuple[str, int] | Response:
    """Show the text of a paper as it would be filled in, and change it."""
    if kind not in set(PaperKind) or locale not in LOCALES:
        abort(404)
    session, which, language = reading.session(), PaperKind(kind), locale
    if language not in which.locales:
        abort(404)
    form = _recorded(session, which, language, is_recorded=False)
    if form.is_sent() and "preview" not in request.form:
        wanted = EditText(
            kind=which, locale=language, version=form.seen_version, text=form.text.data or ""
        )
        done = form.record(
            lambda writing, by: edit_text(writing, wanted, by=by),
            {UnknownField: "text", TitleMissing: "text"},
        )
        if done is not None:
            say(_("Saved: papers say so from now on."))
            return redirect(url_for(".texts"), code=303)
        if form.is_outdated:
            form.compare(_recorded(session, which, language, is_recorded=True))
    with use_locale(language):
        fields = sorted(blanks().items())
    html = render_template(
        "staff/text_form.html",
        form=form,
        kind=which,
        locale=language,
        blocks=_preview(form, which, language),
        fields=fields,
        deeds=timeline(reading.session(), [subject_of(which, language)]),
    )
    return html, form.status


def _preview(form: TextForm, kind: PaperKind, locale: Locale) -> tuple[Block, ...]:
    """Fill in what was typed with what is to be completed; say what is wrong with it."""
    try:
        typed = checked(kind, form.text.data or first_text(kind, locale))
    except RuleViolation as refusal:
        if not form.text.errors:
            form.refuse("text", refusal)
        return ()
    with use_locale(locale):
        return paper(kind, typed, {}, blanks()).blocks


def _recorded(session: Session, kind: PaperKind, locale: Locale, *, is_recorded: bool) -> TextForm:
    return TextForm(
        version=revisions.version_of(session, subject_of(kind, locale)),
        is_recorded=is_recorded,
        data={"text": text_of(session, kind, locale)},
    )


class ParagraphsForm(EditForm):
    """What is said in a place of a document; it may be nothing."""

    text = ProseField(lazy_gettext("Text"), limit=_LONGEST_PARAGRAPHS, required=False)


@form_page("/texts/paragraphs/<kind>/<locale>", Permission.MANAGE_ORGANISATION)
def edit_words(kind: str, locale: str) -> tuple[str, int] | Response:
    """Show what is said at the beginning or the end of a document, and change it."""
    if kind not in set(ParagraphKind) or locale not in LOCALES:
        abort(404)
    which, language = ParagraphKind(kind), locale
    session = reading.session()
    form = _words(session, which, language, is_recorded=False)
    if form.is_sent() and "preview" not in request.form:
        wanted = paragraphs.EditParagraphs(
            kind=which,
            locale=language,
            version=form.seen_version,
            text=None if "first" in request.form else form.text.data or "",
        )
        done = form.record(
            lambda writing, by: paragraphs.edit_paragraphs(writing, wanted, by=by),
            {UnknownField: "text"},
        )
        if done is not None:
            say(_("Saved: documents say so from now on; issued ones stay as they are."))
            return redirect(url_for(".texts", _anchor="paragraphs"), code=303)
        if form.is_outdated:
            form.compare(_words(session, which, language, is_recorded=True))
    html = render_template(
        "staff/paragraphs_form.html",
        form=form,
        kind=which,
        locale=language,
        said=_said(form, which, language),
        deeds=timeline(reading.session(), [paragraphs.subject_of(which, language)]),
    )
    return html, form.status


def _said(form: ParagraphsForm, kind: ParagraphKind, locale: Locale) -> tuple[str, ...] | None:
    """Fill in what was typed with made-up names; None where it cannot be filled in."""
    try:
        typed = paragraphs.checked(kind, form.text.data or "")
    except RuleViolation as refusal:
        if not form.text.errors:
            form.refuse("text", refusal)
        return None
    with use_locale(locale):
        issuer = Issuer.now(reading.session())
        fields = fields_of(issuer, clock.today(), **{it: _(word) for it, word in _EXAMPLES})
    # What is not known yet is shown by its name, so that one sees it.
    return paragraphs.filled(typed, {it: fields[it] or f"[{it}]" for it in kind.fields})


_EXAMPLES = (
    ("donor", N_("Exampletown")),
    ("fund", N_("Example fund")),
    ("territory", N_("the territory that was struck")),
)


def _own(session: Session, locale: Locale) -> set[ParagraphKind]:
    """Find the places whose text staff wrote in a language."""
    texts = paragraphs.texts_of(session, list(ParagraphKind), locale)
    return {kind for kind, it in texts.items() if it != paragraphs.first_text(kind, locale)}


def _words(
    session: Session, kind: ParagraphKind, locale: Locale, *, is_recorded: bool
) -> ParagraphsForm:
    return ParagraphsForm(
        version=revisions.version_of(session, paragraphs.subject_of(kind, locale)),
        is_recorded=is_recorded,
        data={"text": paragraphs.text_of(session, kind, locale)},
    )
