"""Reads a profile of callgrind, and splits it by stage of a request.

A function of one of the project's modules belongs to the stage that STAGES names for it. What belongs to no module (the allocator, retain and release,
memmove, the standard library, specialised generic code) or to several (the modules JSON and HTTPCore) is charged to its callers, in proportion to what each spends in
its calls of it.
"""
import re
import subprocess
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

#: The stages in the order of a request; the first pattern that matches `Module.Type.member` counts. "" charges the callers.
STAGES = [
    ("response", r"HTTPServer\.(Response|ConnectionWriters|OutputBuffer|SendBuffer)|HTTPServer\.\w+\.(flush|write|send|encode)\w*|GraphQL\.GraphQLResponses?\b"),
    ("accept and parse HTTP", r"HTTPServer\."),
    ("ids, log, metrics", r"(ProcessKit|Observability|Logging|Metrics|CoreMetrics|Prometheus)\.|\w+\.\w*(Metrics|AccessLog|TraceContext|RequestID)\b"),
    ("event loop and sockets", r"(Sockets|CSockets\w*)\."),
    ("cache look-up", r"GraphQL\.(OperationCache|PreparedOperation|PreparedRequest\w*|RequestKey\w*)|GraphQL\.GraphQLEngine\.prepare|\w+\.(LRUCache|RequestCoalescer)\b"),
    ("JSON index", r"Upstreams\.DecodedResponse|JSON\.JSON(Parser|Nodes|Scanner|Index|Structure)\w*|JSON\.JSONDocument\.init"),
    ("upstream call", r"(RESTConnectors|Upstreams|HTTPClient)\.|(gateway|Gateway)\.(HTTPClient|Upstream)\w*"),
    # Rows, columns and keys are read by the fetch phase and by completion.
    ("", r"GraphQLExecution\.(ObjectRows|LoadedColumn|RowKeys|LoadKey|LoadOutcome|OperationState|ResolvedValue)\b"),
    ("fetch phase", r"GraphQLExecution\.\w*(Fetch|Wave|Load|Step|Executor|Batch)\w*|DataLoading\."),
    ("completion", r"GraphQLExecution\.(?!\w*(Variable|Argument|Coercion\b))|GraphQLExecution\.ResultCoercion|GraphQL\.\w*(Projection|Program)\w*"),
    ("GraphQL request", r"(gateway|Gateway|GraphQL|GraphQLExecution|GraphQLLanguage|GraphQLSchema|GraphQLValidation|GraphQLFederation)\."),
    ("", r"(JSON|HTTPCore|Concurrency|SharedKernel)\."),
]
ORDER = ["accept and parse HTTP", "GraphQL request", "cache look-up", "fetch phase", "upstream call", "JSON index", "completion", "response",
         "ids, log, metrics", "event loop and sockets", "not attributed"]
MODULES = ("HTTPServer|HTTPCore|HTTPClient|ProcessKit|Observability|Logging|CoreMetrics|Metrics|Prometheus|Sockets|GraphQLLanguage|GraphQLSchema|GraphQLValidation|"
           "GraphQLFederation|GraphQLExecution|GraphQL|RESTConnectors|Upstreams|DataLoading|JSON|Concurrency|SharedKernel|gateway|Gateway")
#: What is counted by calls: the name of the column, and the functions.
COUNTED = {
    "allocations": r"(malloc|calloc|realloc|posix_memalign|aligned_alloc|memalign)$",
    "retains": r"swift_(nonatomic_)?retain(_n)?$",
    "jobs": r"swift_job_run(_on_\w+)?$",
    "tasks": r"swift_task_create$",
}


@dataclass
class Profile:
    """Instructions of each function itself, and of each call: caller, callee, number of calls, instructions with all below."""
    own: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    calls: dict[tuple[str, str], list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))

    @property
    def total(self) -> int:
        return sum(self.own.values())


def read(text: str) -> Profile:
    """Parses the format that callgrind writes with one event, Ir."""
    profile, names = Profile(), {}
    function, callee, count = "", "", 0
    reading = re.compile(r"\((\d+)\)(?: (.*))?$")

    def name(value: str) -> str:
        match = reading.match(value)
        if match is None:
            return value
        if match.group(2) is not None:
            names[match.group(1)] = match.group(2)
        return names.get(match.group(1), value)

    pending = False
    for line in text.splitlines():
        if line.startswith("fn="):
            function = name(line[3:])
        elif line.startswith("cfn="):
            callee = name(line[4:])
        elif line.startswith("calls="):
            count, pending = int(line[6:].split()[0]), True
        elif line and (line[0].isdigit() or line[0] in "+-*"):
            parts = line.split()
            cost = int(parts[1]) if len(parts) > 1 else 0
            if pending:
                edge = profile.calls[function, callee]
                edge[0] += count
                edge[1] += cost
                pending = False
            else:
                profile.own[function] += cost
    return profile


