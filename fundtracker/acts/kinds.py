"""The kinds of act: every verb of the product, with its words on pages."""

from __future__ import annotations

from enum import StrEnum

from fundtracker.i18n import N_, gettext


class ActKind(StrEnum):
    """What was done."""

    ADD_COLLECTIVITY = "add_collectivity"
    RECORD_SUCCESSION = "record_succession"
    ADD_PARTNER = "add_partner"
    ADD_USER = "add_user"
    OPEN_FUND = "open_fund"
    CHANGE_FUND_STATE = "change_fund_state"
    SET_FEE_RULE = "set_fee_rule"
    RECORD_DECISION = "record_decision"
    LOCK_PERIOD = "lock_period"
    ADD_PROJECT = "add_project"
    CHANGE_PROJECT_STATE = "change_project_state"
    RECORD_COFUNDING = "record_cofunding"
    RECORD_DONATION = "record_donation"
    RECORD_STEP = "record_step"
    FREEZE = "freeze"
    LIFT_FREEZE = "lift_freeze"
    RECEIVE = "receive"
    RETURN_FEE = "return_fee"
    WITHDRAW_FEES = "withdraw_fees"
    REFUND = "refund"
    CARRY_OVER = "carry_over"
    ALLOCATE = "allocate"
    RELEASE = "release"
    SUBSTITUTE = "substitute"
    SIGN_AGREEMENT = "sign_agreement"
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
    ActKind.ADD_PARTNER: N_("Partner added"),
    ActKind.ADD_USER: N_("User added"),
    ActKind.OPEN_FUND: N_("Fund opened"),
    ActKind.CHANGE_FUND_STATE: N_("Fund's state changed"),
    ActKind.SET_FEE_RULE: N_("Fee rule set"),
    ActKind.RECORD_DECISION: N_("Decision recorded"),
    ActKind.LOCK_PERIOD: N_("Period closed"),
    ActKind.ADD_PROJECT: N_("Project added"),
    ActKind.CHANGE_PROJECT_STATE: N_("Project's status changed"),
    ActKind.RECORD_COFUNDING: N_("Co-funding recorded"),
    ActKind.RECORD_DONATION: N_("Donation recorded"),
    ActKind.RECORD_STEP: N_("Step recorded"),
    ActKind.FREEZE: N_("Donation frozen"),
    ActKind.LIFT_FREEZE: N_("Freeze lifted"),
    ActKind.RECEIVE: N_("Payment received"),
    ActKind.RETURN_FEE: N_("Fee given back"),
    ActKind.WITHDRAW_FEES: N_("Fees taken by CUF"),
    ActKind.REFUND: N_("Refund to the donor"),
    ActKind.CARRY_OVER: N_("Carried over to another fund"),
    ActKind.ALLOCATE: N_("Allocation"),
    ActKind.RELEASE: N_("Return to unallocated"),
    ActKind.SUBSTITUTE: N_("Substitution"),
    ActKind.SIGN_AGREEMENT: N_("Partner agreement signed"),
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
