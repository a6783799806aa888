"""What must hold when all is over. Each check gives its faults as texts."""

import collections
import time

FINAL = {"delivered", "cancelled", "refunded"}
EXPECTED = {
    "delivered": {"delivered"}, "declined, then delivered": {"delivered"}, "answer lost, then delivered": {"delivered"},
    "declined, then cancelled": {"cancelled"}, "cancelled": {"cancelled"}, "refunded": {"refunded"},
    "delivered, then refunded": {"refunded"},
    "paid, then cancelled": {"refunded"}, "cancelled while it is charged": {"cancelled", "refunded"},
}
SERVICES = ("user", "order", "payment")
# Every queue that an event can lie in, with its dead letters; a broker that lost one would look settled.
QUEUES = [name + end for name in ("order.payments", "order.users", "payment.orders", "user.audit", "user.mail") for end in ("", ".dead")]
# The state that repeated events must not change.
STATE = {
    "order": ["orders", "order_items", "failed_payments"], "payment": ["payments", "refunds", "known_orders"], "user": [],
}


def unsettled(stack, clients):
    """What is still on its way."""
    faults = []
    orders = {row[0]: row[1] for row in stack.sql("order", "SELECT id, status FROM orders")}
    for client in clients:
        if not client.is_done and not client.fault:
            faults.append(f"client {client.number} ({client.goal}) has not ended")
        if client.order and not client.fault and orders.get(client.order) not in EXPECTED[client.goal]:
            faults.append(f"order {client.order} ({client.goal}) is {orders.get(client.order)}")
    for service in SERVICES:
        count = int(stack.sql(service, "SELECT count(*) FROM outbox WHERE published_at IS NULL")[0][0])
        if count:
            faults.append(f"{count} events in the outbox of {service}")
    known = {row[0]: row[1] for row in stack.sql("payment", "SELECT id, status FROM known_orders")}
    behind = [order for order, status in orders.items() if known.get(order) != status]
    if behind:
        faults.append(f"{len(behind)} orders are not what the payment service knows, such as {behind[0]}")
    for status, count in stack.sql("payment", "SELECT status, count(*) FROM payments WHERE status IN ('pending', 'processing') GROUP BY 1"):
        faults.append(f"{count} payments are {status}")
    count = int(stack.sql("payment", "SELECT count(*) FROM refunds WHERE status = 'processing'")[0][0])
    if count:
        faults.append(f"{count} refunds are processing")
    queues = stack.queues()
    faults += [f"the queue {queue} is gone" for queue in QUEUES if queue not in queues]
    faults += [f"{count} messages in {queue}" for queue, count in queues.items() if count and queue != "domain.events.recent"]
    return faults


def settled(stack, clients, seconds):
    """Waits until nothing is on its way, at most `seconds`."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            faults = unsettled(stack, clients)
        except (OSError, RuntimeError) as error:
            faults = [f"cannot look: {error}"]
        if not faults or time.monotonic() > deadline:
            return faults
        time.sleep(1)


def hundredths(text):
    return int(text.replace(".", ""))


def money(stack, clients):
    """Orders, payments and the provider's ledger against each other."""
    faults = []
    charges, refunds = collections.Counter(), collections.Counter()
    refunded = collections.Counter()
    charged = collections.Counter()
    for line in stack.ledger():
        if line[0] == "charge" and line[3] == "charged":
            charges[line[1]] += 1
            charged[line[1]] += hundredths(line[2])
        elif line[0] == "refund":
            refunds[line[1]] += 1
            refunded[line[3]] += hundredths(line[2])
    faults += [f"key {key} was charged {count} times" for key, count in charges.items() if count > 1]
    faults += [f"key {key} was paid back {count} times" for key, count in refunds.items() if count > 1]

    paid, returned, live = collections.Counter(), collections.Counter(), collections.Counter()
    for key, order, status, amount, back in stack.sql("payment", "SELECT id, order_id, status, amount, refunded_amount FROM payments"):
        if (status in ("success", "refunded")) != (key in charges):
            faults.append(f"payment {key} is {status}, and was charged {charges[key]} times")
        if hundredths(back) != refunded[key]:
            faults.append(f"payment {key} says {back} was paid back, the ledger {refunded[key]}")
        paid[order] += charged[key]
        returned[order] += refunded[key]
        live[order] += key in charges
    kept = 0
    rows = stack.sql("order", "SELECT id, status, total_amount FROM orders")
    for order, status, total in rows:
        wanted = {"delivered": (1, hundredths(total), 0), "refunded": (1, hundredths(total), hundredths(total)), "cancelled": (0, 0, 0)}.get(status)
        if wanted != (live[order], paid[order], returned[order]):
            faults.append(f"order {order} over {total} is {status}: {live[order]} charges, {paid[order]} paid, {returned[order]} back")
        kept += hundredths(total) if status == "delivered" else 0
    if kept != sum(charged.values()) - sum(refunded.values()):
        faults.append(f"delivered orders are worth {kept}, the ledger holds {sum(charged.values()) - sum(refunded.values())}")
    totals = {row[0]: hundredths(row[2]) for row in rows}
    acknowledged = sum(1 for client in clients if client.order)
    # Every client asks until it is answered, with one key: so there is an order for each, and no other.
    if not acknowledged == len(rows) == len(clients):
        faults.append(f"{len(rows)} orders in the database, {acknowledged} acknowledged, {len(clients)} wanted")
    faults += [
        f"order {client.order} costs {totals.get(client.order)}, not {client.total}"
        for client in clients if client.order and totals.get(client.order) != client.total
    ]
    print(f"chaos: {len(rows)} orders, {sum(charges.values())} charges, {sum(refunds.values())} refunds, {kept / 100:.2f} kept", flush=True)
    return faults


