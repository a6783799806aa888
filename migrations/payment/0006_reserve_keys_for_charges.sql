-- The key of a request that charges or refunds is reserved for that charge or refund until the provider has decided. Whoever records the
-- decision, a request or the background job, stores the response. `status` is NULL until then.
ALTER TABLE idempotency_keys ADD COLUMN work_id uuid;  -- the payment that is charged, or the refund
CREATE INDEX idempotency_keys_pending ON idempotency_keys (work_id) WHERE status IS NULL;
