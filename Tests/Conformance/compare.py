"""Compares two answers."""

import re

ROUGH = re.compile(r"['\"`]")


def differences(ours: dict, theirs: dict) -> list[str]:
    """The names of the parts that differ; empty when the answers are equal."""
    if ours.get("stage") != theirs["stage"]:
        return ["stage"]
    if theirs["errors"] is None:
        return []
    found = []
    if ours.get("printed") != theirs.get("printed"):
        found.append("printed")
    if theirs["stage"] == "execute" and not same(ours.get("data", "missing"), theirs["data"]):
        found.append("data")
    if places(ours) != places(theirs):
        found.append("errors")
    elif messages(ours) != messages(theirs):
        found.append("messages")
    return found


def same(left, right) -> bool:
    """Whether two values are equal, with the same order of keys. Numbers are compared by value."""
    if isinstance(left, dict) and isinstance(right, dict):
        return list(left) == list(right) and all(same(left[key], right[key]) for key in left)
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(same, left, right))
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, (int, float)) and isinstance(right, (int, float)):
        return left == right
    return type(left) is type(right) and left == right


def places(answer: dict) -> list:
    return sorted(repr((error.get("locations") or [], error.get("path") or [])) for error in answer["errors"])


def messages(answer: dict) -> list:
    return sorted((repr((e.get("locations") or [], e.get("path") or [])), words(e["message"])) for e in answer["errors"])


def words(message: str) -> str:
    """A message without quotes and values, in which graphql-js and graphql-core differ."""
    message = ROUGH.sub("'", message)
    message = re.sub(r"may not be used on ([\w ]+)\.", lambda m: f"may not be used on {m[1].upper().replace(' ', '_')}.", message)
    message = message.replace("to be a mapping", "to be an object").replace("not to be None", "not to be null")
    message = message.replace("resolve_type", "resolveType").replace("is_type_of", "isTypeOf")
    for pattern in (r"(cannot represent [^:]*value): .*", r"(got invalid value) .*?(?= at '|; )", r"(Enum '\w+' cannot represent).*"):
        message = re.sub(pattern, r"\1", message, flags=re.S)
    message = re.sub(r"; (Int|Float|String|Boolean|ID|Enum '\w+') cannot represent.*", r"; \1 cannot represent", message, flags=re.S)
    return message
