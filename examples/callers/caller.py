"""Calls a compiled pack from Python: docs/abi.md says what it relies on.

    pip install wasmtime
    duly compile statute/care-planning-regulations-2010 -o pack.wasm
    python examples/callers/caller.py pack.wasm examples/callers/cases.json 2026-11-22
"""

import json
import sys
from array import array
from datetime import date, timedelta

from wasmtime import Engine, Instance, Module, Store

NEVER = 2**31 - 1
NOT_KNOWN = -(2**31)
NOT_SAID = NOT_KNOWN + 1
EPOCH = date(1970, 1, 1)


def number(day):
    """The day of a date such as 2026-11-22."""
    return (date.fromisoformat(day) - EPOCH).days


def day_of(day):
    return "-" if day in (NEVER, NOT_KNOWN) else (EPOCH + timedelta(day)).isoformat()


def section(wasm):
    """The custom section `duly` of a module."""
    at = 8

    def leb():
        nonlocal at
        value = shift = 0
        while True:
            byte = wasm[at]
            at += 1
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value

    while at < len(wasm):
        kind = wasm[at]
        at += 1
        size = leb()
        end = at + size
        if kind == 0:
            length = leb()
            if wasm[at : at + length] == b"duly":
                return json.loads(wasm[at + length : end])
        at = end
    raise SystemExit("this is no module that duly made")


def occurrences(case, name):
    """The occurrences of an event in a case, in order; each is {"on": date, fact: value}."""
    events = case.get("events", {}).get(name, [])
    events = [{"on": one} if isinstance(one, str) else one for one in events]
    return sorted(events, key=lambda event: event["on"])


def coded(value, values):
    """The number that stands for a value."""
    if values == "itself":
        return value
    if values == "thousandths":
        return round(value * 1000)
    if values == "day":
        return number(value)
    word = {True: "yes", False: "no"}.get(value, value)
    words = values.split(", ")
    return words.index(word) if word in words else NOT_KNOWN


def entries(column, case):
    """The entries of a case in a column, each the numbers of its words."""
    what, name = column[0], column[1]
    if what == "event":
        return [(number(event["on"]),) for event in occurrences(case, name)]
    if what == "period":
        periods = case.get("periods", {}).get(name, [])
        return sorted(
            (number(one["from"]), number(one["until"]) if one.get("until") else NEVER)
            for one in periods
        )
    if what == "detail":
        values, of = column[3], column[4]
        return [
            (coded(event[name], values) if name in event else NOT_SAID,)
            for event in occurrences(case, of)
        ]
    value = case.get("facts", {}).get(name)
    return [] if value is None else [(NOT_KNOWN, coded(value, column[3]))]


def judge(wasm, cases, as_of):
    """What cases come to under a pack, as of the end of a day."""
    said = section(wasm)
    if said["abi"] != 3:
        raise SystemExit(f"this caller knows layout 3, not {said['abi']}")
    engine = Engine()
    store = Store(engine)
    exports = Instance(store, Module(engine, wasm), []).exports(store)
    memory, evaluate = exports["memory"], exports["eval"]
    heap = exports["heap"].value(store)

    # Columns, written one after another from `heap` on.
    columns, words = [0] * said["words"], []
    base = heap + 4 * said["words"]

    def put(numbers):
        at = base + 4 * len(words)
        words.extend(numbers)
        return at

    columns[1] = put(number(case["born"]) if case.get("born") else NOT_KNOWN for case in cases)
    for column in said["columns"]:
        what, word = column[0], column[2]
        starts, found = [0], []
        for case in cases:
            found += entries(column, case)
            starts.append(len(found))
        if not found:
            continue
        if what != "detail":
            columns[word] = put(starts)
            word += 1
        for part, numbers in enumerate(zip(*found)):
            columns[word + part] = put(numbers)

    # Rows: more room, until there is enough.
    table = base + 4 * len(words)
    room = 64 * (len(cases) + 16)
    while True:
        places, end = [], table + 4 * (1 + len(said["rows"]) + said["plain"])
        for _, size in said["rows"]:
            places.append(end)
            end += -(-size * room // 4) * 4
        lacking = end - memory.data_len(store)
        if lacking > 0:
            memory.grow(store, -(-lacking // 65536))
        laid = array("i", [*columns, *words, room, *places]).tobytes()
        memory.write(store, laid, heap)
        found = evaluate(store, number(as_of), len(cases), heap, table)
        if found >= 0:
            break
        room *= 2
    of = {
        name: array("B" if size == 1 else "i", bytes(memory.read(store, at, at + size * found)))
        for (name, size), at in zip(said["rows"], places)
    }
    duties = {place: name for place, name, _ in said["duties"]}
    for at in range(found):
        bits = of["status"][at]
        known = [word for bit, word in enumerate(said["statuses"]) if bits >> bit & 1]
        status = "not known" if bits & said["undecided"] else known[0]
        case, duty = cases[of["case"][at]]["id"], duties[of["duty"][at]]
        marks = [word for bit, word in enumerate(said["marks"]) if of["flags"][at] >> bit & 1]
        days = day_of(of["due"][at]), day_of(of["done"][at])
        yield case, duty, status, *days, ", ".join(marks) or "-"


def main():
    if len(sys.argv) != 4:
        raise SystemExit("usage: caller.py pack.wasm cases.json 2026-11-22")
    file, cases, as_of = sys.argv[1:]
    with open(file, "rb") as module, open(cases, encoding="utf-8") as given:
        for row in judge(module.read(), json.load(given), as_of):
            print("\t".join(row))


main()
