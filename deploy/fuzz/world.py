"""The stack as schemathesis finds it: who may sign in, and things that exist, so that well-formed requests get past "not found"."""

import base64
import itertools
import json
import os
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
import uuid

SERVICES = {name: os.environ[f"TRELLIS_TEST_{name.upper()}_URL"] for name in ("user", "order", "payment")}
ROLES = {"alice": ["customer"], "bob": ["customer"], "admin": ["customer", "admin"]}
# The demo accounts as they were before the first run: schemathesis may rename or delete them, and a token says what its holder may do.
IDS = json.loads(os.environ["TRELLIS_FUZZ_IDS"])
_KEY = os.environ["TRELLIS_TEST_JWT_SIGNING_KEY_FILE"]


def _encode(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def token(name):
    """An access token as the user service would issue it, new for each request, so that no logout ends the run."""
    now = int(time.time())
    claims = {
        "sub": IDS[name], "email": f"{name}@example.com", "roles": ROLES[name], "permissions": [], "iss": "trellis", "aud": "trellis-api",
        "iat": now, "exp": now + 900, "jti": str(uuid.uuid4()), "typ": "access",
    }
    text = _encode(b'{"alg":"EdDSA","typ":"JWT"}') + "." + _encode(json.dumps(claims).encode())
    with tempfile.NamedTemporaryFile() as file:
        file.write(text.encode())
        file.flush()
        command = ["openssl", "pkeyutl", "-sign", "-rawin", "-inkey", _KEY, "-in", file.name]
        return text + "." + _encode(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout)


def request(method, service, path, body=None, name=None):
    """The status and the JSON of one request to a service."""
    headers = {"Content-Type": "application/json"}
    if name:
        headers["Authorization"] = f"Bearer {token(name)}"
    data = None if body is None else json.dumps(body).encode()
    question = urllib.request.Request(SERVICES[service] + path, data, headers, method=method)
    try:
        with urllib.request.urlopen(question, timeout=30) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


def _must(*arguments, **keywords):
    status, answer = request(*arguments, **keywords)
    if status >= 300:
        raise RuntimeError(f"{arguments} was answered {status}: {answer}")
    return answer["data"]


def _until(what, attempt):
    """Tries until it gives something: events take a moment."""
    deadline = time.monotonic() + 30
    while not (found := attempt()):
        if time.monotonic() > deadline:
            raise RuntimeError(f"30 s and still no {what}")
        time.sleep(0.05)
    return found


def _account(number):
    """A new account of this run, for what ends sessions and takes single-use tokens."""
    email = f"fuzz-{os.getpid()}-{number}@example.com"
    body = {"email": email, "password": "fuzz-password", "firstName": "Fuzz", "lastName": "Fuzz"}
    return {"email": email, **_must("POST", "user", "/api/v1/users/register", body)}


def _mailed_token(email, subject):
    """The last line of the newest letter with this subject in the development mail sink."""
    def look():
        letters = _must("GET", "user", f"/dev/mails.json?recipient={email}")
        return next((letter["body"].splitlines()[-1] for letter in letters if letter["subject"] == subject), None)

    return _until(f"letter to {email}", look)


def _orders(name, count):
    """Pending orders that the payment service knows, after one whose payment was declined."""
    item = {"productId": "prod-1", "productName": "Laptop", "quantity": 1, "unitPrice": 999.99}
    body = {"shippingAddress": "123 Main St", "items": [item]}
    ids = [_must("POST", "order", "/api/v1/orders", body, name=name)["id"] for _ in range(count + 1)]
    wanted = {"orderId": ids[0], "method": "card", "token": "tok_declined"}
    _until("order at the payment service", lambda: request("POST", "payment", "/api/v1/payments", wanted, name=name)[0] == 201)
    return ids


def paths(service):
    """For some operations: parameters of the path that name what exists, given who asks."""
    if service == "user":
        own = {"PUT /api/v1/users/{id}", "GET /api/v1/users/{id}"}
        grants = {f"{method} /api/v1/users/{{id}}/{what}" for method in ("PUT", "DELETE") for what in ("roles/{role}", "permissions/{permission}")}
        return {
            **dict.fromkeys(own, lambda name: {"id": IDS[name]}),
            **dict.fromkeys(grants | {"GET /api/v1/users/{id}/grants"}, lambda name: {"id": IDS["bob"]}),
        }
    if service == "payment":
        paid = {name: _orders(name, 0)[0] for name in ROLES}
        return {"GET /api/v1/payments/order/{orderId}": lambda name: {"orderId": paid[name]}}
    return {}


def bodies(service):
    """For some operations: what replaces members of a well-formed body, given who asks. None: nothing is left."""
    if service == "user":
        accounts = [_account(number) for number in range(6)]
        refresh = iter([account["refreshToken"] for account in accounts[:4]])
        verification = iter([_mailed_token(account["email"], "Confirm your e-mail address") for account in accounts])
        resets = iter(accounts[4:])

        def reset():
            account = next(resets, None)
            if account is None:
                return None
            _must("POST", "user", "/api/v1/users/password-reset", {"email": account["email"]})
            return {"token": _mailed_token(account["email"], "Set a new password")}

        def single(member, values):
            return lambda name: (value := next(values, None)) and {member: value}

        return {
            "POST /api/v1/users/login": lambda name: {"email": accounts[0]["email"], "password": "fuzz-password"},
            "POST /api/v1/users/refresh": single("refreshToken", refresh),
            "POST /api/v1/users/logout": single("refreshToken", refresh),
            "POST /api/v1/users/verify-email": single("token", verification),
            "POST /api/v1/users/password-reset/confirm": lambda name: reset(),
            "POST /api/v1/users/me/password": lambda name: {
                "currentPassword": f"{name}-password", "newPassword": f"{name}-password",
            },
        }
    if service == "payment":
        orders = {name: iter(_orders(name, 40)[1:]) for name in ROLES}
        tokens = itertools.cycle(["tok_ok", "tok_ok", "tok_declined"])

        def payable(name):
            order = next(orders.get(name, iter(())), None)
            return order and {"orderId": order, "token": next(tokens)}

        return {"POST /api/v1/payments": payable}
    return {}
