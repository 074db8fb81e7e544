"""Measures duly's engines beside a hand-written loop, numpy, DuckDB and Polars.

    python3 benches/peers/run.py [--children N] [--rounds N]

All do the five review duties of `benches/reviews` over the same columns: reading and
writing of files excluded. Each is a process of its own that keeps its columns in memory;
they run in turns, so that a busy moment falls on all alike. The sums over their answers
must be the same. Printed: nanoseconds an obligation (median), and the median of the
ratios to the loop in the same round. Only Python itself is needed: the peers are put
into `target/peers`, at the versions of `requirements.txt`.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]


def peers_python():
    home = ROOT / "target" / "peers"
    python = home / ("Scripts" if os.name == "nt" else "bin") / "python"
    wanted = (HERE / "requirements.txt").read_text()
    done = home / "installed.txt"
    if not done.exists() or done.read_text() != wanted:
        venv.create(home, with_pip=True, clear=True)
        install = [python, "-m", "pip", "install", "--quiet", "-r", HERE / "requirements.txt"]
        subprocess.run(install, check=True)
        done.write_text(wanted)
    return python


def worker_binary():
    built = subprocess.run(
        ["cargo", "bench", "--bench", "peers", "--no-run", "--message-format=json"],
        cwd=ROOT,
        check=True,
        stdout=subprocess.PIPE,
    )
    for line in built.stdout.splitlines():
        message = json.loads(line)
        if message.get("executable") and message["target"]["name"] == "peers":
            return message["executable"]
    sys.exit("cargo built no bench `peers`")


class Worker:
    def __init__(self, name, command, environment):
        self.name, self.took = name, []
        self.process = subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
        )

    def once(self):
        self.process.stdin.write("go\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            sys.exit(f"{self.name} stopped; its reason stands above")
        took, *sums = (int(number) for number in line.split())
        return took, sums


def main():
    options = argparse.ArgumentParser(description="duly's engines and their peers, in turns")
    options.add_argument("--children", type=int, default=100_000)
    options.add_argument("--rounds", type=int, default=9)
    options.add_argument("--binary", help="the bench `peers`, if it is built already")
    asked = options.parse_args()

    environment = dict(os.environ, DULY_CHILDREN=str(asked.children))
    binary = asked.binary or worker_binary()
    python = peers_python()
    folder = ROOT / "target" / "peers" / "columns"
    folder.mkdir(parents=True, exist_ok=True)
    subprocess.run([binary, "columns", folder], check=True, env=environment)

    many = str(os.cpu_count())
    workers = [Worker("a loop by hand", [binary, "loop", "1"], environment)]
    for engine in ("columnar", "wasm"):
        for threads in ("1", many):
            name = f"duly {engine}, threads: {threads}"
            workers.append(Worker(name, [binary, engine, threads], environment))
    for peer in ("numpy", "duckdb", "polars"):
        for threads in ("1",) if peer == "numpy" else ("1", many):
            command = [python, HERE / f"peer_{peer}.py", folder, threads]
            one = dict(environment, OMP_NUM_THREADS=threads)
            workers.append(Worker(f"{peer}, threads: {threads}", command, one))

    same = None
    ratios = {worker.name: [] for worker in workers}
    for turn in range(asked.rounds + 1):
        by_hand = None
        for worker in workers:
            took, sums = worker.once()
            same = same or sums
            if sums != same:
                sys.exit(f"{worker.name} comes to other answers: {sums}, not {same}")
            by_hand = by_hand or took
            # The first turn warms everything up.
            if turn:
                worker.took.append(took)
                ratios[worker.name].append(took / by_hand)
    rows = same[0]
    print(f"{asked.children:,} children, {rows:,} obligations, {asked.rounds} rounds in turns;")
    print("the sums of all answers are the same. Nanoseconds an obligation (ratio to the loop):")
    for worker in workers:
        worker.process.stdin.close()
        each = statistics.median(worker.took) / rows
        ratio = statistics.median(ratios[worker.name])
        print(f"  {worker.name:<28} {each:9.2f}  ({ratio:.2f})")


main()
