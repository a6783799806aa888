-- When the background job carries a refund out: at once for one that the service began by itself, after a while for one that a
-- request is busy with.
ALTER TABLE refunds ADD COLUMN due_at timestamptz;
UPDATE refunds SET due_at = created_at + interval '30 seconds';
ALTER TABLE refunds ALTER COLUMN due_at SET NOT NULL;
DROP INDEX refunds_processing;
CREATE INDEX refunds_due ON refunds (due_at) WHERE status = 'processing';
