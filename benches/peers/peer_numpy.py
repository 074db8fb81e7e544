"""The five review duties with numpy: whole columns at a time, on one thread."""

import sys

import numpy as np

from columns import AS_OF, NEVER, read, serve

columns = read(sys.argv[1])
children = len(columns["coming"]["case"])
FIRST = int(columns["days"]["day"][0])


def looked_up(name, day):
    return columns["days"][name][day - FIRST]


def starts(kind):
    return np.searchsorted(columns[kind]["case"], np.arange(children + 1)).astype(np.int64)


# The engines have these with the columns.
STARTS = {kind: starts(kind) for kind in ("decisions", "record")}


def status(opens, due, done, closed):
    soon = np.maximum(looked_up("back5", due), due - (due - opens) // 3)
    return np.select(
        [
            (done != NEVER) & (done <= due),
            done != NEVER,
            closed < AS_OF,
            due < AS_OF,
            soon <= AS_OF,
        ],
        [np.int8(1), np.int8(2), np.int8(3), np.int8(4), np.int8(5)],
        np.int8(6),
    )


def acts_of(kind, closed):
    """Each review takes the oldest act on or after it that no review before it took."""
    review, acts = columns["review"], columns[kind]
    wide = np.int64(1) << 32
    at = np.searchsorted(
        acts["case"] * wide + acts["day"], review["case"] * wide + review["day"]
    )
    # Each takes at least the one after its predecessor's: a running greatest of (first
    # act − place), begun anew with each case.
    ahead = at - review["place"] + review["case"] * wide
    taken = np.maximum.accumulate(ahead) - review["case"] * wide + review["place"]
    there = taken < STARTS[kind][review["case"] + 1]
    day = acts["day"][np.minimum(taken, len(acts["day"]) - 1)]
    return np.where(there & (day <= np.minimum(closed, AS_OF)), day, NEVER)


def run():
    coming, leaving, review = columns["coming"], columns["leaving"], columns["review"]
    left = np.full(children, NEVER, dtype=np.int32)
    left[leaving["case"]] = leaving["day"]
    first = np.full(children, NEVER, dtype=np.int32)
    is_first = review["place"] == 0
    first[review["case"][is_first]] = review["day"][is_first]
    due = looked_up("working20", coming["day"])
    rows = [(coming["case"], coming["day"], due, first, status(coming["day"], due, first, left))]

    case, day, closed = review["case"], review["day"], left[review["case"]]
    due = np.where(is_first, looked_up("months3", day), looked_up("months6", day))
    done = np.full(len(day), NEVER, dtype=np.int32)
    done[:-1] = np.where(case[1:] == case[:-1], day[1:], NEVER)
    rows.append((case, day, due, done, status(day, due, done, closed)))
    for kind, working in (("decisions", "working5"), ("record", "working15")):
        due, done = looked_up(working, day), acts_of(kind, closed)
        rows.append((case, day, due, done, status(day, due, done, closed)))
    return [np.concatenate(parts) for parts in zip(*rows)]


serve(run, lambda rows: rows)
