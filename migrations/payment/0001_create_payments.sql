-- Payments, their refunds, and what the order service's events told of the orders.

-- Never joined to the order service's database: this is the copy that its events make.
CREATE TABLE known_orders (
  id       uuid          PRIMARY KEY,
  user_id  uuid          NOT NULL,
  amount   numeric(12,2) NOT NULL CHECK (amount >= 0),
  status   text          NOT NULL,               -- the order service's word; no CHECK, for its words may grow
  sequence bigint        NOT NULL                -- of the event that told it; an older one never overwrites
);

CREATE TABLE payments (
  id               uuid          PRIMARY KEY,
  order_id         uuid          NOT NULL REFERENCES known_orders (id),
  user_id          uuid          NOT NULL,
  amount           numeric(12,2) NOT NULL CHECK (amount >= 0),
  method           text          NOT NULL CHECK (method IN ('card', 'bank_transfer', 'wallet')),
  token            text          CHECK (char_length(token) BETWEEN 1 AND 255),  -- forgotten once the payment is settled
  status           text          NOT NULL CHECK (status IN ('pending', 'processing', 'success', 'failed', 'refunded')),
  refunded_amount  numeric(12,2) NOT NULL DEFAULT 0 CHECK (refunded_amount >= 0),
  refunding_amount numeric(12,2) NOT NULL DEFAULT 0 CHECK (refunding_amount >= 0),  -- on its way back
  failure_reason   text,
  processing_since timestamptz,                  -- when the provider was last asked
  created_at       timestamptz   NOT NULL,
  updated_at       timestamptz   NOT NULL,
  CHECK (refunded_amount + refunding_amount <= amount),
  CHECK ((status = 'processing') = (processing_since IS NOT NULL)),
  CHECK ((status = 'failed') = (failure_reason IS NOT NULL)),
  CHECK (token IS NOT NULL OR status NOT IN ('pending', 'processing')),
  CHECK (refunded_amount = 0 OR status IN ('success', 'refunded')),
  CHECK (status <> 'refunded' OR refunded_amount = amount)
);

-- At most one live payment an order, however many requests race.
CREATE UNIQUE INDEX one_live_payment_per_order ON payments (order_id) WHERE status <> 'failed';
-- The payment of an order: the live one, or else the last that failed.
CREATE INDEX payments_of_order ON payments (order_id, created_at DESC, id DESC);
-- A user's payments, newest first, of any state or of one.
CREATE INDEX payments_of_user ON payments (user_id, created_at DESC, id DESC);
CREATE INDEX payments_of_user_by_status ON payments (user_id, status, created_at DESC, id DESC);
-- All payments, as an administrator lists and sorts them.
CREATE INDEX payments_by_age ON payments (created_at DESC, id DESC);
CREATE INDEX payments_by_status ON payments (status, created_at DESC, id DESC);
CREATE INDEX payments_by_change ON payments (updated_at DESC, id DESC);
CREATE INDEX payments_by_amount ON payments (amount DESC, id DESC);
-- What was interrupted.
CREATE INDEX payments_processing ON payments (processing_since) WHERE status = 'processing';

CREATE TABLE refunds (
  id              uuid          PRIMARY KEY,
  payment_id      uuid          NOT NULL REFERENCES payments (id),
  amount          numeric(12,2) NOT NULL CHECK (amount > 0),
  status          text          NOT NULL CHECK (status IN ('processing', 'success', 'failed')),
  idempotency_key text,                          -- of the request that asked for it
  created_at      timestamptz   NOT NULL,
  UNIQUE (payment_id, idempotency_key)
);
CREATE INDEX refunds_processing ON refunds (created_at) WHERE status = 'processing';
