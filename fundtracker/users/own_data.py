"""All that is kept of somebody who signs in (GDPR, articles 15 and 20), as plain values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from fundtracker.acts.kinds import ActKind
from fundtracker.acts.models import Act
from fundtracker.db import instant_text
from fundtracker.outbox.models import Mail
from fundtracker.users.auditors import named_funds
from fundtracker.users.models import ShareLink
from fundtracker.users.passkeys import passkeys_of
from fundtracker.users.second import has_one, n_recovery_codes

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from fundtracker.users.models import User


def data_of(session: Session, user: User) -> dict[str, Any]:
    """Return what is kept of somebody, without secrets: their hashes say nothing to anybody."""
    acts = session.execute(
        select(Act.at, Act.kind, Act.key).where(Act.actor_id == user.id).order_by(Act.id)
    )
    letters = session.execute(
        select(Mail.queued_at, Mail.sent_at, Mail.subject)
        .where(Mail.recipient == user.email)
        .order_by(Mail.id)
    )
    shares = session.scalars(
        select(ShareLink).where(ShareLink.made_by_id == user.id).order_by(ShareLink.id)
    )
    return {
        "account": {
            "number": user.id,
            "name": user.name,
            "email": user.email,
            "role": user.role.value,
            "collectivity": user.collectivity_id,
            "may_sign_in": user.active,
            "created_at": instant_text(user.created_at),
            "signed_in_at": _told(user.signed_in_at),
            "expires_on": user.expires_on.isoformat() if user.expires_on else None,
            "audited_funds": named_funds(session, user.id),
        },
        "ways_in": {
            "second_factor": has_one(session, user.id),
            "recovery_codes_left": n_recovery_codes(session, user.id),
            "passkeys": [
                {
                    "name": it.name,
                    "made_at": instant_text(it.made_at),
                    "used_at": _told(it.used_at),
                }
                for it in passkeys_of(session, user.id)
            ],
        },
        "letters": [
            {"queued_at": instant_text(queued), "sent_at": _told(sent), "subject": subject}
            for queued, sent, subject in letters
        ],
        "shared_links": [
            {
                "label": it.label,
                "made_at": instant_text(it.made_at),
                "until": it.expires_on.isoformat(),
                "withdrawn_at": _told(it.withdrawn_at),
            }
            for it in shares
        ],
        "acts": [
            {"at": instant_text(at), "what": ActKind(kind).value, "key": key}
            for at, kind, key in acts
        ],
    }


def _told(at: datetime | None) -> str | None:
    return instant_text(at) if at is not None else None
