"""One client for each order: what it wants to come of the order, and the requests that lead there."""

import contextlib
import http.client
import json
import threading
import time
import urllib.parse
import uuid

# How often each way is taken, of a hundred.
GOALS = {
    "delivered": 40, "delivered, then refunded": 6, "declined, then delivered": 12, "declined, then cancelled": 8, "refunded": 10, "paid, then cancelled": 8,
    "cancelled": 6, "answer lost, then delivered": 4, "cancelled while it is charged": 6,
}


class Gate:
    """Lets the orders through in step with the kills, so that there is work during each of them."""

    def __init__(self, orders, kills):
        self.share = orders / (kills + 1)
        self.opened = 0
        self.condition = threading.Condition()

    def open_to(self, kill):
        with self.condition:
            self.opened = kill
            self.condition.notify_all()

    def wait_for(self, number):
        with self.condition:
            self.condition.wait_for(lambda: number < self.share * (self.opened + 1) + 1e-6)


class Uptime:
    """A clock that stands still while something is down on purpose: how long that takes is the machine's affair, not the services'."""

    def __init__(self):
        self.lock = threading.Lock()
        self.down = 0.0
        self.since = None

    def now(self):
        with self.lock:
            moment = time.monotonic() if self.since is None else self.since
            return moment - self.down

    @contextlib.contextmanager
    def stopped(self):
        with self.lock:
            self.since = time.monotonic()
        try:
            yield
        finally:
            with self.lock:
                self.down += time.monotonic() - self.since
                self.since = None


class Client:
    # Of uptime.
    PATIENCE = 150

    def __init__(self, stack, number, rng, uptime):
        self.stack = stack
        self.uptime = uptime
        self.number = number
        self.goal = rng.choices(list(GOALS), GOALS.values())[0]
        self.user = str(uuid.UUID(int=rng.getrandbits(128), version=4))
        self.token = stack.token(self.user, ["customer"])
        self.price = rng.randrange(100, 100000)
        self.quantity = rng.randrange(1, 4)
        self.order = None
        self.fault = None
        self.is_done = False

    @property
    def total(self):
        return self.price * self.quantity

    def run(self):
        self.deadline = self.uptime.now() + self.PATIENCE
        try:
            self.pursue()
            self.is_done = True
        except Exception as error:  # a client's fault is a finding, not the end of the run
            self.fault = f"{type(error).__name__}: {error}"

    def pursue(self):
        self.order = self.place()
        goal = self.goal
        if goal == "cancelled":
            self.move("cancelled", self.token)
        elif goal == "cancelled while it is charged":
            payment = self.create("tok_ok", "a")
            other = threading.Thread(target=lambda: self.try_to_process(payment))
            other.start()
            self.move("cancelled", self.token)
            other.join()
        elif goal == "declined, then cancelled":
            self.pay("tok_declined", "a")
            self.move("cancelled", self.token)
        else:
            if goal == "declined, then delivered":
                self.pay("tok_declined", "a")
            payment = self.pay("tok_answer_lost" if goal.startswith("answer lost") else "tok_ok", "b")
            self.wait_until("paid")
            if goal == "refunded":
                self.refund(payment)
            elif goal == "paid, then cancelled":
                self.move("cancelled", self.token)
            else:
                for status in ("processing", "shipped", "delivered"):
                    self.move(status, self.stack.admin)
                if goal == "delivered, then refunded":
                    self.refund(payment)

    def refund(self, payment):
        self.request("POST", self.stack.payments, f"/api/v1/payments/{payment}/refund", self.stack.admin, {}, "r")

    def place(self):
        body = {"shippingAddress": "1 Chaos Road", "items": [
            {"productId": "p", "productName": "Thing", "quantity": self.quantity, "unitPrice": self.decimal(self.price)}]}
        return self.request("POST", self.stack.orders, "/api/v1/orders", self.token, body, "o")[1]["data"]["id"]

    @staticmethod
    def decimal(hundredths):
        return f"{hundredths // 100}.{hundredths % 100:02}"

    def create(self, token, step):
        """The payment service may not have heard of the order yet, or not yet of an earlier payment's end: 404 and 409 are asked again."""
        body = {"orderId": self.order, "method": "card", "token": token}
        return self.request("POST", self.stack.payments, "/api/v1/payments", self.token, body, step + "c", again=(404,))[1]["data"]["id"]

    def pay(self, token, step):
        """Creates a payment and sees it settled."""
        payment = self.create(token, step)
        wanted = "failed" if token == "tok_declined" else "success"
        while True:
            self.try_to_process(payment)
            status = self.request("GET", self.stack.payments, f"/api/v1/payments/{payment}", self.token)[1]["data"]["status"]
            if status == wanted:
                # Whether a request or the background job has settled it: the key has the outcome.
                answer = self.request("POST", self.stack.payments, f"/api/v1/payments/{payment}/process", self.token, {}, "p" + payment)[1]
                if answer["data"]["status"] != wanted:
                    raise RuntimeError(f"the key of payment {payment} answers {answer}, not {wanted}")
                return payment
            if status not in ("pending", "processing"):
                raise RuntimeError(f"payment {payment} is {status}, not {wanted}")
            time.sleep(0.5)

    def try_to_process(self, payment):
        """One request; an interrupted charge answers 409 or 503 until the service has settled it by itself."""
        try:
            self.send("POST", self.stack.payments, f"/api/v1/payments/{payment}/process", self.token, {}, "p" + payment)
        except (OSError, http.client.HTTPException):
            pass

    def status(self):
        return self.request("GET", self.stack.orders, f"/api/v1/orders/{self.order}", self.token)[1]["data"]["status"]

    def wait_until(self, status):
        while self.status() != status:
            if self.uptime.now() > self.deadline:
                raise RuntimeError(f"order {self.order} is {self.status()}, not {status}")
            time.sleep(0.1)

    def move(self, status, token):
        self.request("PATCH", self.stack.orders, f"/api/v1/orders/{self.order}/status", token, {"status": status}, "m" + status)

    def request(self, method, origin, target, token, body=None, key=None, again=()):
        """Sends until it is answered with 2xx."""
        answer = None
        while self.uptime.now() < self.deadline:
            try:
                code, answer = self.send(method, origin, target, token, body, key)
                if 200 <= code < 300:
                    return code, answer
                if code < 500 and code != 429 and code not in again:
                    raise RuntimeError(f"{method} {target} was answered {code}: {answer}")
            except (OSError, http.client.HTTPException) as error:
                answer = error
            time.sleep(0.1)
        raise RuntimeError(f"{method} {target} got no answer in time; the last one was {answer!r}")

    def send(self, method, origin, target, token, body=None, key=None):
        headers = {"Authorization": "Bearer " + token}
        text = None
        if body is not None:
            # Money is written as it is: a JSON number with two decimals, which Python's floats would not keep.
            text = json.dumps(body).replace(f'"{self.decimal(self.price)}"', self.decimal(self.price))
            headers["Content-Type"] = "application/json"
        if key:
            headers["Idempotency-Key"] = f"{self.number}-{key}"
        connection = http.client.HTTPConnection(urllib.parse.urlsplit(origin).netloc, timeout=20)
        try:
            connection.request(method, target, text, headers)
            answer = connection.getresponse()
            content = answer.read()
        finally:
            connection.close()
        return answer.status, json.loads(content)
