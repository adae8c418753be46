"""Who issues every document, as the document keeps it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from fundtracker.parties.queries import organisation

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Issuer:
    """The organisation on the day of the document; what it has not said is empty."""

    name: str
    legal_form: str = ""
    address: str = ""
    siret: str = ""
    rna: str = ""
    email: str = ""
    phone: str = ""
    website: str = ""
    signatory: str = ""
    signatory_function: str = ""

    @classmethod
    def now(cls, session: Session) -> Self:
        """Return the organisation as it is now."""
        it = organisation(session)
        return cls(
            name=it.name,
            legal_form=it.legal_form,
            address=it.address,
            siret=it.siret or "",
            rna=it.rna or "",
            email=it.email or "",
            phone=it.phone,
            website=it.website,
            signatory=it.signatory,
            signatory_function=it.signatory_function,
        )
