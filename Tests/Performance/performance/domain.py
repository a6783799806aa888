"""The example's own work over the whole chain: gateway, services, Postgres, Redis, RabbitMQ. With a second tree, both in interleaved rounds."""
import json
import os
import re
import shutil
import statistics
import subprocess
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from .load import SCRIPT_END, lua, wrk
from .processes import PAGE, Failure, cpu, free_port, say
from .servers import ask

CALLERS = 100
LIST_QUERY = "query { orders(limit: 10) { data { id status totalAmount user { id email fullName } payment { id status amount } } pageInfo { total hasMore } } }"
PASSWORD = "password123"
SERVICES = ("user-service", "order-service", "payment-service", "gateway")
PROGRAMS = (*SERVICES, "postgres", "redis")
#: The stack's name of a password hash's memory; a login costs what it costs in production.
ARGON2_KIB = 65_536


@dataclass
class Account:
    id: str
    token: str
    email: str
    orders: list[str] = field(default_factory=list)
    payments: list[str] = field(default_factory=list)


class Stack:
    """One whole stack on free ports, from the scripts and programs of a tree."""

    def __init__(self, name: str, tree: Path, directory: Path, binaries: Path | None = None):
        self.name, self.tree, self.directory = name, tree, directory
        self.command = [str(tree / "deploy/local/stack"), "--dir", str(directory), "--bin", str(binaries or tree / ".build/release"), "--free-ports"]
        self.urls: dict[str, str] = {}
        self.accounts: list[Account] = []
        self.tokens_from = 0.0

    def run(self, *verb: str, seconds: float = 180) -> str:
        try:
            run = subprocess.run([*self.command, *verb], capture_output=True, text=True, timeout=seconds, stdin=subprocess.DEVNULL)
        except subprocess.TimeoutExpired as error:
            raise Failure(f"{self.name}: stack {' '.join(verb)} did not end in {seconds} s; logs in {self.directory}/log") from error
        if run.returncode != 0:
            raise Failure(f"{self.name}: stack {' '.join(verb)} failed: {(run.stdout + run.stderr).strip()[-600:]}")
        return run.stdout

    def start(self) -> None:
        shutil.rmtree(self.directory, ignore_errors=True)
        self.run("env")
        file = self.directory / "env"
        text = re.sub(r"^LOG_LEVEL=.*", "LOG_LEVEL=warning", file.read_text(), flags=re.M)
        file.write_text(re.sub(r"^ARGON2_MEMORY_KIB=.*", f"ARGON2_MEMORY_KIB={ARGON2_KIB}", text, flags=re.M))
        self.run("up", "infra", *SERVICES)
        for line in self.run("env").splitlines():
            match = re.match(r"(?:export )?TRELLIS_TEST_(\w+)_URL='?([^']*)'?$", line)
            if match:
                self.urls[match.group(1)] = match.group(2)

    def close(self) -> None:
        try:
            self.run("clean", seconds=120)
        except Failure as failure:
            say(f"  {failure}")
        shutil.rmtree(self.directory, ignore_errors=True)

    def pid(self, name: str) -> int:
        return int((self.directory / f"run/{name}.pid").read_text())

    def cpu(self) -> dict[str, float]:
        """Seconds of CPU so far of each program."""
        return {name: sum(cpu(self.pid(name))) for name in PROGRAMS}

    def memory(self) -> dict[str, float]:
        return {name: int(Path(f"/proc/{self.pid(name)}/statm").read_text().split()[1]) * PAGE / 1e6 for name in SERVICES}

    def post(self, service: str, path: str, body: dict, token: str = "") -> dict:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return json.loads(ask(self.urls[service] + path, json.dumps(body), headers))

    def fill(self) -> None:
        """A hundred customers with ten orders each, all with a payment."""
        self.tokens_from = time.monotonic()
        # Few at once: a hash keeps a core busy, and the service refuses what would wait too long.
        with ThreadPoolExecutor(2) as pool:
            self.accounts = list(pool.map(self.register, range(CALLERS)))
        with ThreadPoolExecutor(16) as pool:
            for _ in range(10):
                list(pool.map(self.order, self.accounts))
            list(pool.map(self.pay, self.accounts))

    def register(self, number: int) -> Account:
        body = {"email": f"bench{number}@example.com", "password": PASSWORD, "firstName": "B", "lastName": "E"}
        data = self.post("USER", "/api/v1/users/register", body)["data"]
        return Account(data["user"]["id"], data["token"], body["email"])

    def order(self, account: Account) -> None:
        account.orders.append(self.post("ORDER", "/api/v1/orders", ORDER, account.token)["data"]["id"])

    def pay(self, account: Account) -> None:
        for order in account.orders:
            body = {"orderId": order, "method": "card", "token": "tok_ok"}
            end = time.monotonic() + 30
            while True:
                try:
                    account.payments.append(self.post("PAYMENT", "/api/v1/payments", body, account.token)["data"]["id"])
                    break
                except Failure as failure:
                    # 404 until the payment service has heard of the order.
                    if "answered 404" not in str(failure) or time.monotonic() > end:
                        raise
                    time.sleep(0.05)

    def login_again(self) -> None:
        """New tokens when the old ones, which live for 15 minutes, may not last for another round."""
        if time.monotonic() - self.tokens_from < 8 * 60:
            return
        self.tokens_from = time.monotonic()

        def login(account: Account) -> None:
            account.token = self.post("USER", "/api/v1/users/login", {"email": account.email, "password": PASSWORD})["data"]["token"]
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(login, self.accounts))

    def check_list(self) -> None:
        account = self.accounts[0]
        answer = json.loads(ask(self.urls["GATEWAY"] + "/graphql", json.dumps({"query": LIST_QUERY}), {"Authorization": f"Bearer {account.token}"}))
        orders = ((answer.get("data") or {}).get("orders") or {}).get("data") or []
        if answer.get("errors") or len(orders) != 10 or any(order["user"]["id"] != account.id or not order["payment"] for order in orders):
            raise Failure(f"{self.name}: the list query was answered {json.dumps(answer)[:600]}")


