"""What schemathesis must know to be let in: an administrator's token, made anew for each request, so that no logout ends the run."""

import base64
import hashlib
import hmac
import json
import os
import time
import uuid
from decimal import ROUND_HALF_EVEN, Decimal

import schemathesis


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


# The demo administrator as it was before the run: schemathesis may delete the account, and the token says what its holder may do.
_ADMIN = os.environ["TRELLIS_FUZZ_ADMIN"]


def _token() -> str:
    now = int(time.time())
    claims = {
        "sub": _ADMIN, "email": "admin@example.com", "roles": ["customer", "admin"], "permissions": [], "iss": "trellis",
        "aud": "trellis-api", "iat": now, "exp": now + 900, "jti": str(uuid.uuid4()), "typ": "access",
    }
    text = _encode(b'{"alg":"HS256","typ":"JWT"}') + "." + _encode(json.dumps(claims).encode())
    secret = os.environ["TRELLIS_TEST_JWT_SECRET"].encode()
    return text + "." + _encode(hmac.new(secret, text.encode(), hashlib.sha256).digest())


@schemathesis.auth(refresh_interval=None)
class AdminToken:
    def get(self, case, context):
        return _token()

    def set(self, case, data, context):
        case.headers = case.headers or {}
        case.headers["Authorization"] = f"Bearer {data}"


def _with_two_decimals(value):
    """A well-formed amount has two decimals; as a binary float it gets more of them on the way through Python."""
    if isinstance(value, float):
        return float(Decimal(repr(value)).quantize(Decimal("0.01"), ROUND_HALF_EVEN))
    if isinstance(value, list):
        return [_with_two_decimals(element) for element in value]
    if isinstance(value, dict):
        return {name: _with_two_decimals(member) for name, member in value.items()}
    return value


@schemathesis.hook
def before_call(context, case, kwargs):
    if case.meta is not None and case.meta.generation.mode.is_positive and case.body.__class__.__name__ != "NotSet":
        case.body = _with_two_decimals(case.body)