def demangled(names: list[str]) -> dict[str, str]:
    """Swift's names in words. A symbol of another language stays as it is."""
    swift = [name for name in names if name.startswith(("$s", "$S"))]
    run = subprocess.run(["swift", "demangle", "--compact"], input="\n".join(swift), capture_output=True, text=True, timeout=120)
    lines = run.stdout.splitlines()
    return dict(zip(swift, lines)) if len(lines) == len(swift) else {}


def member(words: str) -> str | None:
    """`Module.Type.member` of a demangled name; nil for what the compiler adds to any module, such as outlined copies."""
    if re.match(r"outlined|type metadata|(lazy )?protocol witness table|value witness|associated|(nominal|metadata)", words):
        return None
    # "generic specialization <…> of X" and the like: only X says whose code it is.
    words = re.sub(r"^.*?(specialization|signature specialization) <.*?> of ", "", words)
    match = re.search(rf"\(extension in ({MODULES})\):\w+\.(.*)", words)
    if match:
        return f"{match.group(1)}.{match.group(2)}"
    match = re.search(rf"(?<![\w.])({MODULES})\.(.*)", words)
    # A generic function of the standard library, specialised for a type of ours, is not ours.
    first = re.search(r"(?<![\w.])([A-Z_]\w*)\.", words)
    if match is None or (first and first.group(1) == "Swift" and first.start() < match.start()):
        return None
    return f"{match.group(1)}.{match.group(2)}"


def stage(words: str) -> str | None:
    """The stage of a demangled function; nil when its callers decide."""
    name = member(words)
    if name is None:
        return None
    for stage, pattern in STAGES:
        if re.match(pattern, name):
            return stage or None
    return None


def split(profile: Profile, words: dict[str, str] | None = None) -> tuple[dict[str, float], dict[str, dict[str, float]]]:
    """Instructions by stage, and for each counted kind of call the calls by stage. `words` are the demangled names."""
    functions = set(profile.own) | {name for edge in profile.calls for name in edge}
    words = demangled(sorted(functions)) if words is None else words
    fixed = {name: stage(words[name]) for name in functions if name in words}
    mix: dict[str, dict[str, float]] = {name: {value: 1.0} for name, value in fixed.items() if value}
    incoming: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for (caller, callee), (count, cost) in profile.calls.items():
        if callee not in mix and caller != callee:
            incoming[callee].append((caller, cost + count))
    # Chains of such functions are short; cycles (release, deinit, release) settle quickly.
    for _ in range(25):
        for name, callers in incoming.items():
            sums: dict[str, float] = defaultdict(float)
            for caller, weight in callers:
                for value, part in mix.get(caller, {}).items():
                    sums[value] += weight * part
            whole = sum(sums.values())
            if whole:
                mix[name] = {value: part / whole for value, part in sums.items()}
    unknown = {"not attributed": 1.0}
    costs: dict[str, float] = defaultdict(float)
    for name, cost in profile.own.items():
        for value, part in mix.get(name, unknown).items():
            costs[value] += cost * part
    counts: dict[str, dict[str, float]] = {}
    for kind, pattern in COUNTED.items():
        sums = defaultdict(float)
        for (caller, callee), (count, _) in profile.calls.items():
            if re.match(pattern, callee) and not re.match(pattern, caller):
                for value, part in mix.get(caller, unknown).items():
                    sums[value] += count * part
        counts[kind] = dict(sums)
    return dict(costs), counts


def largest(profile: Profile, count: int) -> list[tuple[str, float]]:
    """The functions that spend most themselves, in words, with their part of all."""
    ordered = sorted(profile.own.items(), key=lambda entry: -entry[1])[:count]
    words = demangled([name for name, _ in ordered])
    return [(words.get(name, name), cost / max(profile.total, 1)) for name, cost in ordered]


def newest(directory: Path, prefix: str) -> Path | None:
    """The dump that was written last."""
    files = [file for file in directory.glob(prefix + "*") if file.stat().st_size > 0]
    return max(files, key=lambda file: file.stat().st_mtime_ns, default=None)
