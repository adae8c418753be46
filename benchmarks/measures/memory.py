"""Makes donor reports and prints the largest size of the process in MB, after one and after all."""

from __future__ import annotations

import resource
import sys
from pathlib import Path

from benchmarks.data.spec import LAST_DAY
from fundtracker.db import Database
from fundtracker.documents.donor_report import render
from fundtracker.documents.donor_report.gather import gather
from fundtracker.funds.queries import get_fund
from fundtracker.parties.queries import get_collectivity


def main(url: str, donor_id: int, number: int) -> None:
    """Make the reports of ``number`` donors, that one and those after it."""
    with Database(url).session() as session:
        fund = get_fund(session, "fonds-01")
        for n in range(number):
            donor = get_collectivity(session, donor_id + n)
            assert render(gather(session, fund, donor, LAST_DAY, is_demonstration=False))
            session.expunge_all()
            if n == 0:
                print(_largest_size())
                fund = get_fund(session, "fonds-01")
        print(_largest_size())


def _largest_size() -> float:
    """Return the peak of this program in MB; what its parent held before does not count."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
