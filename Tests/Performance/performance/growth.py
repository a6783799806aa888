"""How the cost of a request grows with its size. Each series has a size and a unit of output; the CPU time of the gateway for one unit should stay flat.

CPU time is what the kernel counts for the gateway's process, so a busy machine changes it little. Nothing is shared between requests.
"""
import json
import time
from dataclasses import dataclass
from pathlib import Path

from . import upstream
from .load import Request, allow_many_files, script, wrk
from .processes import Failure, Program, say
from .servers import GatewayBuild, ask, start_gateway

OPEN_LIMITS = {
    "MAX_TOKENS": "1000000", "MAX_DEPTH": "100", "MAX_ALIASES": "100000", "MAX_ROOT_FIELDS": "1000", "MAX_SELECTIONS": "1000000",
    "MAX_OPERATION_COST": "1000000000",
    "MAX_OBJECTS": "10000000", "MAX_RESPONSE_BYTES": "100000000", "SHARE_CALLS": "false", "SHARE_OPERATIONS": "false",
}
#: A series is flat when a unit at its largest size costs at most this many times the cheapest unit of its smaller sizes.
FLAT = 1.3


@dataclass
class Series:
    key: str
    title: str
    unit: str
    sizes: list[int]
    points: list[dict]


def head(services: list[str]) -> str:
    uses = "\n".join(f'  @service(name: "{name}", url: "{{$env.UPSTREAM_URL}}/growth")' for name in services)
    return f'extend schema\n  @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])\n{uses}\n'


def shapes_schema() -> str:
    """Lists, wide objects, embedded chains, and chains of references."""
    wide = "\n".join(f"  f{field}: String!" for field in range(max(upstream.WIDTHS)))
    return head(["growth"]) + f"""
type Query {{
  list(size: Int!): [Item!] @rest(service: "growth", GET: "/list/{{$args.size}}")
  wide(fields: Int!): [Wide!] @rest(service: "growth", GET: "/wide/{{$args.fields}}")
  chain(depth: Int!): [Link!] @rest(service: "growth", GET: "/chain/{{$args.depth}}")
  node(id: Int!): Node @rest(service: "growth", GET: "/node/{{$args.id}}")
}}
type Item {{ id: Int! title: String! body: String! }}
type Wide {{
{wide}
}}
type Link {{ id: Int! title: String! next: Link }}
type Node @key(fields: "id") @rest(service: "growth", GET: "/node/{{$keys.id}}") {{ id: Int! title: String! next: Node @json(path: "nextId") }}
"""


def services_schema(directory: Path, count: int) -> None:
    """A list of things, and `count` files of services that each add a field to the thing, loaded in batch."""
    directory.mkdir(parents=True, exist_ok=True)
    root = head(["things"]) + 'type Query { things: [Thing!] @rest(service: "things", GET: "/things") }\n'
    (directory / "things.graphql").write_text(root + 'type Thing @key(fields: "id") { id: Int! }\n')
    for number in range(count):
        (directory / f"service{number}.graphql").write_text(
            head([f"service{number}"])
            + f'type Thing @key(fields: "id") @rest(service: "service{number}", GET: "/service/{number}?ids={{$keys.id}}", batch: {{ by: "id" }}) {{\n'
            + f"  id: Int!\n  f{number}: String\n}}\n")


def nested(depth: int, inner: str) -> str:
    return inner if depth <= 1 else f"{inner} next {{ {nested(depth - 1, inner)} }}"


class Probe:
    """Measures one gateway."""

    def __init__(self, run: Path, gateway: Program, seconds: float):
        self.run, self.gateway, self.seconds = run, gateway, seconds
        self.url = f"http://127.0.0.1:{gateway.port}/graphql"

    def point(self, text: str, size: int, units: int, connections: int = 8) -> dict:
        """CPU microseconds of a request, and of a unit. The script must be answered with 200 and without errors."""
        wrk(self.url, text, self.run, 1, connections)
        before = sum(self.gateway.cpu())
        result = wrk(self.url, text, self.run, self.seconds, connections)
        # Few requests of a large answer: what is still under way when wrk ends would count for none.
        used = sum(self.gateway.cpu()) - before
        if result["failed"]:
            raise Failure(f"growth, size {size}: {result['failed']} of {result['requests']} requests failed")
        cpu = used / result["requests"] * 1e6
        return {"size": size, "units": units, "cpu": cpu, "unit": cpu / units, "rate": result["rate"], "p50": result["p50"], "p99": result["p99"]}

    def query(self, query: str, size: int, units: int) -> dict:
        body = json.dumps({"query": query})
        answer = json.loads(ask(self.url, body))
        if answer.get("errors") or not answer.get("data") or None in answer["data"].values():
            raise Failure(f"growth, size {size}: {query[:100]} was answered {json.dumps(answer)[:300]}")
        return self.point(script(Request(self.url, body)), size, units)


