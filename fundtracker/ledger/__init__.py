"""Double-entry ledger: books, accounts, and the transfers that move money between them.

Invariants, each held by the database as well as by the code:

* a transfer debits one account and credits another of the same book, by the same amount above
  zero: it is one row, and cannot be unbalanced;
* an entry is never updated or deleted: a mistake is corrected by its reversal, once, never dated
  before it;
* no bounded account is below zero, at the end of an act nor as of any date;
* nothing is dated after today, nor in a closed period;
* the entries of a book are 1, 2, 3 … in the order of their commits, each bearing the hash of the
  one before;
* the counters of accounts and the kept totals are the sums of the transfers.
"""
