"""Telling whoever asked for long work that it is over."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from fundtracker.outbox import service as outbox
from fundtracker.outbox.service import Letter
from fundtracker.users.models import User

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def tell(session: Session, user_id: int | None, *, subject: str, said: str, address: str) -> None:
    """Queue a letter of one sentence and the address of a page; nobody is told of no one's work."""
    user = session.get(User, user_id) if user_id else None
    if user is None:
        return
    letter = Letter(
        recipient=user.email,
        subject=subject,
        text=f"{said}\n\n{address}\n",
        html=f'<p>{escape(said)}</p><p><a href="{escape(address)}">{escape(address)}</a></p>',
    )
    outbox.queue(session, letter)
