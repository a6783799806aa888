DROP INDEX refunds_due;
ALTER TABLE refunds DROP COLUMN due_at;
CREATE INDEX refunds_processing ON refunds (created_at) WHERE status = 'processing';
