"""A stack of its own, through deploy/local/stack, and what can be asked of it."""

import base64
import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import tempfile
import time
import urllib.request
import uuid

ROOT = os.path.abspath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))


class Stack:
    def __init__(self, binaries):
        self.directory = os.path.join(ROOT, ".local", f"chaos-{os.getpid()}")
        self.command = [
            os.path.join(ROOT, "deploy/local/stack"), "--dir", self.directory, "--bin", os.path.join(ROOT, binaries), "--free-ports",
        ]
        # Something that was killed must read its disk again, beside a thousand clients.
        os.environ["STACK_PATIENCE"] = "4"
        self._run("env")
        file = os.path.join(self.directory, "env")
        with open(file) as lines:
            text = re.sub("(?m)^LOG_LEVEL=.*", "LOG_LEVEL=notice", lines.read())
        with open(file, "w") as lines:
            lines.write(text)
        self.settings = {}
        for line in self._run("env").splitlines():
            name, _, value = line.removeprefix("export ").partition("=")
            self.settings[name] = "".join(shlex.split(value))
        self.passwords = dict(line.split("=", 1) for line in text.splitlines() if "=" in line and not line.startswith("#"))
        self.orders = self.settings["TRELLIS_TEST_ORDER_URL"]
        self.payments = self.settings["TRELLIS_TEST_PAYMENT_URL"]
        self.admin = self.token(str(uuid.uuid4()), ["admin"])

    def _run(self, *words):
        result = subprocess.run(self.command + list(words), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=720)
        if result.returncode:
            raise SystemExit(f"chaos: stack {' '.join(words)} failed:\n{result.stdout}{result.stderr}")
        return result.stdout

    def up(self, *names):
        self._run("up", *names)

    def kill(self, name):
        with open(os.path.join(self.directory, "run", name + ".pid")) as file:
            os.kill(int(file.read()), signal.SIGKILL)

    def end(self, keep):
        if keep:
            self._run("down")
            print(f"chaos: what is left is in {self.directory}")
        else:
            self._run("clean")
            shutil.rmtree(self.directory, ignore_errors=True)

    def token(self, user, roles):
        now = int(time.time())
        claims = {
            "sub": user, "email": "chaos@example.com", "roles": roles, "permissions": [], "iss": "trellis", "aud": "trellis-api",
            "iat": now, "nbf": now, "exp": now + 3600, "jti": str(uuid.uuid4()), "typ": "access",
        }
        parts = [base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=") for part in ({"alg": "EdDSA", "typ": "at+jwt"}, claims)]
        with tempfile.NamedTemporaryFile() as file:
            file.write(b".".join(parts))
            file.flush()
            signature = subprocess.run(
                ["openssl", "pkeyutl", "-sign", "-rawin", "-inkey", self.settings["TRELLIS_TEST_JWT_SIGNING_KEY_FILE"], "-in", file.name],
                stdout=subprocess.PIPE, check=True).stdout
        return b".".join(parts + [base64.urlsafe_b64encode(signature).rstrip(b"=")]).decode()

    def sql(self, service, text):
        """The rows of a statement in a service's database, each a list of texts."""
        url = self.passwords[f"{service.upper()}_DATABASE_URL"]
        result = subprocess.run(
            ["psql", "-X", "-q", "-A", "-t", "-F", "\t", "-v", "ON_ERROR_STOP=1", url], input=text, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True, timeout=60)
        if result.returncode:
            raise RuntimeError(result.stderr)
        return [line.split("\t") for line in result.stdout.splitlines()]

    def queues(self):
        """Messages in each queue, ready and unacknowledged."""
        url = self.settings["TRELLIS_TEST_RABBITMQ_MANAGEMENT_URL"]
        scheme, rest = url.split("://")
        credentials, host = rest.rsplit("@", 1)
        request = urllib.request.Request(f"{scheme}://{host}/api/queues/%2F")
        request.add_header("Authorization", "Basic " + base64.b64encode(credentials.encode()).decode())
        with urllib.request.urlopen(request, timeout=10) as answer:
            return {queue["name"]: queue.get("messages", 1) for queue in json.load(answer)}

    def secrets_in_logs(self):
        """What deploy/local/secrets-in-logs finds in the processes' logs."""
        result = subprocess.run(
            [os.path.join(ROOT, "deploy/local/secrets-in-logs"), os.path.join(self.directory, "log"), os.path.join(self.directory, "env")],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=60)
        return result.stdout.splitlines() if result.returncode else []

    def ledger(self):
        """The lines of the provider's ledger, as lists of words."""
        with open(os.path.join(self.directory, "data", "payment-ledger")) as lines:
            return [line.split() for line in lines]
