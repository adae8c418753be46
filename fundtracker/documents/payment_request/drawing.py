"""Draws a payment request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fundtracker.documents.letterhead import letterhead, signed
from fundtracker.documents.marks import furniture
from fundtracker.documents.page import Title, build
from fundtracker.documents.tables import facts
from fundtracker.documents.typography import BODY, LEAD, TITLE, marked_up, paragraph
from fundtracker.documents.wording import LINE, filled, printable
from fundtracker.i18n import format_amount, format_date, use_locale
from fundtracker.i18n import gettext as _

if TYPE_CHECKING:
    from reportlab.platypus import Flowable

    from fundtracker.documents.payment_request.content import PaymentRequest


def render(request: PaymentRequest) -> bytes:
    """Return the request as a PDF in its own language; the same content gives the same bytes."""
    with use_locale(request.locale):
        issuer = printable(request.issuer.name)
        story: list[Flowable] = [
            *letterhead(request.issuer, request.donor, request.donor_address, request.as_of),
            Title(_("Payment request"), TITLE, "request"),
            marked_up(
                filled(
                    _(
                        "Following the grant of %(donor)s to the solidarity fund “%(fund)s”,"
                        " %(issuer)s asks for the payment of %(asked)s."
                    ),
                    donor=printable(request.donor),
                    fund=printable(request.fund),
                    issuer=issuer,
                    asked=format_amount(request.asked),
                ),
                LEAD,
            ),
            *request.words.begin(),
            facts(
                [
                    (_("Donor"), printable(request.donor)),
                    ("SIREN", request.siren),
                    (_("Deliberation or agreement"), printable(request.paper, LINE)),
                    (_("Amount granted"), format_amount(request.granted)),
                    (_("Received so far"), format_amount(request.received)),
                    (_("Asked for"), format_amount(request.asked)),
                    (_("By"), format_date(request.due_on) if request.due_on else ""),
                ]
            ),
            paragraph(
                _(
                    "Please pay to the fund’s dedicated bank account, and quote the reference: by"
                    " it the payment is found and assigned to your grant."
                ),
                BODY,
            ),
            facts(
                [
                    (_("Holder"), issuer),
                    ("IBAN", request.iban or _("to be asked for: not recorded yet")),
                    ("BIC", request.bic),
                    (_("Reference to quote"), request.reference),
                ]
            ),
            *request.words.end(),
            *signed(request.issuer),
        ]
        words = f"{_('Payment request')} – {request.reference}"
        subject = f"{printable(request.fund)} · {printable(request.donor)}"
        return build(story, furniture(request, title=words, subject=subject))
