"""What a donor may reach: every record of its pages is found here, by its own collectivity.

No other module of these pages imports queries or models of records; import-linter holds that. What
is another's is not found, exactly as what does not exist.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from flask import current_app
from flask_login import current_user

from fundtracker import clock
from fundtracker.acts import revisions
from fundtracker.acts.service import Subject
from fundtracker.documents.donor_report.gather import gather
from fundtracker.documents.errors import NoSuchDocument
from fundtracker.documents.queries import for_donor
from fundtracker.documents.requests import Wanted
from fundtracker.donations.errors import NoSuchDonation
from fundtracker.files.attachments import AttachedFile, attached_to
from fundtracker.files.errors import NoSuchFile
from fundtracker.files.queries import get_photo
from fundtracker.funds.errors import NoSuchFund
from fundtracker.funds.queries import decisions_of, get_fund_by_id
from fundtracker.i18n import current_locale
from fundtracker.parties.edit import aliases_of
from fundtracker.parties.queries import (
    get_collectivity,
    predecessors_of,
    successions_of,
    with_predecessor,
)
from fundtracker.position import own_pages
from fundtracker.position.course import course
from fundtracker.position.donation_page import receipt_lines
from fundtracker.position.queries import seal_of
from fundtracker.position.scopes import (
    CollectivityInFundScope,
    CollectivityScope,
    DonationScope,
)
from fundtracker.position.traces import trace, vouchers_in
from fundtracker.projects.errors import NoSuchProject
from fundtracker.projects.indicators import followed
from fundtracker.projects.news import news_of
from fundtracker.users import manage, shares
from fundtracker.users.errors import NoSuchShare
from fundtracker.web import describing, papers, photos, reading

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sqlalchemy.orm import Session
    from werkzeug import Response

    from config import Settings
    from fundtracker.committee.models import Meeting
    from fundtracker.documents.donor_report import DonorReport
    from fundtracker.documents.kinds import DocumentKind
    from fundtracker.documents.queries import DocumentLine
    from fundtracker.files.models import Photo, StoredFile
    from fundtracker.funds.models import Crisis, Decision, Fund
    from fundtracker.parties.models import Collectivity
    from fundtracker.parties.queries import NamedSuccession, Predecessor
    from fundtracker.position.course import Event
    from fundtracker.position.donation_page import ReceiptLine
    from fundtracker.position.own_pages import Gift, Share, WholeFund
    from fundtracker.position.statement import Position, Seal
    from fundtracker.position.traces import Trace
    from fundtracker.position.vouchers import Voucher
    from fundtracker.projects.indicators import Followed
    from fundtracker.projects.models import News
    from fundtracker.users.models import ShareLink, User
    from fundtracker.web.describing import DescribeForm


# What both databases hold as an id.
_LARGEST = 2**62
_MOST_NEWS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnFund:
    """A fund that the donor gives to, with its crisis and the seal of its book."""

    fund: Fund
    crisis: Crisis
    seal: Seal


@dataclass(frozen=True, slots=True)
class Own:
    """One donor's records, in the session of the request."""

    session: Session
    collectivity: Collectivity
    # The reader's own, where it looks at one that this follows.
    follower: Collectivity | None = None

    def gifts(self, as_of: date, fund: Fund | None = None) -> list[Gift]:
        """List its donations, in all funds or in one."""
        fund_id = None if fund is None else fund.id
        return own_pages.gifts(self.session, self.collectivity.id, as_of, fund_id=fund_id)

    def shares(
        self, gifts: Sequence[Gift], as_of: date, whole: WholeFund | None = None
    ) -> list[Share]:
        """List the projects that some of its donations are allocated to."""
        return own_pages.shares(self.session, gifts, as_of, whole)

    def position(self, gifts: Sequence[Gift], as_of: date) -> Position:
        """Return where the money of all its donations was."""
        scope = CollectivityScope(collectivity_id=self.collectivity.id)
        return own_pages.position_of(gifts, scope, as_of, None)

    def fund(self, code: str) -> OwnFund:
        """Return a fund that it gives to; raise NoSuchFund."""
        found = own_pages.own_fund(self.session, self.collectivity.id, code)
        if found is None:
            raise NoSuchFund(code=code[:40])
        fund, crisis, seal = found
        return OwnFund(fund=fund, crisis=crisis, seal=seal)

    def position_in(self, fund: Fund, gifts: Sequence[Gift], whole: WholeFund) -> Position:
        """Return where its money in a fund was, from its donations there, beside the whole's."""
        scope = CollectivityInFundScope(
            fund_id=fund.id, book_id=fund.book_id, collectivity_id=self.collectivity.id
        )
        return own_pages.position_of(gifts, scope, whole.as_of, whole.seal)

    def whole(self, found: OwnFund, as_of: date) -> WholeFund:
        """Return all the money of a fund, which every donor of it sees."""
        return own_pages.whole_fund(self.session, found.fund, as_of, found.seal)

    def decisions(self, *funds: Fund) -> Sequence[Decision]:
        """List the decisions of funds, the latest first."""
        return decisions_of(self.session, *(it.id for it in funds))

    def news(self, fund: Fund, shares: Sequence[Share], as_of: date) -> Sequence[News]:
        """List what donors are told of a fund, and of the projects that its money is in."""
        ids = [it.project.id for it in shares]
        return news_of(self.session, fund.id, project_ids=ids, until=as_of, limit=_MOST_NEWS)

    def next_meeting(self, fund: Fund) -> Meeting | None:
        """Return when the committee of a fund meets next, if it is a member."""
        return own_pages.next_meeting(self.session, fund, self.collectivity.id, clock.today())

    def photo(self, code: str, photo: str) -> Response:
        """Show a photograph of the news of a fund that it gives to; raise NoSuchFile."""
        return photos.told_photo(self.session, self.fund(code).fund.id, photo)

    def gift(self, reference: str, as_of: date) -> Gift:
        """Return one of its donations; raise NoSuchDonation."""
        for gift in self.gifts(as_of):
            if gift.donation.reference == reference.upper():
                return gift
        raise NoSuchDonation

    def statement(self, gift: Gift, as_of: date) -> Position:
        """Return where the money of one of its donations was."""
        book_id = gift.fund.book_id
        scope = DonationScope(book_id=book_id, donation_id=gift.donation.id)
        return own_pages.position_of([gift], scope, as_of, seal_of(self.session, book_id))

    def receipts(self, gift: Gift) -> Sequence[ReceiptLine]:
        """List the payments received for one of its donations."""
        return receipt_lines(self.session, gift.donation.id)

    def share(self, code: str, project_id: int, as_of: date) -> tuple[Share, list[Gift]]:
        """Return a project that its money is in, and its gifts there; raise NoSuchProject."""
        gifts = [it for it in self.gifts(as_of) if project_id in it.by_project]
        for share in self.shares(gifts, as_of):
            if (share.fund.code, share.project.id) == (code, project_id):
                return share, gifts
        raise NoSuchProject

    def course(self, share: Share, as_of: date) -> list[Event]:
        """List the statuses that a project came into, and its milestones."""
        return course(self.session, share.project.id, as_of)

    def indicators(self, share: Share, as_of: date) -> list[Followed]:
        """List what a project aims at, and what was measured."""
        return followed(self.session, [share.project.id], as_of)[share.project.id]

    def n_other_donors(self, share: Share) -> int:
        """Count the other donors whose money is in a project."""
        return own_pages.n_other_donors(self.session, self.collectivity.id, share.project.id)

    def vouchers(self, share: Share, gifts: Sequence[Gift], as_of: date) -> list[Voucher]:
        """List the expenses of a project that its donations justified."""
        ids = [it.donation.id for it in gifts]
        return vouchers_in(self.session, ids, share.project.id, as_of)

    def trace_of(self, gifts: Sequence[Gift], as_of: date) -> Trace:
        """Return what became of some of its donations, of one fund."""
        return trace(self.session, [it.donation.id for it in gifts], as_of)

    def report(self, fund: Fund, as_of: date) -> DonorReport:
        """Return its report of a fund."""
        settings: Settings = current_app.extensions["settings"]
        return gather(
            self.session,
            fund,
            self.collectivity,
            as_of,
            is_demonstration=settings.is_demonstration,
        )

    def wanted(self, kind: DocumentKind, reference: str, as_of: date) -> Wanted:
        """Return what a document about it is asked for by; raise NoSuchDonation.

        One about a donation names it by its ``reference``.
        """
        whole = Wanted(
            kind=kind,
            collectivity_id=self.collectivity.id,
            as_of=as_of,
            locale=current_locale(),
        )
        if kind.about.is_over_funds:
            return whole
        donation = self.gift(reference, as_of).donation
        return replace(whole, fund_id=donation.fund_id, donation_id=donation.id)

    def pack(self, as_of: date) -> Response:
        """Answer with all its documents of a year, as one archive."""
        settings: Settings = current_app.extensions["settings"]
        return papers.donor_pack(
            self.collectivity, as_of, is_demonstration=settings.is_demonstration
        )

    def file(self, sha256: str) -> StoredFile:
        """Return a file that it may see; raise NoSuchFile."""
        found = own_pages.own_file(self.session, self.collectivity.id, sha256)
        if found is None:
            raise NoSuchFile
        return found

    def issued(self) -> list[DocumentLine]:
        """List the documents that were issued to it, or to all donors of its funds."""
        return for_donor(self.session, self.collectivity.id)

    def issued_one(self, document_id: int) -> DocumentLine:
        """Return one of these documents; raise NoSuchDocument."""
        for line in self.issued():
            if line.document.id == document_id:
                return line
        raise NoSuchDocument

    def attachments(self) -> Sequence[AttachedFile]:
        """List the files that staff attached to it."""
        return attached_to(self.session, self._subject)

    def aliases(self) -> list[str]:
        """List its other names."""
        return aliases_of(self.session, self.collectivity.id)

    def successions(self) -> Sequence[NamedSuccession]:
        """List what it followed, and what followed it."""
        return successions_of(self.session, self.collectivity.id)

    def predecessors(self) -> list[Predecessor]:
        """List whose place it stands in today."""
        return predecessors_of(self.session, self.collectivity.id, clock.today())

    def version(self) -> int:
        """Return the version of its facts, for an edit."""
        return revisions.version_of(self.session, self._subject)

    def describe_form(self, *, is_recorded: bool = False) -> DescribeForm:
        """Return the form of what it says of itself."""
        self.session.refresh(self.collectivity)
        return describing.form_of(
            self.collectivity, self._logo(), version=self.version(), is_recorded=is_recorded
        )

    def logo(self) -> Response:
        """Show its logo; raise NoSuchFile where it has none."""
        found = self._logo()
        if found is None:
            raise NoSuchFile
        return photos.shown(found)

    def _logo(self) -> Photo | None:
        sha256 = self.collectivity.logo_sha256
        return get_photo(self.session, sha256) if sha256 else None

    def members(self) -> Sequence[User]:
        """List the people of its team."""
        return manage.members(self.session, self.collectivity.id)

    def member(self, user_id: int) -> User:
        """Return somebody of its team; raise NoSuchUser."""
        return manage.get_member(self.session, self.collectivity.id, min(user_id, _LARGEST))

    def links(self, fund: Fund) -> Sequence[ShareLink]:
        """List the links to its page of a fund."""
        return shares.shares(self.session, self.collectivity.id, fund.id)

    def link(self, fund: Fund, share_id: int) -> ShareLink:
        """Return a link to its page of a fund; raise NoSuchShare."""
        for link in self.links(fund):
            if link.id == share_id:
                return link
        raise NoSuchShare

    @property
    def _subject(self) -> Subject:
        return Subject(kind="collectivity", record_id=self.collectivity.id)


def of_reader(predecessor_id: int | None = None) -> Own:
    """Return the records of whoever is signed in, who is a donor's user.

    Or those of a predecessor, where the reader's collectivity follows that one.
    """
    session, own_id = reading.session(), current_user.collectivity_id
    if predecessor_id is not None:
        wanted = min(predecessor_id, _LARGEST)
        both = with_predecessor(session, own_id, wanted, clock.today())
        if both is not None:
            follower, predecessor = both
            return Own(session, predecessor, follower)
    return Own(session, get_collectivity(session, own_id))


def of_link(share_id: int) -> tuple[Own, OwnFund, ShareLink]:
    """Return what a shared link opens: one donor's records, and the fund; raise NoSuchShare."""
    session = reading.session()
    link = shares.open_share(session, share_id)
    own = Own(session, get_collectivity(session, link.collectivity_id))
    return own, own.fund(get_fund_by_id(session, link.fund_id).code), link
