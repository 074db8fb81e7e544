"""The columns that `peers columns FOLDER` wrote, and what every worker prints.

Each kind of event has `case`, `place` (within its case, from 0) and `day`; `days` holds,
for every day, what is looked up: 5, 15 and 20 working days on, 3 and 6 months on, and the
fifth working day before. All are 32-bit numbers; days count from 1 January 1970.
"""

import sys
import time

import numpy as np

AS_OF = 20_643  # 9 July 2026
NEVER = 2_147_483_647
KINDS = ("coming", "leaving", "review", "decisions", "record")
LOOKUPS = ("day", "working5", "working15", "working20", "months3", "months6", "back5")


def read(folder):
    """Every column by its name: {"review": {"case": …, "place": …, "day": …}, …}."""

    def column(name):
        return np.fromfile(f"{folder}/{name}", dtype="<i4")

    columns = {
        kind: {part: column(f"{kind}.{part}") for part in ("case", "place", "day")}
        for kind in KINDS
    }
    columns["days"] = {part: column(f"days.{part}") for part in LOOKUPS}
    return columns


def sums(case, trigger, due, done, status):
    """What two engines must agree on (`reviews::sums` of the bench)."""
    case, trigger, due, done, status = (
        np.asarray(part).astype(np.int64) for part in (case, trigger, due, done, status)
    )
    done = np.where(done == NEVER, 0, done)
    return [
        len(due),
        int(due.sum()),
        int(done.sum()),
        int((status * (1 + case % 97)).sum()),
        int(((case % 1_009) * (due % 997)).sum()),
        int(((trigger % 991) * status).sum()),
    ]


def serve(run, read_off):
    """For every line of input: one timed run, then its nanoseconds and sums."""
    for _ in sys.stdin:
        start = time.perf_counter_ns()
        result = run()
        took = time.perf_counter_ns() - start
        print(took, *sums(*read_off(result)), flush=True)
