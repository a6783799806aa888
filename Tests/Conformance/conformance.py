"""Compares the engine with graphql-core on random cases. `make conformance` runs it. It prints the seed, which makes the run repeatable."""

import argparse
import json
import multiprocessing
import os
import random
import sys
import time
import traceback
from collections import Counter

import oracle
from cases import CaseSource
from compare import differences
from crossed_cases import CrossedCaseSource
from engine import Engine, EngineCrash
from examples import ExampleSource
from loose_cases import LooseCaseSource
from minimise import minimise

CHUNK = 50
SOURCES = {"typed": CaseSource, "loose": LooseCaseSource, "crossed": CrossedCaseSource}
ALL_SOURCES = {**SOURCES, "examples": ExampleSource}
SLOW = 1.0
KEPT_A_KIND = 5


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--executable", required=True)
    parser.add_argument("--cases", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(2**31))
    parser.add_argument("--source", choices=SOURCES, action="append", help="the generator of the cases; all in turn by default")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--out", default=".local/conformance", help="the folder for failing cases")
    parser.add_argument("--replay", help="a file with cases as JSON lines, to run instead of random ones")
    options = parser.parse_args()
    if options.replay:
        return replay(options)
    print(f"conformance: {options.cases} cases, seed {options.seed} (again: --seed {options.seed} --cases {options.cases})", flush=True)
    sources = options.source or list(SOURCES)
    chunks = [
        (options.executable, sources[i % len(sources)], f"{options.seed}/{i}", min(CHUNK, options.cases - i * CHUNK))
        for i in range(-(-options.cases // CHUNK))
    ]
    chunks.append((options.executable, "examples", "", ExampleSource.COUNT))
    totals: Counter = Counter()
    failures: dict[str, list] = {}
    start = time.monotonic()
    with multiprocessing.Pool(options.jobs) as pool:
        for done, (counts, found, slowest) in enumerate(pool.imap_unordered(run_chunk, chunks), 1):
            totals.update(counts)
            totals["slowest ms"] = max(totals["slowest ms"], slowest)
            for kind, case, ours, theirs in found:
                totals[f"different: {kind}"] += 1
                failures.setdefault(kind, []).append((case, ours, theirs))
            if done % 40 == 0 or done == len(chunks):
                bad = sum(n for name, n in totals.items() if name.startswith("different"))
                print(f"  {min(done * CHUNK, options.cases)} cases, {bad} different, {time.monotonic() - start:.0f} s", flush=True)
    return report(options, totals, failures)


def run_chunk(job: tuple) -> tuple:
    """One chunk of cases, with its own seed."""
    executable, source_name, seed, count = job
    engine = Engine(executable)
    counts: Counter = Counter()
    found = []
    slowest = 0
    try:
        source = ALL_SOURCES[source_name](seed)
        for _ in range(count):
            case = source.next()
            kind, ours, theirs, seconds = judge(engine, case)
            counts[f"stage {theirs.get('stage')}"] += 1
            counts["errors"] += len(theirs["errors"] or [])
            slowest = max(slowest, int(seconds * 1000))
            if seconds > SLOW:
                kind = kind or "slow"
            if kind:
                found.append((kind, case, ours, theirs))
    finally:
        engine.close()
    return counts, found, slowest


def judge(engine: Engine, case: dict) -> tuple:
    """The differences from the oracle (None when there are none), both answers, and the engine's seconds."""
    try:
        theirs = oracle.answer(case)
    except Exception:
        # The oracle failed, so there is nothing to compare. The engine must still answer.
        theirs = {"stage": "oracle failed", "errors": [], "trace": traceback.format_exc(limit=-3)}
    try:
        (ours,), seconds = engine.ask([case])
    except EngineCrash as crash:
        return "crash", {"crash": str(crash)}, theirs, 0.0
    if theirs["stage"] == "oracle failed":
        return None, ours, theirs, seconds
    parts = differences(ours, theirs)
    return ("+".join(parts) if parts else None), ours, theirs, seconds


def report(options, totals: Counter, failures: dict) -> int:
    for name in sorted(totals):
        print(f"  {name}: {totals[name]}")
    os.makedirs(options.out, exist_ok=True)
    engine = Engine(options.executable)
    for kind, found in failures.items():
        path = os.path.join(options.out, f"{kind.replace(' ', '-')}.jsonl")
        with open(path, "w", encoding="utf-8") as file:
            for case, _, _ in found[:KEPT_A_KIND]:
                small = minimise(case, lambda candidate: judge(engine, candidate)[0] == kind)
                _, ours, theirs, _ = judge(engine, small)
                file.write(json.dumps({"case": small, "engine": ours, "oracle": theirs}) + "\n")
        print(f"  {kind}: {len(found)} cases, the first {min(len(found), KEPT_A_KIND)} reduced in {path}")
    engine.close()
    # Messages are reported separately: they are graphql-js's, not graphql-core's.
    wrong = [kind for kind in failures if kind != "messages"]
    print("conformance: " + ("DIFFERENT" if wrong else "no difference"))
    return 1 if wrong else 0


def replay(options) -> int:
    engine = Engine(options.executable)
    status = 0
    for line in open(options.replay, encoding="utf-8"):
        case = json.loads(line)
        case = case.get("case", case)
        kind, ours, theirs, seconds = judge(engine, case)
        print(f"{kind or 'same'} ({seconds * 1000:.0f} ms)\n{case['query']}\n  engine {json.dumps(ours)}\n  oracle {json.dumps(theirs)}")
        status |= bool(kind)
    engine.close()
    return int(status)


if __name__ == "__main__":
    sys.exit(main())
