"""The load generators: wrk for the greatest rate, load/main.go for a fixed rate and a fixed number of requests."""
import json
import os
import re
import resource
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from .processes import Failure, machine_busy

HERE = Path(__file__).resolve().parent.parent
TAG = "%TAG%"


@dataclass
class Request:
    """What every connection sends. `%TAG%` in the body becomes a number of eight digits that differs in each request."""
    url: str
    body: str | None = None
    headers: dict[str, str] = field(default_factory=dict)


SCRIPT_END = r"""
function done(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format('RESULT {"requests":%d,"us":%d,"bytes":%d,"p50":%d,"p99":%d,"max":%d,"socket":%d,"status":%d,"timeout":%d}\n',
    summary.requests, summary.duration, summary.bytes, latency:percentile(50), latency:percentile(99), latency.max,
    errors.connect + errors.read + errors.write, errors.status, errors.timeout))
end
"""


def lua(text: str) -> str:
    """A Lua string literal. JSON's escapes are Lua's for all that json.dumps leaves in ASCII text."""
    return json.dumps(text)


def script(request: Request) -> str:
    """The wrk script of a request."""
    if request.body is None:
        return "".join(f"wrk.headers[{lua(name)}] = {lua(value)}\n" for name, value in request.headers.items()) + SCRIPT_END
    lines = ['wrk.method = "POST"', 'wrk.headers["Content-Type"] = "application/json"']
    lines += [f"wrk.headers[{lua(name)}] = {lua(value)}" for name, value in request.headers.items()]
    if TAG in request.body:
        lines += [
            "local threads = 0",
            'function setup(thread) thread:set("first", threads * 50000000) threads = threads + 1 end',
            "local head, tail, count",
            "function init()",
            "  count = first",
            f"  local message = wrk.format(nil, nil, nil, {lua(request.body.replace(TAG, '@@@@@@@@'))})",
            "  local from = message:find('@@@@@@@@', 1, true)",
            "  head, tail = message:sub(1, from - 1), message:sub(from + 8)",
            "end",
            "function request()",
            "  count = count + 1",
            "  return head .. string.format('%08d', count) .. tail",
            "end",
        ]
    else:
        lines.append(f"wrk.body = {lua(request.body)}")
    return "\n".join(lines) + SCRIPT_END


def parse_wrk(output: str) -> dict:
    """The result line of a script."""
    match = re.search(r"^RESULT (\{.*\})$", output, re.M)
    if not match:
        raise Failure(f"wrk printed no result: {output.strip()[-400:]}")
    return json.loads(match.group(1))


def wrk(url: str, text: str, directory: Path, seconds: float, connections: int, threads: int = 2) -> dict:
    """One run: requests, rate and latencies in microseconds, and what wrk and the rest of the machine spent of one core, in percent."""
    file = directory / "wrk.lua"
    file.write_text(text)
    busy, before = machine_busy(), os.times()
    command = ["wrk", f"-t{min(threads, connections)}", f"-c{connections}", f"-d{max(1, round(seconds))}s", "--timeout", "30s", "-s", str(file), url]
    try:
        run = subprocess.run(command, capture_output=True, text=True, timeout=seconds + 60)
    except subprocess.TimeoutExpired as error:
        raise Failure(f"wrk did not end for {url}") from error
    after = os.times()
    result = parse_wrk(run.stdout + run.stderr)
    if result["requests"] == 0:
        raise Failure(f"{url} answered nothing in {seconds} s")
    own = after.children_user + after.children_system - before.children_user - before.children_system
    result["rate"] = result["requests"] / result["us"] * 1e6
    result["generator"] = own
    result["busy"] = machine_busy() - busy
    result["failed"] = result["socket"] + result["status"] + result["timeout"]
    return result


def greatest_rate(request: Request, directory: Path, seconds: float, connections: int = 100) -> dict:
    return wrk(request.url, script(request), directory, seconds, connections)


def generator(directory: Path) -> Path:
    """The load generator, built once."""
    program = directory / "load"
    if not program.exists():
        environment = {**os.environ, "GO111MODULE": "off", "GOCACHE": str(directory / "go-cache"), "GOPATH": "/usr/share/gocode"}
        build = subprocess.run(["go", "build", "-o", str(program), str(HERE / "load/main.go")], capture_output=True, text=True, env=environment,
                               timeout=300)
        if build.returncode != 0:
            raise Failure(f"go build of Tests/Performance/load/main.go failed: {build.stderr}")
    return program


def send(directory: Path, request: Request, connections: int, rate: float = 0, seconds: float = 0, requests: int = 0, most: float = 120) -> dict:
    """A run of load/main.go: at a fixed rate for some seconds, or a number of requests."""
    command = [str(generator(directory)), "-url", request.url, "-connections", str(connections)]
    if rate:
        command += ["-rate", f"{rate:.1f}"]
    command += ["-duration", f"{seconds}s"] if seconds else ["-requests", str(requests)]
    if request.body is not None:
        command += ["-body", request.body]
    for name, value in request.headers.items():
        command += ["-header", f"{name}: {value}"]
    try:
        run = subprocess.run(command, capture_output=True, text=True, timeout=most, env={**os.environ, "GOGC": "400"})
    except subprocess.TimeoutExpired as error:
        raise Failure(f"{request.url} did not answer all requests in {most} s") from error
    if run.returncode != 0:
        raise Failure(run.stderr.strip() or f"the load generator ended with {run.returncode}")
    result = json.loads(run.stdout)
    result["failed"] = result["errors"] + sum(count for status, count in result["statuses"].items() if status != "200")
    return result


def allow_many_files(count: int = 20_000) -> int:
    """Raises this process's limit of open files, and so that of all it starts; returns it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = count if hard == resource.RLIM_INFINITY else min(count, hard)
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    return max(soft, wanted)
