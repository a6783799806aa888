DELETE FROM idempotency_keys WHERE status IS NULL;
DROP INDEX idempotency_keys_pending;
ALTER TABLE idempotency_keys DROP COLUMN work_id;