def audit(stack):
    """Every event of orders and payments has been written down once, by the consumer furthest from where it happened."""
    events = stack.sql("order", "SELECT event_type, count(*) FROM outbox GROUP BY 1")
    events += stack.sql("payment", "SELECT event_type, count(*) FROM outbox GROUP BY 1")
    lines = stack.sql("user", "SELECT action, count(*) FROM audit_log WHERE action LIKE 'order.%' OR action LIKE 'payment.%' GROUP BY 1")
    return [] if sorted(events) == sorted(lines) else [f"the audit log has {sorted(lines)}, the outboxes {sorted(events)}"]


def snapshot(stack):
    """A digest of each table that events could change, and the number of events ever written."""
    state = {}
    for service in SERVICES:
        for table in STATE[service]:
            state[table] = stack.sql(service, f"SELECT count(*), md5(string_agg(t::text, '|' ORDER BY t::text)) FROM {table} t")
        state[service + " events"] = stack.sql(service, "SELECT count(*), max(id) FROM outbox")
    state["audit"] = stack.sql("user", "SELECT count(*), max(id) FROM audit_log")
    state["ledger"] = len(stack.ledger())
    state["inbox"] = [stack.sql(service, "SELECT count(*) FROM inbox") for service in SERVICES]
    return state


def quiet(stack, seconds=60):
    """Waits until all outboxes and queues have been empty for longer than RabbitMQ's statistics are old."""
    deadline, since = time.monotonic() + seconds, None
    while time.monotonic() < deadline:
        waiting = [int(stack.sql(s, "SELECT count(*) FROM outbox WHERE published_at IS NULL")[0][0]) for s in SERVICES]
        busy = {queue: count for queue, count in stack.queues().items() if count and queue != "domain.events.recent"}
        if sum(waiting) or busy:
            since = None
        else:
            since = since or time.monotonic()
            if time.monotonic() - since > 6:
                return []
        time.sleep(0.5)
    return [f"not quiet after {seconds} s: outboxes {waiting}, queues {busy}"]


def repeated(stack, times):
    """Publishes every event again, and holds the state against what it was."""
    before = snapshot(stack)
    faults = []
    events = sum(int(value[0][0]) for name, value in before.items() if name.endswith(" events"))
    for _ in range(times):
        began = time.monotonic()
        for service in SERVICES:
            stack.sql(service, "UPDATE outbox SET published_at = NULL; NOTIFY outbox")
        while any(int(stack.sql(s, "SELECT count(*) FROM outbox WHERE published_at IS NULL")[0][0]) for s in SERVICES):
            if time.monotonic() - began > 60:
                break
        print(f"chaos: {events} events were published again in {time.monotonic() - began:.1f} s", flush=True)
        faults += quiet(stack)
    after = snapshot(stack)
    return faults + [f"{name} changed: {before[name]} → {after[name]}" for name in before if before[name] != after[name]]
