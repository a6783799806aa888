"""`Tests/Performance/run`: starts everything on free ports, measures, ends everything, and writes results and page."""
import argparse
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from . import comparison, costs, domain, growth, page
from .load import Request, allow_many_files, generator, send
from .processes import Failure, machine, say
from .servers import ROOT, GatewayBuild, start_upstream

#: All parts, in the order in which they run.
PARTS = ("rates", "latency", "memory", "cold", "costs", "growth", "domain")
#: A mode's parts, and rounds and seconds of a run.
MODES = {
    "quick": {"parts": ("rates", "costs"), "rounds": 1, "seconds": 1},
    "full": {"parts": ("rates", "latency", "memory", "cold", "costs"), "rounds": 3, "seconds": 4},
    "report": {"parts": PARTS, "rounds": 3, "seconds": 3},
}


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="Tests/Performance/run", description=__doc__)
    commands = parser.add_subparsers(dest="mode", required=True)
    for mode, settings in MODES.items():
        command = commands.add_parser(mode)
        command.add_argument("--parts", default=",".join(settings["parts"]), help=f"of {', '.join(PARTS)}, with commas; the other parts keep their last results")
        command.add_argument("--rounds", type=int, default=settings["rounds"])
        command.add_argument("--seconds", type=float, default=settings["seconds"], help="of each run of wrk")
        command.add_argument("--gateway", type=Path, default=ROOT / ".build/release/gateway")
        command.add_argument("--before", type=Path, default=os.environ.get("BEFORE") or None,
                             help="another built tree of this project, which is measured in the same rounds")
        command.add_argument("--directory", type=Path, default=ROOT / ".local/performance", help="where logs and results lie")
        command.add_argument("--page", type=Path, default=ROOT / "docs/performance.md")
    render = commands.add_parser("page", help="writes the page from the last results")
    render.add_argument("--directory", type=Path, default=ROOT / ".local/performance")
    render.add_argument("--page", type=Path, default=ROOT / "docs/performance.md")
    load = commands.add_parser("load", help="sends a number of requests to a URL")
    load.add_argument("url")
    load.add_argument("--concurrency", type=int, default=100)
    load.add_argument("--requests", type=int, default=10_000)
    load.add_argument("--rate", type=float, default=0, help="requests a second; 0 is as fast as the answers come")
    load.add_argument("--body", help="what is posted, or @FILE; without it /graphql is asked for `{__typename}`, and any other path is a GET")
    load.add_argument("--header", action="append", default=[])
    load.add_argument("--directory", type=Path, default=ROOT / ".local/performance")
    options = parser.parse_args()
    if options.mode in MODES:
        options.parts = options.parts.split(",")
        unknown = [part for part in options.parts if part not in PARTS]
        if unknown:
            parser.error(f"unknown part {', '.join(unknown)}; there are {', '.join(PARTS)}")
        if options.rounds < 1 or options.seconds <= 0:
            parser.error("rounds and seconds must be positive")
        if options.before is not None and not (options.before / ".build/release/gateway").exists():
            parser.error(f"no gateway in {options.before}/.build/release")
    return options


def commit(tree: Path) -> str:
    run = subprocess.run(["git", "-C", str(tree), "describe", "--always", "--dirty"], capture_output=True, text=True)
    return run.stdout.strip() or "unknown"


