"""How schemathesis signs in, and what it must know besides the OpenAPI document."""

import collections
import os
from decimal import ROUND_HALF_EVEN, Decimal

import schemathesis
from schemathesis.wfc.escalation import EscalatingAuthProvider

import world

# `customers`: each operation is asked as Alice, and as the next of them when she may not; Alice and Bob must not see each other's things.
# `admin`: all as the administrator.
_ROLE = os.environ["TRELLIS_FUZZ_ROLE"]
_PATHS = world.paths(os.environ["TRELLIS_FUZZ_SERVICE"])
_BODIES = world.bodies(os.environ["TRELLIS_FUZZ_SERVICE"])
_SEEN = collections.Counter()


class _SignedIn:
    def __init__(self, name):
        self.name = name

    def get(self, case, context):
        return world.token(self.name)

    def set(self, case, data, context):
        case.headers["Authorization"] = f"Bearer {data}"


@schemathesis.hook
def after_load_schema(context, schema):
    names = list(world.ROLES)
    schema.auth.providers.append(
        EscalatingAuthProvider(
            [_SignedIn(name) for name in names], names, peers=("alice", "bob"), pinned="admin" if _ROLE == "admin" else None))


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
    if case.meta is None or not case.meta.generation.mode.is_positive:
        return
    label, name = case.operation.label, case.auth_identity if case.auth_identity in world.ROLES else "alice"
    has_body = case.body.__class__.__name__ != "NotSet"
    if has_body:
        case.body = _with_two_decimals(case.body)
    _SEEN[label] += 1
    # Every second one: what is made up must be answered too.
    if _SEEN[label] % 2 == 0:
        return
    if label in _PATHS:
        case.path_parameters = {**case.path_parameters, **_PATHS[label](name)}
    if label in _BODIES and isinstance(case.body, dict):
        case.body = {**case.body, **(_BODIES[label](name) or {})}
