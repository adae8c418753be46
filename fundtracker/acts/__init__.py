"""Acts: what somebody did, once. Every write of the product is an act; acts are the audit trail.

Invariants, held by the database as well as by the code:

* an act is never updated or deleted;
* an idempotency key belongs to one act: the same key with the same content gives the first
  result, with other content it is refused;
* nobody confirms their own act.
"""
