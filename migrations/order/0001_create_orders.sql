-- Orders, their items, and the attempts to pay for them.

CREATE TABLE orders (
  id               uuid          PRIMARY KEY,
  user_id          uuid          NOT NULL,
  status           text          NOT NULL
                   CHECK (status IN ('pending', 'paid', 'processing', 'shipped', 'delivered', 'cancelled', 'refunded')),
  total_amount     numeric(12,2) NOT NULL CHECK (total_amount >= 0),
  shipping_address text          NOT NULL CHECK (char_length(shipping_address) BETWEEN 1 AND 500),
  notes            text          CHECK (char_length(notes) <= 1000),
  created_at       timestamptz   NOT NULL,
  updated_at       timestamptz   NOT NULL,
  deleted_at       timestamptz                                            -- a soft delete; such rows are never read
);

-- A user's orders, newest first, of any state or of one.
CREATE INDEX orders_of_user ON orders (user_id, created_at DESC, id DESC) WHERE deleted_at IS NULL;
CREATE INDEX orders_of_user_by_status ON orders (user_id, status, created_at DESC, id DESC) WHERE deleted_at IS NULL;
-- All orders, as an administrator lists and sorts them.
CREATE INDEX orders_by_age ON orders (created_at DESC, id DESC) WHERE deleted_at IS NULL;
CREATE INDEX orders_by_status ON orders (status, created_at DESC, id DESC) WHERE deleted_at IS NULL;
CREATE INDEX orders_by_change ON orders (updated_at DESC, id DESC) WHERE deleted_at IS NULL;
CREATE INDEX orders_by_total ON orders (total_amount DESC, id DESC) WHERE deleted_at IS NULL;

CREATE TABLE order_items (
  id           uuid          PRIMARY KEY,
  order_id     uuid          NOT NULL REFERENCES orders (id),
  position     integer       NOT NULL CHECK (position BETWEEN 1 AND 100),  -- as given by the buyer, from 1
  product_id   text          NOT NULL CHECK (char_length(product_id) BETWEEN 1 AND 100),
  product_name text          NOT NULL CHECK (char_length(product_name) BETWEEN 1 AND 200),
  quantity     integer       NOT NULL CHECK (quantity BETWEEN 1 AND 1000),
  unit_price   numeric(12,2) NOT NULL CHECK (unit_price >= 0),
  subtotal     numeric(12,2) NOT NULL CHECK (subtotal = quantity * unit_price),
  UNIQUE (order_id, position)
);

-- Payments that did not go through; the order stays pending.
CREATE TABLE failed_payments (
  payment_id  uuid        PRIMARY KEY,
  order_id    uuid        NOT NULL REFERENCES orders (id),
  reason      text        NOT NULL,
  occurred_at timestamptz NOT NULL
);
CREATE INDEX failed_payments_of_order ON failed_payments (order_id);
