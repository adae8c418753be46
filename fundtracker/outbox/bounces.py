"""Letters that come back: what mail servers report that they could not deliver (RFC 3464)."""

from __future__ import annotations

from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from email.policy import default
from typing import TYPE_CHECKING

from fundtracker.outbox import service

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

_FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Failure:
    """An address that a letter did not reach, and what its server said."""

    recipient: str
    said: str


def failures_in(content: bytes) -> list[Failure]:
    """List the addresses that a report says were not reached; none where it is no report."""
    found = []
    for part in message_from_bytes(content, policy=default).walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        blocks = part.get_payload()
        for block in blocks if isinstance(blocks, list) else ():
            failure = _failure(block) if isinstance(block, Message) else None
            if failure is not None:
                found.append(failure)
    return found


def _failure(block: Message) -> Failure | None:
    """Read what is said of one recipient; None where that is nothing final."""
    if str(block.get("Action", "")).strip().lower() != _FAILED:
        return None
    named = str(block.get("Original-Recipient") or block.get("Final-Recipient") or "")
    recipient = named.partition(";")[2].strip().strip("<>").lower()
    if not recipient:
        return None
    said = str(block.get("Diagnostic-Code", "")).partition(";")[2] or str(block.get("Status", ""))
    return Failure(recipient, " ".join(said.split()))


def take_bounces(session: Session, content: bytes) -> int:
    """Mark the last letters to addresses that a report names; return how many there are."""
    return sum(service.came_back(session, it.recipient, it.said) for it in failures_in(content))
