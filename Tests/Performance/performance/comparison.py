"""The gateway beside its peers and nginx: greatest rates, latency at half of them, and memory. All servers run at the same time and are asked in turn."""
import json
import os
import socket
import statistics
import time
from dataclasses import dataclass
from pathlib import Path

from .costs import schema, settings
from .load import TAG, Request, greatest_rate, send
from .processes import Failure, Program, say
from .servers import GatewayBuild, ask, exact_answer, free_port, nginx, start_gateway, start_gophers, start_node
from .workloads import WORKLOADS, Workload

PEERS = ("node", "node-2", "gophers")
KINDS = ("", "shared", "batch", "batch shared")
IDLE_CONNECTIONS = 5_000


@dataclass
class Server:
    name: str
    program: Program
    is_peer: bool = False

    def request(self, workload: Workload) -> Request:
        path = workload.path if self.name != "nginx" else f"/{workload.key}"
        return Request(f"http://127.0.0.1:{self.program.port}{path}", workload.body(self.is_peer))


class Field:
    """All servers of the comparison. `close` ends them."""

    def __init__(self, run: Path, builds: list[GatewayBuild], upstream_url: str):
        self.servers: dict[str, Server] = {}
        try:
            for build in builds:
                for kind in KINDS:
                    name = f"{build.name} {kind}".strip()
                    say(f"  starting {name}")
                    program = start_gateway(run, name.replace(" ", "-"), build.binary, schema(kind), upstream_url, **settings(kind))
                    self.servers[name] = Server(name, program)
            for name, start in (("node", lambda: start_node(run, upstream_url, 1)), ("node-2", lambda: start_node(run, upstream_url, 2)),
                                ("gophers", lambda: start_gophers(run, upstream_url))):
                say(f"  starting {name}")
                self.servers[name] = Server(name, start(), is_peer=True)
            say("  starting nginx")
            self.servers["nginx"] = Server("nginx", self.limit(run, builds[0]))
        except BaseException:
            self.close()
            raise

    def limit(self, run: Path, build: GatewayBuild) -> Program:
        """nginx with as many workers as the gateway has event loops, answering the gateway's bytes."""
        gateway = self.servers[build.name]
        locations = []
        for workload in WORKLOADS:
            if workload.limit:
                request = gateway.request(workload)
                locations.append(exact_answer(f"/{workload.key}", ask(request.url, request.body)))
        return nginx(run, "nginx-limit", free_port(), os.cpu_count() or 1, "\n    ".join(locations))

    def close(self) -> None:
        for server in self.servers.values():
            server.program.stop()

    def of(self, workload: Workload, builds: list[GatewayBuild]) -> list[Server]:
        names = ["nginx"] if workload.limit else []
        names += PEERS if workload.peers else ()
        names += [f"{build.name} {kind}".strip() for build in builds for kind in workload.kinds]
        return [self.servers[name] for name in names]


def check(field: Field, builds: list[GatewayBuild]) -> None:
    """Fails when any server answers anything else than what the upstream's files say."""
    for workload in WORKLOADS:
        for server in field.of(workload, builds):
            request = server.request(workload)
            body = ask(request.url, request.body and request.body.replace(TAG, "00000001"))
            expected = workload.expected(server.is_peer)
            if expected is None:
                continue
            answer = json.loads(body)
            if answer.get("data") != expected or answer.get("errors"):
                raise Failure(f"{server.name} answered {workload.key} wrongly: {body[:400].decode(errors='replace')}")
    say("  all servers answer as the upstream's files say")


def rates(run: Path, field: Field, builds: list[GatewayBuild], upstream: Program, rounds: int, seconds: float,
          quick: bool = False) -> dict:
    """`{workload: {server: [a run, …]}}`, rounds interleaved."""
    results: dict = {}
    # Node compiles its code while it runs, which takes seconds at the rate of Q1. Nobody is measured before that.
    for name in PEERS:
        for workload in WORKLOADS:
            if workload.peers and (workload.limit or not quick):
                greatest_rate(field.servers[name].request(workload), run, 2 if quick else 4)
    say("  the peers are warm")
    for number in range(rounds):
        for workload in WORKLOADS:
            for server in field.of(workload, builds):
                request = server.request(workload)
                if number == 0 and not quick and server.name not in PEERS:
                    greatest_rate(request, run, 1)
                (user, kernel), of_upstream = server.program.cpu(), sum(upstream.cpu())
                result = greatest_rate(request, run, seconds)
                after = server.program.cpu()
                of_upstream = sum(upstream.cpu()) - of_upstream
                own = sum(after) - user - kernel
                requests = result["requests"]
                entry = {
                    "rate": result["rate"], "p50": result["p50"], "p99": result["p99"], "failed": result["failed"], "requests": requests,
                    "user": (after[0] - user) / requests * 1e6, "kernel": (after[1] - kernel) / requests * 1e6, "upstream": of_upstream / requests * 1e6,
                    "memory": server.program.memory(),
                    "other": max(0.0, result["busy"] - own - of_upstream - result["generator"]) / (result["us"] / 1e6) * 100,
                    "bytes": result["bytes"] / requests,
                }
                if result["failed"]:
                    raise Failure(f"{server.name}, {workload.key}: {result['failed']} of {requests} requests failed; see {server.program.log}")
                results.setdefault(workload.key, {}).setdefault(server.name, []).append(entry)
                say(f"  round {number + 1} of {rounds}  {workload.key:12} {server.name:20} {entry['rate']:9.0f}/s  p99 {entry['p99'] / 1000:7.2f} ms"
                    f"  CPU {entry['user'] + entry['kernel']:6.0f} us  other {entry['other']:3.0f} %")
    return results


