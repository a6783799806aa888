"""What the upstream serves: JSON files, made from a fixed seed."""
import json
import random
from pathlib import Path

WORDS = (
    "harbour lantern meadow copper thistle granite willow ember saffron quartz juniper velvet anchor barley cobalt drift falcon ginger hazel indigo "
    "jasper kettle linen marble nettle orchard pebble quiver raven sable timber umber violet walnut yarrow zephyr alder birch cedar dune estuary fjord"
).split()
DEEPEST = 12
LIST_SIZES = [10, 100, 1_000, 10_000]
WIDTHS = [1, 10, 50, 200]
WIDE_ROWS = 100
CHAINS = 100
MOST_SERVICES = 50
THINGS = 20


def words(source: random.Random, count: int) -> str:
    return " ".join(source.choice(WORDS) for _ in range(count))


def posts_and_users() -> tuple[list[dict], list[dict]]:
    """100 posts (27 kB as the upstream prints them) of 10 users."""
    source = random.Random(11)
    users = []
    for number in range(1, 11):
        name = words(source, 2).title()
        domain = source.choice(WORDS) + ".example"
        users.append({
            "id": number, "name": name, "username": name.replace(" ", "_"), "email": f"{name.split()[0].lower()}@{domain}",
            "address": {"street": words(source, 2), "suite": f"Apt. {source.randint(100, 999)}", "city": words(source, 1).title(),
                        "zipcode": str(source.randint(10000, 99999)),
                        "geo": {"lat": f"{source.uniform(-80, 80):.4f}", "lng": f"{source.uniform(-170, 170):.4f}"}},
            "phone": f"1-{source.randint(200, 999)}-{source.randint(1000, 9999)}", "website": domain,
            "company": {"name": words(source, 2).title(), "motto": words(source, 4), "kind": words(source, 3)},
        })
    posts = []
    for number in range(1, 101):
        body = "\n".join(words(source, 5) for _ in range(4))
        posts.append({"userId": (number - 1) // 10 + 1, "id": number, "title": words(source, source.randint(4, 8)), "body": body})
    return posts, users


def write(directory: Path) -> None:
    """Writes all files, as nginx serves them: /x/y is x/y.json."""
    def dump(path: str, value: object) -> None:
        file = directory / f"{path}.json"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(value, indent=2))

    posts, users = posts_and_users()
    dump("posts", posts)
    dump("users", users)
    for user in users:
        dump(f"users/{user['id']}", user)
    source = random.Random(12)
    for size in LIST_SIZES:
        dump(f"growth/list/{size}", [{"id": number, "title": words(source, 5), "body": words(source, 12)} for number in range(size)])
    for width in WIDTHS:
        dump(f"growth/wide/{width}", [{f"f{field}": words(source, 2) for field in range(width)} for _ in range(WIDE_ROWS)])
    for depth in range(1, DEEPEST + 1):
        chains = []
        for number in range(CHAINS):
            value: dict = {"id": number, "title": words(source, 3)}
            for level in range(depth - 1):
                value = {"id": level, "title": words(source, 3), "next": value}
            chains.append(value)
        dump(f"growth/chain/{depth}", chains)
    for number in range(DEEPEST + 1):
        dump(f"growth/node/{number}", {"id": number, "title": words(source, 3), "nextId": number + 1})
    dump("growth/things", [{"id": number} for number in range(THINGS)])
    for service in range(MOST_SERVICES):
        dump(f"growth/service/{service}", [{"id": number, f"f{service}": words(source, 2)} for number in range(THINGS)])
