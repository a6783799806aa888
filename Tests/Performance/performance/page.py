"""Writes docs/performance.md and its plots from the results of a run."""
import statistics
from pathlib import Path

from . import plots
from .callgrind import ORDER
from .comparison import PEERS
from .growth import FLAT
from .workloads import WORKLOADS

NAMES = {"node": "graphql-js, 1 process", "node-2": "graphql-js, 2 processes", "gophers": "graph-gophers", "nginx": "nginx `return 200`"}
KIND_WORDS = {"": "", "shared": ", coalesced", "batch": ", batch endpoint", "batch shared": ", batch endpoint, coalesced"}


def words(name: str) -> str:
    """What the page calls a server."""
    if name in NAMES:
        return NAMES[name]
    build, _, kind = name.partition(" ")
    return {"trellis": "Trellis", "before": "before"}.get(build, build) + KIND_WORDS[kind]


def case_words(case: str, build: str) -> str:
    """What the page calls a case of the costs: the work, how the gateway runs, and which build."""
    workload, _, kind = case.partition(" ")
    titles = {"typename": "`{__typename}`", "q1": "Q1", "q2": "Q2"}
    return titles[workload] + KIND_WORDS[kind] + {"trellis": "", "before": ", before"}.get(build, ", " + build)


def median(runs: list[dict], key: str) -> float:
    return statistics.median(run[key] for run in runs)


def table(header: list[str], rows: list[list[str]], left: int = 1) -> list[str]:
    alignment = ["---"] * left + ["--:"] * (len(header) - left)
    return ["| " + " | ".join(header) + " |", "|" + "|".join(alignment) + "|", *("| " + " | ".join(row) + " |" for row in rows), ""]


