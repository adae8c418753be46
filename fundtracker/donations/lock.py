"""Holding the book of a donation's fund while something about the donation is decided."""

from __future__ import annotations

from fundtracker.donations.errors import NoSuchDonation
from fundtracker.donations.models import Donation
from fundtracker.funds.lock import locking

lock_donation = locking(Donation, NoSuchDonation)
