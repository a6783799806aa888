"""The servers that are compared, and their upstream."""
import json
import os
import shutil
import subprocess
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from . import upstream
from .processes import Failure, Program, free_port

HERE = Path(__file__).resolve().parent.parent
ROOT = HERE.parent.parent
CONNECTIONS = 64

NGINX = """
{user}
daemon off;
pid {run}/{name}.pid;
error_log {run}/{name}.error error;
worker_processes {workers};
worker_rlimit_nofile 16384;
events {{ worker_connections 8192; }}
http {{
  access_log off; sendfile on; tcp_nopush on; tcp_nodelay on; default_type application/json; types {{ }}
  keepalive_timeout 300s; keepalive_requests 1000000000;
  open_file_cache max=1000 inactive=1h; open_file_cache_valid 1h;
  client_body_temp_path {run}/{name}-1; proxy_temp_path {run}/{name}-2; fastcgi_temp_path {run}/{name}-3;
  uwsgi_temp_path {run}/{name}-4; scgi_temp_path {run}/{name}-5;
  server {{
    listen 127.0.0.1:{port} backlog=4096;
    {locations}
  }}
}}
"""


def nginx(run: Path, name: str, port: int, workers: int, locations: str) -> Program:
    user = "user root;" if os.geteuid() == 0 else ""
    file = run / f"{name}.conf"
    file.write_text(NGINX.format(run=run, name=name, port=port, workers=workers, locations=locations, user=user))
    program = shutil.which("nginx", path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")
    if program is None:
        raise Failure("nginx is not installed: deploy/local/install --performance")
    return Program(name, [program, "-c", str(file), "-e", f"{run}/{name}.error"], run / f"{name}.log", port=port)


def exact_answer(path: str, body: bytes) -> str:
    """A location that answers these bytes from memory. A parameter of nginx's configuration may have 4 kB, so a longer one is set in parts."""
    text = body.decode()
    if any(letter in text for letter in "'$\\"):
        raise Failure(f"the answer for nginx has a letter that its configuration would change: {text[:200]}")
    name = "".join(letter for letter in path if letter.isalnum())
    parts = [text[start:start + 3000] for start in range(0, len(text), 3000)]
    variables = [f"${name}_{index}" for index in range(len(parts))]
    sets = "\n".join(f"      set {variable} '{part}';" for variable, part in zip(variables, parts))
    joined = "".join("${" + variable[1:] + "}" for variable in variables)
    return f'location = {path} {{\n{sets}\n      return 200 "{joined}";\n    }}'


def start_upstream(run: Path) -> Program:
    data = run / "data"
    upstream.write(data)
    locations = f"root {data}; location / {{ try_files $uri.json =404; }}"
    return nginx(run, "upstream", free_port(), 1, locations)


@dataclass
class GatewayBuild:
    """A gateway's binary, and what the page calls it."""
    name: str
    binary: Path

    def check(self) -> None:
        if not os.access(self.binary, os.X_OK):
            raise Failure(f"no gateway at {self.binary}: run `make build`, or name one with --gateway")


#: Requests are counted for their address as by default, but one address sends all of the load.
RATES = {"RATE_LIMIT_USER": "1000000/s", "RATE_LIMIT_ADDRESS": "1000000/s", "RATE_LIMIT_FIELDS": "none", "MAX_CONCURRENT_REQUESTS": "100000"}


def gateway_environment(upstream_url: str, **settings: str) -> dict[str, str]:
    return {"UPSTREAM_URL": upstream_url, "LOG_LEVEL": "warning", "SCHEMA_RELOAD_SECONDS": "0", **RATES, **settings}


def start_gateway(run: Path, name: str, binary: Path, schema: Path, upstream_url: str, prefix: list[str] | None = None, wait: float = 60,
                  **settings: str) -> Program:
    """A gateway on a port of its own. `prefix` runs it under another program, such as valgrind."""
    port = free_port()
    environment = gateway_environment(upstream_url, **settings)
    command = [*(prefix or []), str(binary), "serve", "--schema", str(schema), "--port", str(port)]
    program = Program(name, command, run / f"{name}.log", environment, port=port, wait=wait)
    wait_for_answer(program, f"http://127.0.0.1:{port}/graphql", wait)
    return program


def start_node(run: Path, upstream_url: str, processes: int) -> Program:
    port, name = free_port(), "node" if processes == 1 else f"node-{processes}"
    environment = {"PORT": str(port), "UPSTREAM": upstream_url, "PROCESSES": str(processes), "CONNECTIONS": str(CONNECTIONS), "NODE_ENV": "production",
                   "NODE_PATH": "/usr/share/nodejs"}
    return Program(name, ["node", str(HERE / "peers/node/server.js")], run / f"{name}.log", environment, port=port)


def start_gophers(run: Path, upstream_url: str) -> Program:
    program, port = run / "gophers", free_port()
    environment = {**os.environ, "GO111MODULE": "off", "GOPATH": "/usr/share/gocode", "GOCACHE": str(run / "go-cache")}
    build = subprocess.run(["go", "build", "-o", str(program), str(HERE / "peers/gophers/main.go")], capture_output=True, text=True, env=environment,
                           timeout=300)
    if build.returncode != 0:
        raise Failure(f"go build of Tests/Performance/peers/gophers failed: {build.stderr}")
    environment = {"PORT": str(port), "UPSTREAM": upstream_url, "CONNECTIONS": str(CONNECTIONS), "GOGC": "400"}
    return Program("gophers", [str(program)], run / "gophers.log", environment, port=port)


def ask(url: str, body: str | None = None, headers: dict[str, str] | None = None, seconds: float = 20) -> bytes:
    """The body of one answer. Fails when the status is not a success."""
    data = None if body is None else body.encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json", **(headers or {})})
    try:
        with urllib.request.urlopen(request, timeout=seconds) as response:
            return response.read()
    except urllib.error.HTTPError as error:
        raise Failure(f"{url} was answered {error.code}: {error.read()[:400].decode(errors='replace')}") from error
    except OSError as error:
        raise Failure(f"{url} was not answered: {error}") from error


def wait_for_answer(program: Program, url: str, seconds: float) -> None:
    end = time.monotonic() + seconds
    while True:
        try:
            ask(url, json.dumps({"query": "{__typename}"}), seconds=seconds)
            return
        except Failure:
            if time.monotonic() > end or program.process.poll() is not None:
                program.stop()
                raise Failure(f"{program.name} does not answer: {program.last_lines()}") from None
            time.sleep(0.02)
