"""Which files belong to funds: papers of their donations, decisions, agreements and spending."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import or_, select

from fundtracker.donations.models import Donation, DonationStep
from fundtracker.files.models import Attachment
from fundtracker.funds.models import Decision, Fund
from fundtracker.ledger.models import EntryFile
from fundtracker.projects.models import Project
from fundtracker.spending.models import Expenditure, PartnerAgreement, SupportingDocument

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy.orm import Session


def is_of_funds(session: Session, sha256: str, fund_ids: Collection[int]) -> bool:
    """Tell whether a file belongs to any record of these funds, in one statement."""
    projects = select(Project.id).where(Project.fund_id.in_(fund_ids))
    donations = select(Donation.id).where(Donation.fund_id.in_(fund_ids))
    books = select(Fund.book_id).where(Fund.id.in_(fund_ids))
    found = (
        select(DonationStep.id).where(
            DonationStep.file_sha256 == sha256, DonationStep.donation_id.in_(donations)
        ),
        select(Decision.id).where(Decision.file_sha256 == sha256, Decision.fund_id.in_(fund_ids)),
        select(PartnerAgreement.id).where(
            PartnerAgreement.file_sha256 == sha256, PartnerAgreement.fund_id.in_(fund_ids)
        ),
        select(SupportingDocument.expenditure_id)
        .join(Expenditure, Expenditure.id == SupportingDocument.expenditure_id)
        .where(SupportingDocument.sha256 == sha256, Expenditure.project_id.in_(projects)),
        select(EntryFile.number).where(EntryFile.sha256 == sha256, EntryFile.book_id.in_(books)),
        *(
            select(Attachment.id).where(
                Attachment.sha256 == sha256,
                Attachment.removed_act_id.is_(None),
                Attachment.kind == kind,
                Attachment.record_id.in_(ids),
            )
            for kind, ids in (
                ("fund", select(Fund.id).where(Fund.id.in_(fund_ids))),
                ("project", projects),
                ("donation", donations),
            )
        ),
    )
    return bool(session.scalar(select(or_(*(it.exists() for it in found)))))
