"""What a collectivity says of itself: the same form for its own lead and for the staff."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fundtracker.i18n import lazy_gettext
from fundtracker.parties.edit import DescribeCollectivity, describe_collectivity
from fundtracker.web.edits import EditForm
from fundtracker.web.fields import ProseField
from fundtracker.web.uploads import PhotoField

if TYPE_CHECKING:
    from fundtracker.files.models import Photo
    from fundtracker.parties.models import Collectivity

_LONGEST = 400


class DescribeForm(EditForm):
    """Address and logo."""

    address = ProseField(lazy_gettext("Address"), limit=_LONGEST)
    logo = PhotoField(lazy_gettext("Logo or coat of arms"))


def form_of(
    found: Collectivity, logo: Photo | None, *, version: int, is_recorded: bool = False
) -> DescribeForm:
    """Return the form, filled with what is known."""
    form = DescribeForm(
        version=version, is_recorded=is_recorded, data={"address": found.address or ""}
    )
    if logo is not None and (is_recorded or not form.logo.is_filled):
        form.logo.begin_with([logo])
    return form


def recorded(form: DescribeForm, collectivity_id: int) -> bool:
    """Record what was typed; tell whether it was."""
    wanted = DescribeCollectivity(
        collectivity_id=collectivity_id,
        version=form.seen_version,
        address=form.address.data or "",
        logo_sha256=form.logo.first,
    )
    done = form.record(lambda session, by: describe_collectivity(session, wanted, by=by).id)
    return done is not None