def measure(options: argparse.Namespace) -> None:
    run = options.directory.resolve()
    run.mkdir(parents=True, exist_ok=True)
    builds = [GatewayBuild("trellis", options.gateway.resolve())]
    trees: list[tuple[str, Path, Path | None]] = [("trellis", ROOT, options.gateway.resolve().parent)]
    before = options.before.resolve() if options.before else None
    if before:
        builds.append(GatewayBuild("before", before / ".build/release/gateway"))
        trees.append(("before", before, None))
    for build in builds:
        build.check()
    allow_many_files()
    generator(run)
    file = run / "results.json"
    results = json.loads(file.read_text()) if file.exists() else {}
    results |= {"machine": machine(), "before": commit(before) if before else results.get("before")}
    quick, began = options.mode == "quick", time.monotonic()

    def keep(part: str, values: dict) -> None:
        results[part] = {"values": values, "when": time.strftime("%Y-%m-%d %H:%M"), "commit": commit(ROOT)}
        file.with_suffix(".new").write_text(json.dumps(results))
        file.with_suffix(".new").replace(file)

    def begin(title: str) -> None:
        say(f"[{(time.monotonic() - began) / 60:4.1f} min] {title}")

    failed = []

    def part(name: str, title: str, values) -> None:
        """Measures a part. When it fails, the others are still measured, and the exit code is 1."""
        if name not in options.parts:
            return
        begin(title)
        try:
            keep(name, values())
        except Failure as failure:
            failed.append(name)
            say(f"performance: {name}: {failure}")

    upstream = start_upstream(run)
    try:
        url = f"http://127.0.0.1:{upstream.port}"
        if "rates" in options.parts or "latency" in options.parts:
            begin("starting the servers")
            field = comparison.Field(run, builds, url)
            try:
                comparison.check(field, builds)
                part("rates", "greatest rates", lambda: comparison.rates(run, field, builds, upstream, options.rounds, options.seconds, quick))
                if "latency" in options.parts and "rates" not in results:
                    raise Failure("the latencies need the part rates first")
                part("latency", "latency at half of the greatest rates",
                     lambda: comparison.latencies(run, field, builds, results["rates"]["values"], options.rounds, min(options.seconds, 3)))
            finally:
                field.close()
        part("memory", "memory", lambda: comparison.memory(run, builds, url, 1 if quick else 5))
        part("cold", "cold starts", lambda: comparison.cold_starts(run, builds, url, 5))
        part("costs", "costs of a request", lambda: costs.measure(run, builds, url, quick))
        part("growth", "growth", lambda: growth.measure(run, builds[0], url, min(options.seconds, 2)))
    finally:
        upstream.stop()
    part("domain", "the example's own work", lambda: domain.measure(run, trees, options.rounds, min(options.seconds, 3)))
    begin("done")
    print(page.summary(results if options.mode == "report" else {key: value for key, value in results.items() if key in (*options.parts, "machine")}))
    if options.mode == "report":
        page.write(results, options.page)
        print(f"  {options.page} is written")
    if failed:
        raise Failure(f"without {', '.join(failed)}")


def load(options: argparse.Namespace) -> None:
    options.directory.mkdir(parents=True, exist_ok=True)
    allow_many_files()
    body = options.body or ('{"query": "{__typename}"}' if options.url.endswith("/graphql") else None)
    headers = dict(header.split(": ", 1) for header in options.header)
    result = send(options.directory, Request(options.url, body, headers), options.concurrency, rate=options.rate, requests=options.requests,
                  most=3_600)
    print(f"  {result['requests']} requests, {result['connections']} connections, {result['us'] / 1e6:.2f} s: {result['rate']:.0f} requests/s")
    print("  " + "  ".join(f"{name} {result[name] / 1000:.2f} ms" for name in ("p50", "p90", "p99", "max")))
    print("  " + ", ".join([f"{count} with {status}" for status, count in sorted(result["statuses"].items())] + [f"{result['errors']} without an answer"]))
    if result["errors"]:
        raise Failure(result["error"])


def main() -> int:
    # The programs are ended in `finally`, which SIGTERM skips unless it raises.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    options = arguments()
    try:
        if options.mode == "load":
            load(options)
        elif options.mode == "page":
            file = options.directory / "results.json"
            if not file.exists():
                raise Failure(f"no results in {options.directory}: run `make test-performance-report`")
            page.write(json.loads(file.read_text()), options.page)
        else:
            measure(options)
    except Failure as failure:
        say(f"performance: {failure}")
        return 1
    except KeyboardInterrupt:
        say("performance: interrupted; everything is stopped")
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
