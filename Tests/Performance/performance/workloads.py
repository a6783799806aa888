"""What is asked, of whom, and what the answer must be."""
import json
from dataclasses import dataclass, field

from . import upstream
from .load import TAG

Q1 = "id userId title user{id name email}"
Q2 = "title"


@dataclass(frozen=True)
class Workload:
    """`query` is for the gateway, `peer_query` for the peers; without a query it is a GET of `path`."""
    key: str
    title: str
    upstream_calls: str
    query: str | None = None
    peer_query: str | None = None
    path: str = "/graphql"
    variables: dict = field(default_factory=dict)
    #: which servers run it: `limit`, `peers`, and the gateway's kinds
    limit: bool = True
    peers: bool = True
    kinds: tuple[str, ...] = ("", "shared", "batch", "batch shared")

    def body(self, of_peer: bool) -> str | None:
        query = (self.peer_query or self.query) if of_peer else self.query
        return None if query is None else json.dumps({"query": query, "variables": self.variables})

    def expected(self, of_peer: bool) -> dict | None:
        """The `data` that a right answer has, computed from the files of the upstream."""
        query = (self.peer_query or self.query) if of_peer else self.query
        if query is None:
            return None
        posts, users = upstream.posts_and_users()
        by_id = {user["id"]: {name: user[name] for name in ("id", "name", "email")} for user in users}
        whole = [{"id": post["id"], "userId": post["userId"], "title": post["title"], "user": by_id[post["userId"]]} for post in posts]
        titles = [{"title": post["title"]} for post in posts]
        return {
            "{__typename}": {"__typename": "Query"}, "{greet}": {"greet": "Hello World!"},
            f"{{posts{{{Q1}}}}}": {"posts": whole}, f"{{posts{{{Q2}}}}}": {"posts": titles},
            f"query($tag:String!){{search(tag:$tag){{{Q1}}}}}": {"search": whole},
            f"query($tag:String!){{search(tag:$tag){{{Q2}}}}}": {"search": titles},
        }[query]


TAGGED = {"tag": TAG}
WORKLOADS = [
    Workload("health", "`GET /health`", "0", path="/health", peers=False, kinds=("",)),
    Workload("typename", "`{__typename}` (peers: `{greet}`)", "0", "{__typename}", "{greet}", kinds=("", "shared")),
    Workload("q1", f"Q1 `{{posts{{{Q1}}}}}`, the same request", "11, with the batch endpoint 2", f"{{posts{{{Q1}}}}}"),
    Workload("q1-distinct", "Q1 with other variables in each request", "11, with the batch endpoint 2", f"query($tag:String!){{search(tag:$tag){{{Q1}}}}}",
             variables=TAGGED, limit=False),
    Workload("q2", f"Q2 `{{posts{{{Q2}}}}}`, the same request", "1", f"{{posts{{{Q2}}}}}", kinds=("", "shared")),
    Workload("q2-distinct", "Q2 with other variables in each request", "1", f"query($tag:String!){{search(tag:$tag){{{Q2}}}}}", variables=TAGGED, limit=False,
             kinds=("", "shared")),
]