def ratio(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


class Numbers:
    """The results, with the questions that the goals and tables ask of them."""

    def __init__(self, results: dict):
        self.results = results

    def part(self, name: str) -> dict:
        return (self.results.get(name) or {}).get("values") or {}

    def rate(self, workload: str, server: str) -> float | None:
        runs = self.part("rates").get(workload, {}).get(server)
        return median(runs, "rate") if runs else None

    def best_peer(self, workload: str) -> float | None:
        rates = [rate for rate in (self.rate(workload, peer) for peer in PEERS) if rate]
        return max(rates) if rates else None

    @staticmethod
    def over(value: float | None, other: float | None) -> float | None:
        return value / other if value and other else None


def goals(numbers: Numbers) -> list[list[str]]:
    """The rows of the table of goals: what, the bar, what was measured, and whether it was reached."""
    rows = []

    def row(what: str, bar: str, value: float | None, reached: bool | None, form: str = "{:.2f}") -> None:
        if value is not None and reached is not None:
            rows.append([what, bar, form.format(value), "reached" if reached else "**missed**"])

    def at_least(what: str, bound: float, value: float | None, of: str) -> None:
        row(what, f"≥ {bound:g} {of}", value, value is not None and value >= bound)

    over, rate, peer = numbers.over, numbers.rate, numbers.best_peer
    at_least("`/health`", 0.9, over(rate("health", "trellis"), rate("health", "nginx")), "of nginx")
    at_least("`{__typename}`, nothing shared", 0.75, over(rate("typename", "trellis"), rate("typename", "nginx")), "of nginx")
    at_least("`{__typename}`, nothing shared", 2, over(rate("typename", "trellis"), peer("typename")), "× the best peer's `{greet}`")
    at_least("Q1 coalesced", 0.5, over(rate("q1", "trellis shared"), rate("q1", "nginx")), "of nginx")
    at_least("Q1 with the batch endpoint, coalesced", 0.5, over(rate("q1", "trellis batch shared"), rate("q1", "nginx")), "of nginx")
    at_least("Q2 coalesced", 0.6, over(rate("q2", "trellis shared"), rate("q2", "nginx")), "of nginx")
    at_least("Q1, 11 calls, nothing shared", 4, over(rate("q1", "trellis"), peer("q1")), "× the best peer")
    at_least("Q1 with the batch endpoint, nothing shared", 8, over(rate("q1", "trellis batch"), peer("q1")), "× the best peer")
    at_least("Q2, nothing shared", 5, over(rate("q2", "trellis"), peer("q2")), "× the best peer")
    latency = numbers.part("latency")
    for workload, servers in (("typename", ["trellis"]), ("q1", ["trellis", "trellis batch"]), ("q2", ["trellis"])):
        runs = latency.get(workload, {})
        peers = [median(runs[name], "p99") for name in PEERS if name in runs]
        for server in servers:
            if server in runs and peers:
                value, best = median(runs[server], "p99") / 1000, min(peers) / 1000
                row(f"p99 at half of the greatest rate, {case_words(server.replace('trellis', workload), 'trellis')}", f"< {best:.2f} ms, the best peer's", value, value < best, "{:.2f} ms")
    memory = numbers.part("memory")
    smallest = [memory[name]["load"] for name in ("node", "gophers") if name in memory]
    for server in ("trellis", "trellis batch"):
        if server in memory and smallest:
            row(f"memory at 100 connections, {words(server)}", f"< {min(smallest):.0f} MB, the smallest peer's", memory[server]["load"],
                memory[server]["load"] < min(smallest), "{:.0f} MB")
    costs = numbers.part("costs")
    if "before" in costs and "trellis" in costs:
        value = over(costs["trellis"]["q1 batch"]["instructions"], costs["before"]["q1 batch"]["instructions"])
        row("Q1 with the batch endpoint: instructions for a request", "≤ 0.4 of before", value, value is not None and value <= 0.4)
    runs = numbers.part("domain").get("runs", {}).get("list", {})
    if "before" in runs:
        at_least("the list query by distinct callers, whole chain", 2, over(median(runs["trellis"], "rate"), median(runs["before"], "rate")), "× before")
    return rows


def rates(numbers: Numbers, plots_directory: Path) -> list[str]:
    lines, panels = ["## Greatest rates", ""], []
    lines += ["Requests a second from `wrk -t2 -c100`, with the smallest and the largest round. p99 is at full load. CPU is the server's own, in user mode and",
              "in the kernel, for one request. *Other* is what everything else on the machine used during the run, in percent of one core: it should be near 0.", ""]
    values = numbers.part("rates")
    for workload in WORKLOADS:
        runs = values.get(workload.key)
        if not runs:
            continue
        best, limit = numbers.best_peer(workload.key), numbers.rate(workload.key, "nginx")
        rows = []
        for name, server in sorted(runs.items(), key=lambda entry: -median(entry[1], "rate")):
            rate = median(server, "rate")
            before = numbers.rate(workload.key, name.replace("trellis", "before")) if name.startswith("trellis") else None
            rows.append([
                words(name), f"{rate:,.0f}", f"{min(run['rate'] for run in server):,.0f}–{max(run['rate'] for run in server):,.0f}",
                ratio(None if name == "nginx" else numbers.over(rate, best)), ratio(numbers.over(rate, limit)), ratio(numbers.over(rate, before)),
                f"{median(server, 'p99') / 1000:.1f}", f"{median(server, 'user'):.0f} + {median(server, 'kernel'):.0f}", f"{median(server, 'upstream'):.0f}",
                f"{max(run['other'] for run in server):.0f}",
            ])
        lines += [f"### {workload.title}", "", f"Upstream calls of a request: {workload.upstream_calls}.", ""]
        lines += table(["server", "requests/s", "rounds", "× best peer", "of nginx", "× before", "p99 ms", "CPU µs", "upstream's CPU µs", "other %"], rows)
        panels.append(plots.Panel(workload.title.replace("`", ""), [(words(name).replace("`", ""), median(server, "rate")) for name, server in sorted(
            runs.items(), key=lambda entry: -median(entry[1], "rate"))]))
    plots.bars(plots_directory / "rates.svg", panels, "/s")
    return lines + ["![greatest rates](performance/rates.svg)", ""]


def latency(numbers: Numbers) -> list[str]:
    lines = ["## Latency at half of the greatest rate", "",
             "Each server gets half of its own greatest rate from an open-loop generator (`Tests/Performance/load/main.go`, 100 connections): every request has a time",
             "at which it is due, and its latency counts from then, also when it had to wait for a free connection. *Late* is the 99th percentile of the generator's",
             "own delay, which is part of the latencies.", ""]
    rows = []
    for workload, runs in numbers.part("latency").items():
        for name, server in sorted(runs.items(), key=lambda entry: median(entry[1], "p99")):
            rows.append([case_words(workload, "trellis"), words(name), f"{median(server, 'rate'):,.0f}", *(f"{median(server, key) / 1000:.2f}" for key in ("p50", "p99", "max", "late"))])
    return lines + table(["work", "server", "rate", "p50 ms", "p99 ms", "max ms", "late ms"], rows, left=2)


def memory(numbers: Numbers) -> list[str]:
    rows = [[words(name), f"{value['start']:.0f}", f"{value['load']:.0f}", f"{value['after']:.0f}", f"{value['requests']:,}", f"{value['idle']:.1f}"]
            for name, value in numbers.part("memory").items()]
    lines = ["## Memory", "", "Resident megabytes (10⁶ bytes) of a fresh process: after its first answer, under Q1 from 100 connections, and after the requests of the column",
             "beside it. An idle connection is one of 5,000 that each had one answer and stay open.", ""]
    lines += table(["server", "start MB", "100 connections MB", "after MB", "requests", "idle connection kB"], rows)
    for name in ("trellis", "trellis batch"):
        runs = [run for by_server in numbers.part("rates").values() for run in by_server.get(name, [])]
        if runs:
            count = sum(run["requests"] for run in runs)
            lines += [f"{words(name)} at the end of the greatest rates, after {count:,} requests (an hour of {count / 3600:,.0f} a second): {runs[-1]['memory']:.0f} MB.", ""]
    cold = numbers.part("cold")
    if cold:
        lines += ["From starting the program to its first answer of Q1, in milliseconds, the median: "
                  + ", ".join(f"{words(name)} {statistics.median(times):.0f}" for name, times in cold.items()) + ".", ""]
    return lines


def costs(numbers: Numbers, plots_directory: Path) -> list[str]:
    values = numbers.part("costs")
    builds = [name for name in ("before", "trellis") if name in values]
    lines = ["## What a request costs, by stage", "",
             "Instructions in user mode for one request, in thousands, counted by callgrind (one event loop, eight connections). A function of the project counts for its stage;",
             "the allocator, retain and release, memmove, the standard library and the modules `JSON` and `HTTPCore` count for their callers. The compiler inlines across modules, so a",
             "function's stage is that of the function it was inlined into. Jobs are the jobs that the executor ran.", ""]
    cases = list(next(iter(values.values())))
    header = ["stage"] + [case_words(case, build) for case in cases for build in builds]
    chosen = [values[build].get(case, {}) for case in cases for build in builds]
    rows = [[stage] + [f"{case.get('stages', {}).get(stage, 0) / 1000:,.1f}" for case in chosen] for stage in ORDER]
    rows.append(["**all**"] + [f"**{case.get('instructions', 0) / 1000:,.1f}**" for case in chosen])
    if len(builds) == 2:
        rows.append(["of before"] + [ratio(None if build == "before" else values[build][case]["instructions"] / values["before"][case]["instructions"])
                                     for case in cases for build in builds])
    for kind in ("allocations", "retains", "jobs", "tasks"):
        rows.append([kind] + [f"{case.get(kind, 0):,.1f}" for case in chosen])
    rows.append(["system calls"] + [f"{case.get('system calls', {}).get('total', 0):,.1f}" for case in chosen])
    lines += table(header, rows)
    plots.stages(plots_directory / "stages.svg", [(case_words(case, build).replace("`", ""), values[build][case]["stages"]) for case in cases for build in builds], ORDER)
    lines += ["![instructions by stage](performance/stages.svg)", ""]
    by_stage = [[stage] + [f"{case.get('allocations by stage', {}).get(stage, 0):,.1f}" for case in chosen] for stage in ORDER]
    lines += ["Allocations by stage:", "", *table(header, by_stage)]
    lines += ["System calls of a request, the most frequent: " + "; ".join(
        f"{case_words(case, 'trellis')}: " + ", ".join(f"{name} {count:.2f}" for name, count in values["trellis"][case]["system calls"].get("by name", {}).items() if count >= 0.01)
        for case in cases if "trellis" in values) + ".", ""]
    profile = values.get("trellis", {}).get("q1 batch", {}).get("largest")
    if profile:
        lines += ["The functions that spend most in Q1 with the batch endpoint:", "", *table(["function", "of all"], [
            [f"`{name[:120]}`".replace("|", "\\|"), f"{part * 100:.1f} %"] for name, part in profile])]
    return lines


def domain(numbers: Numbers) -> list[str]:
    values = numbers.part("domain")
    trees = list(next(iter(values["runs"].values())))
    lines = ["## The example's own work", "",
             "The whole chain with Postgres (`fsync=off`), Redis and RabbitMQ on the same machine. 100 customers with ten orders each, all with a payment. A login",
             "hashes the password with argon2id in 64 MiB, as in production. The list query is the one of `README.md`'s transcript: ten orders with users and payments.", ""]
    rows = []
    for key, runs in values["runs"].items():
        now = runs["trellis"]
        refused = sum(run["refused"] for run in now)
        row = [values["titles"][key] + (f" ({refused} were refused with 503)" if refused else ""), f"{median(now, 'rate'):,.0f}", f"{median(now, 'p50') / 1000:.1f}", f"{median(now, 'p99') / 1000:.1f}"]
        if "before" in trees:
            row += [f"{median(runs['before'], 'rate'):,.0f}", ratio(median(now, "rate") / median(runs["before"], "rate"))]
        cpu = {name: statistics.median(run["cpu"][name] for run in now) for name in now[0]["cpu"]}
        row.append(", ".join(f"{name.removesuffix('-service')} {value:.0f}" for name, value in cpu.items() if value >= 5))
        rows.append(row)
    lines += table(["work", "requests/s", "p50 ms", "p99 ms", *(["before", "× before"] if "before" in trees else []), "CPU µs for one request"], rows)
    if "before" in trees and "list" in values["runs"]:
        spent = {tree: {name: statistics.median(run["cpu"][name] for run in runs) for name in runs[0]["cpu"]} for tree, runs in values["runs"]["list"].items()}
        before, now = sum(spent["before"].values()), sum(spent["trellis"].values())
        rest = now - spent["trellis"]["gateway"]
        lines += [f"The list query cost {before:.0f} µs of CPU in all programs before and {now:.0f} µs now, of which the gateway {spent['before']['gateway']:.0f} and "
                  f"{spent['trellis']['gateway']:.0f} µs. With a gateway that costs nothing, the services, Postgres and Redis would still need {rest:.0f} µs: "
                  f"at most {before / rest:.2f} times the rate of before.", ""]
    rows = [[words(tree), *(f"{values['memory'][tree][when][name]:.0f}" for name in ("gateway", "user-service", "order-service", "payment-service") for when in ("start", "end")),
             f"{values['cold'][tree]:.0f}"] for tree in trees]
    lines += ["Resident megabytes at the start and at the end, and milliseconds from starting a gateway to its first answer of the list query:", ""]
    lines += table(["", "gateway", "end", "user", "end", "order", "end", "payment", "end", "cold start ms"], rows)
    return lines


def growth(numbers: Numbers, plots_directory: Path) -> list[str]:
    values = numbers.part("growth")
    lines = ["## Growth", "",
             f"CPU time of the gateway for one unit of output, in microseconds, nothing shared. A series is flat when a unit at the largest size costs at most {FLAT} times the",
             "cheapest unit of the smaller sizes.", ""]
    rows = []
    for series in values.values():
        sizes = ", ".join(f"{point['size']:,}: {point['unit']:.3g}" for point in series["points"])
        rows.append([series["title"], series["unit"], sizes, f"{series['flatness']:.2f}", "flat" if series["flatness"] <= FLAT else "**grows**"])
    lines += table(["what grows", "unit", "size: µs for a unit", "ratio", ""], rows, left=3)
    connections = values.get("connections", {}).get("points", [])
    if connections:
        lines += ["With connections: " + "; ".join(
            f"{point['size']:,}: {point['rate']:,.0f}/s, p99 {point['p99'] / 1000:.1f} ms, {point['memory']:.0f} MB" for point in connections) + ".", ""]
    started = [point for point in values.get("services", {}).get("points", []) if "start" in point]
    if started:
        lines += ["From starting the gateway to its first answer, by the number of services: " + "; ".join(
            f"{point['size']}: {point['start']:.0f} ms" for point in started) + ".", ""]
    plots.growth(plots_directory / "growth.svg", [(series["title"].replace("`", ""), [(point["size"], point["unit"]) for point in series["points"]]) for series in values.values()], FLAT)
    return lines + ["What a unit costs over the cheapest unit of its series, by size; the dashed line is the bound:", "", "![growth](performance/growth.svg)", ""]


def write(results: dict, file: Path) -> None:
    directory = file.parent / "performance"
    directory.mkdir(parents=True, exist_ok=True)
    numbers = Numbers(results)
    machine = results["machine"]
    lines = [
        "# Performance", "",
        "This page is written by `make test-performance-report`. Load generator, upstream and servers share the machine, so only the ratios carry over to others.", "",
        *table(["", ""], [[name, value] for name, value in machine.items()]),
        "What is compared: the gateway, in release mode with as many event loops as cores, all limits on (the rates so high that nothing is refused); graphql-js and graph-gophers/graphql-go from Debian with pooled connections, one load",
        "per user and request, and (graphql-js) a cache of parsed documents, see [the peers](../Tests/Performance/peers/README.md); and nginx, which answers the gateway's bytes from",
        "memory with as many workers. All have the same upstream: nginx with one worker and files of a fixed seed (100 posts, 10 users). Rounds are interleaved; numbers are medians.",
        "*Coalesced* means that identical requests that are under way together are executed once (`SHARE_CALLS`, `SHARE_OPERATIONS`); otherwise nothing is shared between requests."
        + (" *Before* is the binary of " + results["before"] + "." if results.get("before") else ""), "",
        "To repeat: `make bench` (all but the example and growth, under 15 minutes), `make test-performance-quick` (two minutes), `make test-performance-report` (all, writes this page).", "",
    ]
    rows = goals(numbers)
    if rows:
        lines += ["## Goals", "", *table(["work", "goal", "measured", ""], rows)]
    sections = [("rates", lambda: rates(numbers, directory)), ("latency", lambda: latency(numbers)), ("memory", lambda: memory(numbers)),
                ("costs", lambda: costs(numbers, directory)), ("domain", lambda: domain(numbers)), ("growth", lambda: growth(numbers, directory))]
    for part, section in sections:
        if numbers.part(part):
            lines += section() + [f"Measured {results[part]['when']} at commit {results[part]['commit']}.", ""]
    file.write_text("\n".join(lines).rstrip() + "\n")


def summary(results: dict) -> str:
    """Goals and medians for the terminal."""
    numbers = Numbers(results)
    lines = []
    for workload in WORKLOADS:
        runs = numbers.part("rates").get(workload.key, {})
        for name, server in sorted(runs.items(), key=lambda entry: -median(entry[1], "rate")):
            over_peer, of_nginx = numbers.over(median(server, "rate"), numbers.best_peer(workload.key)), numbers.over(
                median(server, "rate"), numbers.rate(workload.key, "nginx"))
            lines.append(f"  {workload.key:12} {words(name):38} {median(server, 'rate'):9.0f}/s   x best peer {ratio(over_peer):>6}   of nginx {ratio(of_nginx):>5}")
    for build, cases in numbers.part("costs").items():
        for case, value in cases.items():
            stages = ", ".join(f"{stage} {value['stages'].get(stage, 0) / 1000:.1f}" for stage in ORDER if value["stages"].get(stage, 0) >= 50)
            lines.append(f"  {build} {case}: {value['instructions'] / 1000:.0f} k instructions ({stages}), {value['allocations']:.0f} allocations,"
                         f" {value['retains']:.0f} retains, {value['system calls'].get('total', 0):.1f} system calls, {value['jobs']:.1f} jobs")
    for series in numbers.part("growth").values():
        lines.append(f"  growth, {series['title']}: {series['flatness']:.2f}{'' if series['flatness'] <= FLAT else '  GROWS'}")
    for row in goals(numbers):
        lines.append(f"  {row[0].replace('`', '')}: {row[2]} (goal {row[1].replace('`', '')}): {row[3].replace('*', '')}")
    return "\n".join(lines)
