-- The first answers to requests with an Idempotency-Key (read and written by ServiceKit's IdempotencyGuard).
CREATE TABLE idempotency_keys (
  scope        text        NOT NULL,               -- the user's id, or 'anonymous'
  route        text        NOT NULL,               -- method and path pattern, such as 'POST /api/v1/orders'
  key          text        NOT NULL,
  request_hash text        NOT NULL,               -- SHA-256 of target and body, base64url
  status       integer,                            -- NULL only inside the transaction of the first attempt
  content_type text,
  location     text,
  etag         text,
  body         bytea,
  created_at   timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (scope, route, key)
);
CREATE INDEX idempotency_keys_created_at ON idempotency_keys (created_at);