def documents(count: int) -> str:
    """A wrk script that sends so many different documents in turn."""
    return r"""
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
local count = 0
function request()
  count = count % COUNT + 1
  return wrk.format(nil, nil, nil, '{"query":"{ list(size: 10) { a' .. count .. ': id title } }"}')
end
""".replace("COUNT", str(count)) + script(Request("", None))


def measure(run: Path, build: GatewayBuild, upstream_url: str, seconds: float) -> dict:
    """`{series: {...}}`."""
    series: list[Series] = []

    def add(key: str, title: str, unit: str, points: list[dict]) -> None:
        series.append(Series(key, title, unit, [point["size"] for point in points], points))
        for point in points:
            say(f"  {key:10} {point['size']:6}  {point['cpu']:9.1f} us a request, {point['unit']:8.3f} us for one {unit}")

    shapes = run / "growth-schema"
    shapes.mkdir(exist_ok=True)
    (shapes / "growth.graphql").write_text(shapes_schema())
    gateway = start_gateway(run, "growth", build.binary, shapes, upstream_url, **OPEN_LIMITS)
    try:
        probe = Probe(run, gateway, seconds)
        add("list", "length of a list", "item", [probe.query(f"{{ list(size: {size}) {{ id title }} }}", size, size) for size in upstream.LIST_SIZES])
        add("fields", f"fields of each of {upstream.WIDE_ROWS} objects", "field", [
            probe.query(f"{{ wide(fields: {size}) {{ {' '.join(f'f{field}' for field in range(size))} }} }}", size, size * upstream.WIDE_ROWS)
            for size in upstream.WIDTHS])
        depths = [1, 3, 6, upstream.DEEPEST]
        add("depth", f"depth of each of {upstream.CHAINS} embedded chains", "object", [
            probe.query(f"{{ chain(depth: {size}) {{ {nested(size, 'id title')} }} }}", size, size * upstream.CHAINS) for size in depths])
        add("waves", "depth of a chain of references, one upstream call per level", "call", [
            probe.query(f"{{ node(id: 0) {{ {nested(size, 'id title')} }} }}", size, size) for size in depths])
        add("documents", "distinct documents in turn", "request", [
            probe.point(documents(size), size, 1) for size in (1, 10, 100, 1_000, 10_000)])
        files = allow_many_files()
        text = script(Request(probe.url, json.dumps({"query": "{__typename}"})))
        points = []
        for size in (10, 100, 1_000, 5_000):
            if size + 200 > files:
                say(f"  connections {size}: left out, only {files} open files are allowed")
                continue
            points.append(probe.point(text, size, 1, connections=size))
            points[-1]["memory"] = gateway.memory()
        add("connections", "connections that send `{__typename}`", "request", points)
    finally:
        gateway.stop()
    points = []
    for size in (1, 5, 20, upstream.MOST_SERVICES):
        directory = run / f"growth-services-{size}"
        services_schema(directory, size)
        began = time.monotonic()
        gateway = start_gateway(run, "growth-services", build.binary, directory, upstream_url, **OPEN_LIMITS)
        try:
            started = (time.monotonic() - began) * 1000
            point = Probe(run, gateway, seconds).query(f"{{ things {{ id {' '.join(f'f{number}' for number in range(size))} }} }}", size, size)
            points.append({**point, "start": started})
        finally:
            gateway.stop()
    add("services", f"services that each add a field to {upstream.THINGS} things, one call each", "call", points)
    return {one.key: {"title": one.title, "unit": one.unit, "points": one.points, "flatness": flatness(one.points)} for one in series}


def flatness(points: list[dict]) -> float:
    """What a unit costs at the largest size, over the cheapest unit of the smaller sizes."""
    if len(points) < 2:
        return 1.0
    return points[-1]["unit"] / min(point["unit"] for point in points[:-1])