ORDER = {"shippingAddress": "1 Bench Road", "items": [{"productId": "p", "productName": "Laptop", "quantity": 1, "unitPrice": 999.99}]}


def rotating(requests: list[tuple[str, str, dict[str, str], str | None]]) -> str:
    """A wrk script that sends these in turn: method, path, headers, body. Each thread begins at another place."""
    lines = ["local threads = 0", f"function setup(thread) thread:set('first', threads * {len(requests) // 2}) threads = threads + 1 end", "local messages, count = {}, 0",
             "function init()", "  count = first"]
    for method, path, headers, body in requests:
        table = ", ".join(f"[{lua(name)}] = {lua(value)}" for name, value in headers.items())
        lines.append(f"  messages[#messages + 1] = wrk.format({lua(method)}, {lua(path)}, {{{table}}}, {lua(body) if body is not None else 'nil'})")
    lines += ["end", "function request()", "  count = count % #messages + 1", "  return messages[count]", "end"]
    return "\n".join(lines) + SCRIPT_END


JSON_TYPE = {"Content-Type": "application/json"}


@dataclass
class Case:
    key: str
    title: str
    service: str
    connections: int
    seconds: float
    #: method, path, headers, body of an account's request
    request: object
    #: whether the service may refuse some of the requests with 503; only the others count
    may_refuse: bool = False

    def script(self, stack: Stack) -> str:
        return rotating([self.request(account) for account in stack.accounts])


def bearer(account: Account) -> dict[str, str]:
    return {"Authorization": f"Bearer {account.token}"}


def cases(seconds: float) -> list[Case]:
    body = json.dumps({"query": LIST_QUERY})
    result = [Case("list", f"the list query, {CALLERS} callers", "GATEWAY", CALLERS, seconds,
                   lambda account: ("POST", "/graphql", {**JSON_TYPE, **bearer(account)}, body))]
    for callers in (8, 64, 256):
        result += [
            Case(f"user-{callers}", f"`GET /users/:id`, {callers} connections", "USER", callers, seconds,
                 lambda account: ("GET", f"/api/v1/users/{account.id}", bearer(account), None)),
            Case(f"order-{callers}", f"`GET /orders/:id`, {callers} connections", "ORDER", callers, seconds,
                 lambda account: ("GET", f"/api/v1/orders/{account.orders[0]}", bearer(account), None)),
            Case(f"payment-{callers}", f"`GET /payments/:id`, {callers} connections", "PAYMENT", callers, seconds,
                 lambda account: ("GET", f"/api/v1/payments/{account.payments[0]}", bearer(account), None)),
        ]
    result += [
        # The hashes keep both cores busy, so the first answers take a while.
        Case("login", "login, 64 connections", "USER", 64, max(seconds, 6),
             lambda account: ("POST", "/api/v1/users/login", JSON_TYPE, json.dumps({"email": account.email, "password": PASSWORD})),
             may_refuse=True),
        # Last: its events keep the other services busy for a while.
        Case("create", "`POST /orders`, 64 connections", "ORDER", 64, seconds,
             lambda account: ("POST", "/api/v1/orders", {**JSON_TYPE, **bearer(account)}, json.dumps(ORDER))),
    ]
    return result


