"""Reduces a failing case while it still fails in the same way."""

import re
from typing import Callable

from mutations import TOKEN


def minimise(case: dict, fails: Callable[[dict], bool], steps: int = 1500) -> dict:
    budget = [steps]

    def still(candidate: dict) -> bool:
        budget[0] -= 1
        return budget[0] >= 0 and fails(candidate)

    for key, value in [("variables", None), ("root", {}), ("operationName", None)]:
        candidate = {**case, key: value}
        if still(candidate):
            case = candidate
    case = shrink_text(case, "query", still)
    case = shrink_text(case, "schema", still)
    return case


def shrink_text(case: dict, key: str, still: Callable[[dict], bool]) -> dict:
    """Removes runs of tokens, long ones first. The rest keeps its whitespace."""
    size = max(1, len(TOKEN.findall(case[key])) // 2)
    while size:
        start = 0
        while True:
            tokens = list(TOKEN.finditer(case[key]))
            if start >= len(tokens):
                break
            last = tokens[min(start + size, len(tokens)) - 1]
            candidate = {**case, key: re.sub(r"\s{2,}", " ", case[key][: tokens[start].start()] + case[key][last.end() :])}
            if still(candidate):
                case = candidate
            else:
                start += size
        size //= 2
    return case
