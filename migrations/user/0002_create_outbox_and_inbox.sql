-- Canonical outbox and inbox (owner: Messaging). Copy word for word into a service's migration.

-- Every state change writes its events here, in the same transaction. The relay publishes rows in order of id and sets
-- published_at after the broker's confirm. Lock the aggregate's row before appending: then ids follow commits per aggregate.
CREATE TABLE outbox (
  id            bigserial   PRIMARY KEY,           -- the event's "sequence"
  event_id      uuid        NOT NULL UNIQUE,       -- the event's "id" and the message-id
  event_type    text        NOT NULL,              -- the routing key
  source        text        NOT NULL,              -- the service that wrote it
  aggregate_id  uuid        NOT NULL,
  user_id       uuid,
  occurred_at   timestamptz NOT NULL,
  traceparent   text,
  data          json        NOT NULL,              -- json, not jsonb: the text stays as it was written
  published_at  timestamptz
);
CREATE INDEX outbox_unpublished ON outbox (id) WHERE published_at IS NULL;
CREATE INDEX outbox_published ON outbox (published_at) WHERE published_at IS NOT NULL;

CREATE FUNCTION outbox_notify() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('outbox', '');
  RETURN NULL;
END
$$;
CREATE TRIGGER outbox_appended AFTER INSERT ON outbox FOR EACH STATEMENT EXECUTE FUNCTION outbox_notify();

-- Which events a consumer has already applied; the row is inserted in the same transaction as the event's effect.
CREATE TABLE inbox (
  consumer      text        NOT NULL,              -- the queue's name
  event_id      uuid        NOT NULL,
  processed_at  timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (consumer, event_id)
);
CREATE INDEX inbox_processed_at ON inbox (processed_at);
