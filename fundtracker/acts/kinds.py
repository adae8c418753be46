"""The kinds of act: every verb of the product, with its words on pages."""

from __future__ import annotations

from enum import StrEnum

from fundtracker.i18n import N_, gettext


class ActKind(StrEnum):
    """What was done."""

    ADD_COLLECTIVITY = "add_collectivity"
    RECORD_SUCCESSION = "record_succession"
    EDIT_COLLECTIVITY = "edit_collectivity"
    ADD_CONTACT = "add_contact"
    EDIT_CONTACT = "edit_contact"
    REMOVE_CONTACT = "remove_contact"
    ADD_PARTNER = "add_partner"
    EDIT_PARTNER = "edit_partner"
    ADD_USER = "add_user"
    INVITE_USER = "invite_user"
    INVITE_AGAIN = "invite_again"
    EDIT_USER = "edit_user"
    DISABLE_USER = "disable_user"
    ENABLE_USER = "enable_user"
    ERASE_USER = "erase_user"
    SET_PASSWORD = "set_password"  # noqa: S105 - the name of an act
    SHARE_PAGE = "share_page"
    WITHDRAW_SHARE = "withdraw_share"
    SET_SECOND_FACTOR = "set_second_factor"
    REMOVE_SECOND_FACTOR = "remove_second_factor"
    ADD_PASSKEY = "add_passkey"
    REMOVE_PASSKEY = "remove_passkey"
    PROPOSE = "propose"
    REFUSE_PROPOSAL = "refuse_proposal"
    EDIT_ORGANISATION = "edit_organisation"
    EDIT_TEXT = "edit_text"
    ISSUE_DOCUMENT = "issue_document"
    WITHDRAW_DOCUMENT = "withdraw_document"
    QUEUE_DOCUMENTS = "queue_documents"
    CANCEL_DOCUMENTS = "cancel_documents"
    SEND_DOCUMENTS = "send_documents"
    QUEUE_PACKS = "queue_packs"
    CANCEL_PACKS = "cancel_packs"
    OPEN_FUND = "open_fund"
    EDIT_FUND = "edit_fund"
    SET_PHASES = "set_phases"
    ATTACH_FILE = "attach_file"
    REMOVE_FILE = "remove_file"
    CHANGE_FUND_STATE = "change_fund_state"
    SET_FEE_RULE = "set_fee_rule"
    RECORD_DECISION = "record_decision"
    EDIT_DECISION = "edit_decision"
    CONVENE = "convene"
    EDIT_MEETING = "edit_meeting"
    CANCEL_MEETING = "cancel_meeting"
    RECORD_MINUTES = "record_minutes"
    LOCK_PERIOD = "lock_period"
    ADD_PROJECT = "add_project"
    EDIT_PROJECT = "edit_project"
    SET_BUDGET = "set_budget"
    RECORD_PUBLISHED_TOTAL = "record_published_total"
    CHANGE_PROJECT_STATE = "change_project_state"
    RECORD_COFUNDING = "record_cofunding"
    EDIT_COFUNDING = "edit_cofunding"
    ADD_INDICATOR = "add_indicator"
    EDIT_INDICATOR = "edit_indicator"
    REMOVE_INDICATOR = "remove_indicator"
    MEASURE = "measure"
    ADD_MILESTONE = "add_milestone"
    EDIT_MILESTONE = "edit_milestone"
    REMOVE_MILESTONE = "remove_milestone"
    ADD_NEWS = "add_news"
    EDIT_NEWS = "edit_news"
    REMOVE_NEWS = "remove_news"
    RECORD_DONATION = "record_donation"
    EDIT_DONATION = "edit_donation"
    EXPECT = "expect"
    RECORD_STEP = "record_step"
    FREEZE = "freeze"
    LIFT_FREEZE = "lift_freeze"
    RECEIVE = "receive"
    RETURN_FEE = "return_fee"
    WITHDRAW_FEES = "withdraw_fees"
    REFUND = "refund"
    CHOOSE_LEFTOVER = "choose_leftover"
    CARRY_OVER = "carry_over"
    ALLOCATE = "allocate"
    RELEASE = "release"
    SUBSTITUTE = "substitute"
    SIGN_AGREEMENT = "sign_agreement"
    EDIT_AGREEMENT = "edit_agreement"
    DISBURSE = "disburse"
    ACCEPT_EXPENDITURE = "accept_expenditure"
    POST_WAITING = "post_waiting"
    WITHDRAW_EXPENDITURE = "withdraw_expenditure"
    SPEND_DIRECTLY = "spend_directly"
    REFUND_BY_PARTNER = "refund_by_partner"
    WRITE_OFF = "write_off"
    CORRECT = "correct"
    REVERSE = "reverse"
    ERASE_MEMO = "erase_memo"

    @property
    def label(self) -> str:
        """The act's words, in the language of the moment."""
        return gettext(_LABELS[self])


