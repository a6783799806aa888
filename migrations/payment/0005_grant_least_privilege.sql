-- What the running service may do, and no more; `:role` is its database role. A migration that makes a table grants what it needs on it.
GRANT SELECT ON schema_migrations TO :role;
GRANT SELECT, INSERT, UPDATE ON known_orders, payments, refunds TO :role;
GRANT SELECT, INSERT, UPDATE, DELETE ON outbox, idempotency_keys TO :role;
GRANT SELECT, INSERT, DELETE ON inbox TO :role;
GRANT USAGE ON SEQUENCE outbox_id_seq TO :role;
