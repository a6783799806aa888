#!/usr/bin/env python3
"""Sends hostile requests to a gateway, alone and beside a normal client.   attack.py URL PID, with the caller's TOKEN in the environment

For each kind of request: the status and code of the answer, the median and the longest time alone, the growth of the gateway's peak memory, and the
normal client's p99 without and with the attack. For each kind of slow clients (slowhttptest), the p99. Exit status 1 if a kind misses a goal.
"""

import http.client
import json
import multiprocessing
import os
import subprocess
import sys
import time
import urllib.parse

TIME_MS, MEMORY_MIB, P99_FACTOR = 50, 64, 2
# Two p99 below this are not told apart: one is a turn of the scheduler.
P99_FLOOR_MS = 5
SECONDS = float(os.environ.get("SECONDS_EACH", "2"))


def nested(levels):
    return "{me{" + "orders(first: 20){user{" * levels + "id" + "}}" * levels + "}}"


def fragments(count, body):
    text = "{...f0} " + " ".join(f"fragment f{i} on Query {{ {body(f'f{i + 1}')} }}" for i in range(count))
    return text + f" fragment f{count} on Query {{ __typename }}"


def kinds():
    """Name, document, variables."""
    yield "22 levels", nested(11), None
    yield "14 levels", nested(7), None
    yield "6 levels", nested(3), None
    yield "fragment doubling 2^30", fragments(30, lambda f: f"...{f} ...{f}"), None
    yield "fragment doubling 2^30 with fields", fragments(30, lambda f: f"me {{ id }} ...{f} ... {{ ...{f} }}"), None
    yield "1,000 aliases of a batched field", "{" + " ".join(f"a{i}: me {{ id orders {{ id }} }}" for i in range(1000)) + "}", None
    yield "1,000 attempts to sign in", "mutation($i: LoginInput!) {" + " ".join(f"a{i}: login(input: $i) {{ token }}" for i in range(1000)) + "}", {
        "i": {"email": "a@example.com", "password": "password"}}
    yield "5,000 overlapping fields", "{me{" + "id " * 5000 + "}}", None
    yield "3,000 fields in conflict", "{me{" + " ".join(f"id: {'email' if i % 2 else 'fullName'}" for i in range(3000)) + "}}", None
    yield "100,000 nested selections", "{me" * 100_000 + "}" * 100_000, None
    yield "100,000 nested lists", "{a(x: " + "[" * 100_000 + "]" * 100_000 + ")}", None
    yield "100,000 nested objects", "{a(x: " + "{x: " * 100_000 + "1" + "}" * 100_000 + ")}", None
    yield "100,000 nested list types", "query($v: " + "[" * 100_000 + "Int" + "]" * 100_000 + ") {me{id}}", None
    yield "cycle of introspection", (
        "{__schema{types{...t}}} fragment t on __Type{fields{type{...u}}} fragment u on __Type{fields{type{fields{type{name}}}}}"), None
    yield "cycle of fragments", "{me{...a}} fragment a on User{...b} fragment b on User{...a}", None
    yield "50 variables of 10,000 values", (
        "query(" + " ".join(f"$v{i}: [Int]" for i in range(50)) + "){me{id}}"), {f"v{i}": [1] * 10_000 for i in range(50)}
    yield "60,000 unknown members", "mutation($i: LoginInput!){login(input:$i){token}}", {"i": {f"x{k}": 1 for k in range(60_000)}}
    yield "9,000 unknown members", "mutation($i: LoginInput!){login(input:$i){token}}", {"i": {f"x{k}": 1 for k in range(9_000)}}
    yield "5,000 directives", "{me{" + "id @include(if: true) " * 1600 + "}}", None
    yield "9,000 unknown fields", "{me{" + " ".join(f"x{i}" for i in range(9_000)) + "}}", None
    yield "1 MB string", "mutation($i: LoginInput!){login(input:$i){token}}", {"i": {"email": "a" * 1_000_000, "password": "p"}}


def raw_kinds():
    """Name, body. Bodies that are not requests."""
    yield "100,000 nested JSON arrays", b'{"query":"{me{id}}","variables":' + b"[" * 100_000 + b"]" * 100_000 + b"}"
    yield "100,000 nested JSON objects", b'{"query":"{me{id}}","variables":' + b'{"a":' * 100_000 + b"1" + b"}" * 100_000 + b"}"
    yield "500,000 values beside the query", b'{"query":"{me{id}}","other":[' + b"1," * 499_999 + b"1]}"


# Name, and slowhttptest's options: slow heads, slow bodies, slow reading of pipelined answers.
SLOW_CLIENTS = 500
SLOW_KINDS = [
    ("slow heads", ["-H", "-i", "2"]),
    ("slow bodies", ["-B", "-i", "2", "-s", "8192", "-t", "POST", "-f", "application/json"]),
    ("slow reading", ["-X", "-w", "256", "-y", "512", "-n", "2", "-z", "64", "-k", "3"]),
]


