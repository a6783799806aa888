"""What a request costs: instructions, allocations and retains by stage (callgrind), and system calls (strace).

Hardware counters are not there on most virtual machines, so `perf stat` cannot count instructions; valgrind can anywhere, and its counts repeat. The
gateway runs with one event loop and the requests come over eight connections. The kernel's instructions are not in it; the CPU time of the rates is.
"""
import os
import re
import signal
import subprocess
import time
from pathlib import Path

from . import callgrind
from .load import Request, send
from .processes import Failure, Program, say
from .servers import HERE, GatewayBuild, start_gateway
from .workloads import WORKLOADS

CONNECTIONS = 8
#: workload, kind of the gateway; the first four in a quick run
CASES = [("typename", ""), ("q1", ""), ("q2", ""), ("q1", "batch"), ("q1", "batch shared"), ("q2", "shared")]


def settings(kind: str) -> dict[str, str]:
    shares = "true" if "shared" in kind else "false"
    return {"SHARE_CALLS": shares, "SHARE_OPERATIONS": shares}


def schema(kind: str) -> Path:
    return HERE / "peers" / ("schema-batch" if "batch" in kind else "schema")


def measure(run: Path, builds: list[GatewayBuild], upstream_url: str, quick: bool) -> dict:
    """`{build: {case: {...}}}`."""
    results: dict = {}
    for build in builds:
        for key, kind in CASES[:4] if quick else CASES:
            say(f"  {build.name}, {key} {kind}")
            results.setdefault(build.name, {})[f"{key} {kind}".strip()] = one(run, build, key, kind, upstream_url, quick)
    return results


def one(run: Path, build: GatewayBuild, key: str, kind: str, upstream_url: str, quick: bool) -> dict:
    workload = next(workload for workload in WORKLOADS if workload.key == key)
    requests = 80 if quick else 240
    result = {"requests": requests}
    # The calls of the system, on the gateway as it is.
    gateway = start_gateway(run, "costs", build.binary, schema(kind), upstream_url, EVENT_LOOPS="1", **settings(kind))
    try:
        request = Request(f"http://127.0.0.1:{gateway.port}/graphql", workload.body(of_peer=False))
        checked(send(run, request, CONNECTIONS, requests=400))
        result["system calls"] = system_calls(run, gateway, request, 2_000)
    finally:
        gateway.stop()
    for file in run.glob("callgrind.out*"):
        file.unlink()
    prefix = ["valgrind", "--tool=callgrind", "--instr-atstart=no", f"--callgrind-out-file={run}/callgrind.out", "--quiet"]
    gateway = start_gateway(run, "costs-valgrind", without_debug_information(run, build), schema(kind), upstream_url, prefix=prefix, wait=120, EVENT_LOOPS="1",
                            LD_PRELOAD=str(sigsuspend(run)), **settings(kind))
    try:
        request = Request(f"http://127.0.0.1:{gateway.port}/graphql", workload.body(of_peer=False))
        checked(send(run, request, CONNECTIONS, requests=80))
        control(gateway, "--instr=on")
        # Code is translated anew now; the first requests are not counted.
        checked(send(run, request, CONNECTIONS, requests=CONNECTIONS))
        control(gateway, "--zero")
        checked(send(run, request, CONNECTIONS, requests=requests))
        control(gateway, "--dump")
        file = callgrind.newest(run, "callgrind.out")
        if file is None:
            raise Failure("callgrind wrote no profile")
        profile = callgrind.read(file.read_text(errors="replace"))
    finally:
        gateway.stop()
    stages, counts = callgrind.split(profile)
    result["instructions"] = profile.total / requests
    result["stages"] = {stage: cost / requests for stage, cost in stages.items()}
    for kind_of_call, by_stage in counts.items():
        result[kind_of_call] = sum(by_stage.values()) / requests
        result[kind_of_call + " by stage"] = {stage: count / requests for stage, count in by_stage.items()}
    result["largest"] = callgrind.largest(profile, 12)
    return result


def sigsuspend(run: Path) -> Path:
    library = run / "sigsuspend.so"
    if not library.exists():
        subprocess.run(["clang", "-shared", "-fPIC", "-O1", "-o", str(library), str(HERE / "load/sigsuspend.c")], check=True, timeout=60)
    return library


def without_debug_information(run: Path, build: GatewayBuild) -> Path:
    """A copy of the binary with its symbols alone: valgrind does not read all of DWARF 5."""
    copy = run / f"gateway-{build.name}-symbols"
    subprocess.run(["strip", "--strip-debug", "-o", str(copy), str(build.binary)], check=True, timeout=60)
    return copy


def checked(result: dict) -> None:
    if result["failed"]:
        raise Failure(f"{result['failed']} requests failed: {result['statuses']} {result.get('error', '')}")


def control(gateway: Program, verb: str) -> None:
    command = subprocess.run(["callgrind_control", verb, str(gateway.process.pid)], capture_output=True, text=True, timeout=60)
    if command.returncode != 0 or "Error" in command.stdout + command.stderr:
        raise Failure(f"callgrind_control {verb}: {command.stdout}{command.stderr}")


def system_calls(run: Path, gateway: Program, request: Request, requests: int) -> dict:
    """Calls for one request: the total, and the most frequent by name."""
    file = run / "strace"
    tracer = subprocess.Popen(["strace", "-f", "-c", "-o", str(file), "-p", str(gateway.process.pid)], stderr=subprocess.PIPE, text=True,
                              start_new_session=True)
    try:
        line = tracer.stderr.readline()
        if "attached" not in line:
            return {"error": line.strip() or "strace could not attach"}
        time.sleep(0.2)
        checked(send(run, request, CONNECTIONS, requests=requests))
    finally:
        if tracer.poll() is None:
            os.kill(tracer.pid, signal.SIGINT)
        try:
            tracer.communicate(timeout=20)
        except subprocess.TimeoutExpired:
            tracer.kill()
            tracer.communicate()
    return parse_strace(file.read_text(), requests)


def parse_strace(text: str, requests: int) -> dict:
    counts = {}
    for line in text.splitlines():
        match = re.match(r"\s*[\d.]+\s+[\d.]+\s+\d+\s+(\d+)\s+(?:\d+\s+)?(\w+)$", line)
        if match and match.group(2) != "total":
            counts[match.group(2)] = int(match.group(1)) / requests
    return {"total": sum(counts.values()), "by name": dict(sorted(counts.items(), key=lambda entry: -entry[1])[:6])}