def latencies(run: Path, field: Field, builds: list[GatewayBuild], measured: dict, rounds: int, seconds: float) -> dict:
    """At half of each server's own greatest rate, from an open-loop generator."""
    results: dict = {}
    cases = [("typename", ("",)), ("q1", ("", "batch")), ("q2", ("",))]
    for number in range(rounds):
        for key, kinds in cases:
            workload = next(workload for workload in WORKLOADS if workload.key == key)
            for name in [*PEERS, *(f"{builds[0].name} {kind}".strip() for kind in kinds)]:
                server = field.servers[name]
                rate = statistics.median(entry["rate"] for entry in measured[key][name]) / 2
                result = send(run, server.request(workload), 100, rate=rate, seconds=seconds, most=seconds * 5 + 30)
                if result["failed"]:
                    raise Failure(f"{name}, {key} at {rate:.0f}/s: {result['failed']} requests failed {result['statuses']} {result.get('error', '')}")
                entry = {"rate": rate, "p50": result["p50"], "p99": result["p99"], "max": result["max"], "late": result["late"]}
                results.setdefault(key, {}).setdefault(name, []).append(entry)
                say(f"  round {number + 1} of {rounds}  {key:12} {name:20} {rate:9.0f}/s  p50 {entry['p50'] / 1000:7.2f} ms  p99 {entry['p99'] / 1000:7.2f} ms"
                    f"  generator late by {entry['late']} us")
    return results


def memory(run: Path, builds: list[GatewayBuild], upstream_url: str, runs: int) -> dict:
    """Megabytes of fresh processes: at the start, under Q1 from 100 connections, and after several runs; kilobytes for each idle connection."""
    workload = next(workload for workload in WORKLOADS if workload.key == "q1")
    starts = {"node": lambda: start_node(run, upstream_url, 1), "gophers": lambda: start_gophers(run, upstream_url)}
    for build in builds:
        for kind in ("", "batch"):
            starts[f"{build.name} {kind}".strip()] = lambda build=build, kind=kind: start_gateway(
                run, "memory", build.binary, schema(kind), upstream_url, **settings(kind))
    results = {}
    for name, start in starts.items():
        program = start()
        try:
            request = Server(name, program, name in PEERS).request(workload)
            ask(request.url, request.body)
            result = {"start": program.memory()}
            count, samples = 0, []
            for _ in range(runs):
                count += greatest_rate(request, run, 2)["requests"]
                samples.append(program.memory())
            result |= {"load": samples[0], "after": samples[-1], "largest": max(samples), "requests": count}
        finally:
            program.stop()
        program = start()
        try:
            request = Server(name, program, name in PEERS).request(workload)
            ask(request.url, request.body)
            before, opened = program.memory(), []
            try:
                opened = idle_connections(program.port, request)
                result["idle"] = (program.memory() - before) * 1000 / len(opened)
            finally:
                for connection in opened:
                    connection.close()
        finally:
            program.stop()
        results[name] = result
        say(f"  {name:20} start {result['start']:.0f} MB, 100 connections {result['load']:.0f} MB, after {count} requests {result['after']:.0f} MB,"
            f" idle connection {result['idle']:.1f} kB")
    return results


def idle_connections(port: int, request: Request, count: int = IDLE_CONNECTIONS) -> list[socket.socket]:
    """Connections that each had one small answer and stay open."""
    path = request.url.split("/", 3)[3]
    body = json.dumps({"query": "{__typename}"})
    message = f"POST /{path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode()
    connections = []
    for _ in range(count):
        connection = socket.create_connection(("127.0.0.1", port), timeout=10)
        connections.append(connection)
        connection.sendall(message)
        if not connection.recv(4096).startswith(b"HTTP/1.1 200"):
            raise Failure(f"connection {len(connections)} to port {port} was not answered with 200")
    return connections


def cold_starts(run: Path, builds: list[GatewayBuild], upstream_url: str, rounds: int) -> dict:
    """Milliseconds from starting a program to its first answer of Q1."""
    workload = next(workload for workload in WORKLOADS if workload.key == "q1")
    starts = {build.name: lambda build=build: start_gateway(run, "cold", build.binary, schema(""), upstream_url, **settings("")) for build in builds}
    starts |= {"node": lambda: start_node(run, upstream_url, 1)}
    results: dict = {}
    for _ in range(rounds):
        for name, start in starts.items():
            began = time.monotonic()
            program = start()
            try:
                request = Server(name, program, is_peer=name == "node").request(workload)
                ask(request.url, request.body)
                results.setdefault(name, []).append((time.monotonic() - began) * 1000)
            finally:
                program.stop()
    return results
