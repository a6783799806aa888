"""Starting and ending programs, and what the kernel tells about them."""
import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")


class Failure(Exception):
    """Something that ends the run; the message says what to do."""


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def free_port() -> int:
    """A port outside the range that the kernel gives to clients, so that no connection of the benchmark takes it meanwhile."""
    for _ in range(1000):
        port = 20_000 + int.from_bytes(os.urandom(2), "big") % 12_000
        if port in free_port.given:
            continue
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        free_port.given.add(port)
        return port
    raise Failure("no free port between 20000 and 32000")


free_port.given = set()


class Program:
    """One started program with its children. It leads a process group of its own, so an interrupt of the terminal does not reach it."""

    def __init__(self, name: str, command: list[str], log: Path, environment: dict[str, str] | None = None, port: int | None = None,
                 wait: float = 30):
        self.name, self.log, self.port = name, log, port
        with log.open("wb") as output:
            self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True,
                                            env={**os.environ, **(environment or {})})
        if port is not None:
            self.wait_until_listening(wait)

    def wait_until_listening(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if self.process.poll() is not None:
                raise Failure(f"{self.name} ended with {self.process.returncode}: {self.last_lines()}")
            if listens(self.port):
                return
            time.sleep(0.005)
        self.stop()
        raise Failure(f"{self.name} does not listen on port {self.port} after {seconds} s: {self.last_lines()}")

    def last_lines(self) -> str:
        return self.log.read_text(errors="replace")[-800:].strip() or "(no output)"

    def stop(self) -> None:
        """Asks the program to end, and ends its group when it does not within ten seconds."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait()

    def cpu(self) -> tuple[float, float]:
        """Seconds of CPU so far in user mode and in the kernel."""
        return cpu(self.process.pid)

    def memory(self) -> float:
        """Megabytes (10^6) that are resident. Pages that processes share count once for each, as RSS does."""
        pages = 0
        for pid in members(self.process.pid):
            try:
                pages += int(Path(f"/proc/{pid}/statm").read_text().split()[1])
            except (OSError, IndexError):
                pass
        return pages * PAGE / 1e6


def listens(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def status_fields(pid: int) -> list[str] | None:
    """/proc/PID/stat from its third field on."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except (OSError, IndexError):
        return None


def members(pid: int) -> list[int]:
    """A process and its descendants."""
    children: dict[int, list[int]] = {}
    for name in os.listdir("/proc"):
        if name.isdigit():
            fields = status_fields(int(name))
            if fields:
                children.setdefault(int(fields[1]), []).append(int(name))
    found, pending = [], [pid]
    while pending:
        found.append(pending.pop())
        pending += children.get(found[-1], [])
    return found


def cpu(pid: int) -> tuple[float, float]:
    """Seconds of CPU of a process and its descendants so far, in user mode and in the kernel."""
    user = kernel = 0
    for member in members(pid):
        fields = status_fields(member)
        if fields:
            user, kernel = user + int(fields[11]), kernel + int(fields[12])
    return user / TICKS, kernel / TICKS


def machine_busy() -> float:
    """Seconds of CPU that the whole machine has spent on anything."""
    fields = [int(field) for field in Path("/proc/stat").read_text().splitlines()[0].split()[1:9]]
    return (sum(fields) - fields[3] - fields[4]) / TICKS


def first_line(command: list[str]) -> str:
    """What a program says of its version."""
    try:
        output = subprocess.run(command, capture_output=True, text=True, timeout=20)
    except (OSError, subprocess.TimeoutExpired):
        return "unknown"
    return ((output.stdout + output.stderr).strip().splitlines() or ["unknown"])[0]


def machine() -> dict[str, str]:
    """What the page says of the machine."""
    information = Path("/proc/cpuinfo").read_text()
    model = re.search(r"^model name\s*: (.*)$", information, re.M)
    memory = int(re.search(r"MemTotal:\s+(\d+)", Path("/proc/meminfo").read_text()).group(1))
    release = re.search(r'^PRETTY_NAME="(.*)"', Path("/etc/os-release").read_text(), re.M)
    packages = subprocess.run(
        ["dpkg-query", "-W", "-f", "${Package} ${Version}, ", "nginx", "nodejs", "node-graphql", "node-undici", "golang-go",
         "golang-github-graph-gophers-graphql-go-dev", "wrk", "postgresql", "redis-server", "rabbitmq-server"],
        capture_output=True, text=True).stdout.strip(", ")
    return {
        "processor": f"{model.group(1) if model else 'unknown'}, {os.cpu_count()} cores",
        "memory": f"{memory / 1e6:.0f} GB",
        "system": f"{release.group(1) if release else 'unknown'}, Linux {os.uname().release}",
        "toolchain": first_line(["swift", "--version"]),
        "node": first_line(["node", "--version"]),
        "packages": packages,
    }