_LABELS = {
    ActKind.ADD_COLLECTIVITY: N_("Collectivity added"),
    ActKind.RECORD_SUCCESSION: N_("Succession recorded"),
    ActKind.EDIT_COLLECTIVITY: N_("Collectivity edited"),
    ActKind.ADD_CONTACT: N_("Contact added"),
    ActKind.EDIT_CONTACT: N_("Contact edited"),
    ActKind.REMOVE_CONTACT: N_("Contact removed"),
    ActKind.ADD_PARTNER: N_("Partner added"),
    ActKind.EDIT_PARTNER: N_("Partner edited"),
    ActKind.ADD_USER: N_("User added"),
    ActKind.INVITE_USER: N_("User invited"),
    ActKind.INVITE_AGAIN: N_("User invited again"),
    ActKind.EDIT_USER: N_("User edited"),
    ActKind.DISABLE_USER: N_("User disabled"),
    ActKind.ENABLE_USER: N_("User enabled again"),
    ActKind.ERASE_USER: N_("User erased"),
    ActKind.SET_PASSWORD: N_("Password set"),
    ActKind.SHARE_PAGE: N_("Page shared by a link"),
    ActKind.WITHDRAW_SHARE: N_("Shared link withdrawn"),
    ActKind.SET_SECOND_FACTOR: N_("Second factor set up"),
    ActKind.REMOVE_SECOND_FACTOR: N_("Second factor taken away"),
    ActKind.ADD_PASSKEY: N_("Passkey added"),
    ActKind.REMOVE_PASSKEY: N_("Passkey removed"),
    ActKind.PROPOSE: N_("Proposed, to be confirmed by somebody else"),
    ActKind.REFUSE_PROPOSAL: N_("Proposal refused"),
    ActKind.EDIT_ORGANISATION: N_("Organisation edited"),
    ActKind.EDIT_TEXT: N_("Text of a paper edited"),
    ActKind.ISSUE_DOCUMENT: N_("Document issued"),
    ActKind.WITHDRAW_DOCUMENT: N_("Document withdrawn"),
    ActKind.QUEUE_DOCUMENTS: N_("Documents queued to be issued"),
    ActKind.CANCEL_DOCUMENTS: N_("Issuing of documents cancelled"),
    ActKind.SEND_DOCUMENTS: N_("Documents sent"),
    ActKind.QUEUE_PACKS: N_("Packs of documents asked for"),
    ActKind.CANCEL_PACKS: N_("Packs of documents cancelled"),
    ActKind.OPEN_FUND: N_("Fund opened"),
    ActKind.EDIT_FUND: N_("Fund edited"),
    ActKind.SET_PHASES: N_("Phases of the fund set"),
    ActKind.ATTACH_FILE: N_("Document attached"),
    ActKind.REMOVE_FILE: N_("Document removed"),
    ActKind.CHANGE_FUND_STATE: N_("Fund's state changed"),
    ActKind.SET_FEE_RULE: N_("Fee rule set"),
    ActKind.RECORD_DECISION: N_("Decision recorded"),
    ActKind.EDIT_DECISION: N_("Decision edited"),
    ActKind.CONVENE: N_("Committee convened"),
    ActKind.EDIT_MEETING: N_("Meeting changed"),
    ActKind.CANCEL_MEETING: N_("Meeting called off"),
    ActKind.RECORD_MINUTES: N_("Minutes recorded"),
    ActKind.LOCK_PERIOD: N_("Period closed"),
    ActKind.ADD_PROJECT: N_("Project added"),
    ActKind.EDIT_PROJECT: N_("Project edited"),
    ActKind.SET_BUDGET: N_("Budget of the project set"),
    ActKind.RECORD_PUBLISHED_TOTAL: N_("Published total recorded"),
    ActKind.CHANGE_PROJECT_STATE: N_("Project's status changed"),
    ActKind.RECORD_COFUNDING: N_("Co-funding recorded"),
    ActKind.EDIT_COFUNDING: N_("Co-funding edited"),
    ActKind.ADD_INDICATOR: N_("Indicator added"),
    ActKind.EDIT_INDICATOR: N_("Indicator edited"),
    ActKind.REMOVE_INDICATOR: N_("Indicator no longer followed"),
    ActKind.MEASURE: N_("Indicator measured"),
    ActKind.ADD_MILESTONE: N_("Milestone added"),
    ActKind.EDIT_MILESTONE: N_("Milestone edited"),
    ActKind.REMOVE_MILESTONE: N_("Milestone taken away"),
    ActKind.ADD_NEWS: N_("News told"),
    ActKind.EDIT_NEWS: N_("News edited"),
    ActKind.REMOVE_NEWS: N_("News taken away"),
    ActKind.RECORD_DONATION: N_("Donation recorded"),
    ActKind.EDIT_DONATION: N_("Donation edited"),
    ActKind.EXPECT: N_("Next step expected"),
    ActKind.RECORD_STEP: N_("Step recorded"),
    ActKind.FREEZE: N_("Donation frozen"),
    ActKind.LIFT_FREEZE: N_("Freeze lifted"),
    ActKind.RECEIVE: N_("Payment received"),
    ActKind.RETURN_FEE: N_("Fee given back"),
    ActKind.WITHDRAW_FEES: N_("Fees taken by CUF"),
    ActKind.REFUND: N_("Refund to the donor"),
    ActKind.CHOOSE_LEFTOVER: N_("Donor’s choice recorded"),
    ActKind.CARRY_OVER: N_("Carried over to another fund"),
    ActKind.ALLOCATE: N_("Allocation"),
    ActKind.RELEASE: N_("Return to unallocated"),
    ActKind.SUBSTITUTE: N_("Substitution"),
    ActKind.SIGN_AGREEMENT: N_("Partner agreement signed"),
    ActKind.EDIT_AGREEMENT: N_("Partner agreement edited"),
    ActKind.DISBURSE: N_("Payment to the partner"),
    ActKind.ACCEPT_EXPENDITURE: N_("Expenditure accepted"),
    ActKind.POST_WAITING: N_("Waiting expenditure posted"),
    ActKind.WITHDRAW_EXPENDITURE: N_("Expenditure withdrawn"),
    ActKind.SPEND_DIRECTLY: N_("Spent by CUF"),
    ActKind.REFUND_BY_PARTNER: N_("Refund by the partner"),
    ActKind.WRITE_OFF: N_("Given up as lost"),
    ActKind.CORRECT: N_("Correction"),
    ActKind.REVERSE: N_("Reversal"),
    ActKind.ERASE_MEMO: N_("Memo erased"),
}
