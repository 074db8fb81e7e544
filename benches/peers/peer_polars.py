"""The five review duties with Polars: lazy frames, collected once."""

import os
import sys

os.environ["POLARS_MAX_THREADS"] = sys.argv[2]

import polars as pl

from columns import AS_OF, NEVER, read, serve

frames = {name: pl.DataFrame(parts).lazy() for name, parts in read(sys.argv[1]).items()}
days = frames["days"]
left = frames["leaving"].select("case", closed="day")
review = frames["review"]


def acts(kind, working):
    """Each review takes the oldest act on or after it that no review before it took."""
    found = frames[kind].select("case", "day", at="place")
    taken = (
        review.sort("day")
        .join_asof(
            found.sort("day"),
            on="day",
            by="case",
            strategy="forward",
            check_sortedness=False,
        )
        .sort("case", "place")
        .with_columns(
            taken=pl.col("place")
            + (pl.col("at").fill_null(1_000_000) - pl.col("place")).cum_max().over("case")
        )
    )
    return (
        taken.join(
            frames[kind].select("case", taken="place", act="day"),
            on=["case", "taken"],
            how="left",
        )
        .join(days.select("day", due=working), on="day")
        .join(left, on="case", how="left")
        .select(
            "case",
            "due",
            trigger="day",
            done=pl.when(
                pl.col("act") <= pl.min_horizontal(pl.col("closed").fill_null(NEVER), AS_OF)
            ).then("act"),
            closed="closed",
        )
    )


def lazy():
    first = (
        frames["coming"]
        .join(days.select("day", due="working20"), on="day")
        .join(review.filter(pl.col("place") == 0).select("case", done="day"), on="case", how="left")
        .join(left, on="case", how="left")
        .select("case", "due", trigger="day", done="done", closed="closed")
    )
    later = (
        review.join(days.select("day", "months3", "months6"), on="day")
        .join(
            review.select("case", place=pl.col("place") - 1, done="day"),
            on=["case", "place"],
            how="left",
        )
        .join(left, on="case", how="left")
        .select(
            "case",
            due=pl.when(pl.col("place") == 0).then("months3").otherwise("months6"),
            trigger="day",
            done="done",
            closed="closed",
        )
    )
    due, done = pl.col("due"), pl.col("done")
    soon = pl.max_horizontal("back5", due - (due - pl.col("trigger")) // 3)
    return (
        pl.concat([first, later, acts("decisions", "working5"), acts("record", "working15")])
        .join(days.select("back5", due="day"), on="due")
        .select(
            "case",
            "trigger",
            "due",
            done=done.fill_null(NEVER),
            status=pl.when(done <= due)
            .then(1)
            .when(done.is_not_null())
            .then(2)
            .when(pl.col("closed") < AS_OF)
            .then(3)
            .when(due < AS_OF)
            .then(4)
            .when(soon <= AS_OF)
            .then(5)
            .otherwise(6),
        )
    )


def read_off(frame):
    return [frame[name].to_numpy() for name in ("case", "trigger", "due", "done", "status")]


serve(lambda: lazy().collect(), read_off)