class Client:
    def __init__(self, url, token):
        place = urllib.parse.urlsplit(url)
        self.connection = http.client.HTTPConnection(place.hostname, place.port, timeout=60)
        self.headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}

    def post(self, body):
        """Status, body, seconds."""
        start = time.perf_counter()
        self.connection.request("POST", "/graphql", body, self.headers)
        response = self.connection.getresponse()
        answer = response.read()
        return response.status, answer, time.perf_counter() - start


def memory(pid, field):
    """MiB of VmRSS or VmHWM."""
    with open(f"/proc/{pid}/status") as status:
        return next(int(line.split()[1]) / 1024 for line in status if line.startswith(field + ":"))


def reset_peak(pid):
    with open(f"/proc/{pid}/clear_refs", "w") as file:
        file.write("5")


def normal(url, token, seconds):
    """The p99 of a client that sends 200 requests a second at most, in ms."""
    client, times = Client(url, token), []
    body = json.dumps({"query": "{ me { id orders(first: 5) { id } } }"}).encode()
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        status, answer, took = client.post(body)
        if status != 200 or b'"errors"' in answer:
            sys.exit(f"hostile: the normal client was answered {status} {answer[:300]!r}")
        times.append(took)
        time.sleep(0.005)
    return 1000 * sorted(times)[int(len(times) * 0.99)]


def attack(url, token, body, stop):
    client = Client(url, token)
    while not stop.is_set():
        client.post(body)


def code(answer):
    try:
        return json.loads(answer)["errors"][0]["extensions"]["code"]
    except (ValueError, KeyError, IndexError, TypeError):
        return f"data of {len(answer)} bytes"


def report(name, text, problems):
    print(f"  {name:36} {text}{'  MISSED: ' + ', '.join(problems) if problems else ''}", flush=True)
    return [name] if problems else []


def is_disturbed(before, beside):
    return beside > P99_FACTOR * max(before, P99_FLOOR_MS)


def slow(url, token, name, options):
    """Measures the normal client beside slow ones, as soon as all of them are connected."""
    before = normal(url, token, SECONDS)
    seconds = int(SECONDS) + 10
    command = ["slowhttptest", "-c", str(SLOW_CLIENTS), "-r", "250", "-l", str(seconds), "-p", "2", "-u", url + "/graphql", *options]
    program = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
    time.sleep(4)
    beside = normal(url, token, SECONDS)
    if program.poll() is not None:
        sys.exit(f"hostile: slowhttptest has ended with {program.returncode}")
    program.terminate()
    program.wait()
    return report(name, f"{SLOW_CLIENTS} clients; normal p99 {before:5.1f} -> {beside:5.1f} ms", ["p99"] if is_disturbed(before, beside) else [])


def main():
    url, pid, token = sys.argv[1], sys.argv[2], os.environ["TOKEN"]
    bodies = [(name, json.dumps({"query": query, "variables": variables or {}}, separators=(",", ":")).encode()) for name, query, variables in kinds()]
    bodies = [kind for kind in bodies + list(raw_kinds()) if os.environ.get("ONLY", "") in kind[0]]
    normal(url, token, 0.5)
    misses = []
    for name, body in bodies:
        client = Client(url, token)
        before = normal(url, token, SECONDS)
        reset_peak(pid)
        base, times = memory(pid, "VmRSS"), []
        end = time.monotonic() + SECONDS
        while not times or time.monotonic() < end:
            status, answer, took = client.post(body)
            times.append(1000 * took)
        growth = memory(pid, "VmHWM") - base
        stop = multiprocessing.Event()
        attacker = multiprocessing.Process(target=attack, args=(url, token, body, stop))
        attacker.start()
        beside = normal(url, token, SECONDS)
        stop.set()
        attacker.join()
        median = sorted(times)[len(times) // 2]
        problems = []
        if median > TIME_MS:
            problems.append("time")
        if growth > MEMORY_MIB:
            problems.append("memory")
        if is_disturbed(before, beside):
            problems.append("p99")
        misses += report(
            name, f"{status} {code(answer):32} {median:7.1f} ms, at most {max(times):7.1f}; {growth:6.1f} MiB; "
            f"normal p99 {before:5.1f} -> {beside:5.1f} ms", problems)
    slow_kinds = [kind for kind in SLOW_KINDS if os.environ.get("ONLY", "") in kind[0]]
    for name, options in slow_kinds:
        misses += slow(url, token, name, options)
    if misses:
        sys.exit(f"hostile: {len(misses)} of {len(bodies) + len(slow_kinds)} kinds miss a goal")


if __name__ == "__main__":
    main()