def settle(stack: Stack, most: float = 8) -> None:
    """Waits until the stack's programs have nothing to do: what an earlier case left behind must not be charged to the next."""
    end = time.monotonic() + most
    while time.monotonic() < end:
        before = sum(stack.cpu().values())
        time.sleep(0.25)
        if sum(stack.cpu().values()) - before < 0.03:
            return


def measure(run: Path, trees: list[tuple[str, Path, Path | None]], rounds: int, seconds: float) -> dict:
    """`{"runs": {case: {tree: [run, …]}}, …}`; a tree is its name, its root, and where its programs are."""
    stacks: list[Stack] = []
    results: dict = {"runs": {}, "titles": {}, "memory": {}, "cold": {}}
    try:
        for name, tree, binaries in trees:
            say(f"  starting the stack of {name}")
            stack = Stack(name, tree, run / f"stack-{name}", binaries)
            stacks.append(stack)
            stack.start()
            stack.fill()
            stack.check_list()
            settle(stack)
            results["memory"][name] = {"start": stack.memory()}
        for number in range(rounds):
            for stack in stacks:
                stack.login_again()
            for case in cases(seconds):
                results["titles"][case.key] = case.title
                for stack in stacks:
                    settle(stack)
                    script = case.script(stack)
                    if number == 0 and case.key not in ("login", "create"):
                        wrk(stack.urls[case.service], script, run, 1, case.connections)
                    before = stack.cpu()
                    result = wrk(stack.urls[case.service], script, run, case.seconds, case.connections)
                    after = stack.cpu()
                    failed, requests = result["failed"], result["requests"]
                    if failed and (not case.may_refuse or failed == requests):
                        raise Failure(f"{stack.name}, {case.title}: {failed} of {requests} requests failed; logs in {stack.directory}/log")
                    entry = {"rate": result["rate"] * (requests - failed) / requests, "refused": failed, "p50": result["p50"], "p99": result["p99"],
                             "cpu": {name: (after[name] - before[name]) / requests * 1e6 for name in PROGRAMS}}
                    results["runs"].setdefault(case.key, {}).setdefault(stack.name, []).append(entry)
                    say(f"  round {number + 1} of {rounds}  {case.key:12} {stack.name:10} {entry['rate']:8.0f}/s  p99 {entry['p99'] / 1000:8.2f} ms")
        for stack in stacks:
            settle(stack)
            results["memory"][stack.name]["end"] = stack.memory()
            results["cold"][stack.name] = cold_starts(stack, 5)
    finally:
        for stack in stacks:
            stack.close()
    return results


def cold_starts(stack: Stack, rounds: int) -> float:
    """Milliseconds from starting another gateway of the stack to its first answer of the list query; the median."""
    times = []
    body, headers = json.dumps({"query": LIST_QUERY}).encode(), {**JSON_TYPE, **bearer(stack.accounts[0])}
    # The settings of the gateway that runs, but for its ports.
    variables = Path(f"/proc/{stack.pid('gateway')}/environ").read_bytes().decode().split("\0")
    environment = {name: value for name, _, value in (variable.partition("=") for variable in variables) if name and name != "METRICS_PORT"}
    for _ in range(rounds):
        port = free_port()
        began = time.monotonic()
        with open(stack.directory / "log/cold.log", "wb") as log:
            process = subprocess.Popen([stack.command[4] + "/gateway", "serve", "--port", str(port)], env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                       cwd=stack.tree)
        try:
            while True:
                try:
                    with urllib.request.urlopen(urllib.request.Request(f"http://127.0.0.1:{port}/graphql", body, headers), timeout=5) as response:
                        response.read()
                    break
                except OSError as error:
                    # An answer that is not a success is one too, and never becomes a success by waiting.
                    if isinstance(error, urllib.error.HTTPError) and error.code < 500 or time.monotonic() - began > 20 or process.poll() is not None:
                        raise Failure(f"the gateway of {stack.name} gave no first answer: {error}") from error
                    time.sleep(0.002)
            times.append((time.monotonic() - began) * 1000)
        finally:
            process.terminate()
            process.wait(20)
    return statistics.median(times)
