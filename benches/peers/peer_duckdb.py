"""The five review duties in SQL, by DuckDB."""

import sys

import duckdb

from columns import AS_OF, NEVER, read, serve

columns = read(sys.argv[1])
db = duckdb.connect()
db.execute(f"SET threads = {int(sys.argv[2])}")
for table, parts in columns.items():
    parts = {name: part for name, part in parts.items()}
    db.register("given", parts)
    listed = ", ".join(f'"{name}"::INTEGER AS "{name}"' for name in parts)
    db.execute(f"CREATE TABLE {table} AS SELECT {listed} FROM given")
    db.unregister("given")


def acts(kind, working):
    # Each takes at least the one after its predecessor's: a running greatest of (first
    # act − place) over the reviews of a case.
    return f"""
    SELECT r."case", r.day AS trigger, days.{working} AS due,
           CASE WHEN a.day <= least(coalesce(l.day, {NEVER}), {AS_OF}) THEN a.day END AS done,
           coalesce(l.day, {NEVER}) AS closed
    FROM (
        SELECT r."case", r.day, r.place + max(coalesce(a.place, 1000000) - r.place)
            OVER (PARTITION BY r."case" ORDER BY r.place) AS taken
        FROM review r ASOF LEFT JOIN {kind} a ON r."case" = a."case" AND r.day <= a.day
    ) r
    JOIN days ON days.day = r.day
    LEFT JOIN {kind} a ON a."case" = r."case" AND a.place = r.taken
    LEFT JOIN leaving l ON l."case" = r."case"
    """


QUERY = f"""
CREATE OR REPLACE TEMP TABLE answers AS
WITH rows AS (
    SELECT c."case", c.day AS trigger, days.working20 AS due, r.day AS done,
           coalesce(l.day, {NEVER}) AS closed
    FROM coming c JOIN days ON days.day = c.day
    LEFT JOIN review r ON r."case" = c."case" AND r.place = 0
    LEFT JOIN leaving l ON l."case" = c."case"
    UNION ALL
    SELECT r."case", r.day, CASE WHEN r.place = 0 THEN days.months3 ELSE days.months6 END,
           n.day, coalesce(l.day, {NEVER})
    FROM review r JOIN days ON days.day = r.day
    LEFT JOIN review n ON n."case" = r."case" AND n.place = r.place + 1
    LEFT JOIN leaving l ON l."case" = r."case"
    UNION ALL {acts("decisions", "working5")}
    UNION ALL {acts("record", "working15")}
)
SELECT "case", trigger, due, coalesce(done, {NEVER}) AS done, CASE
    WHEN done <= due THEN 1 WHEN done IS NOT NULL THEN 2 WHEN closed < {AS_OF} THEN 3
    WHEN due < {AS_OF} THEN 4
    WHEN greatest(b.back5, due - (due - trigger) // 3) <= {AS_OF} THEN 5 ELSE 6 END AS status
FROM rows JOIN days b ON b.day = rows.due
"""


def read_off(_):
    got = db.execute("SELECT * FROM answers").fetchnumpy()
    return [got[name] for name in ("case", "trigger", "due", "done", "status")]


serve(lambda: db.execute(QUERY), read_off)
