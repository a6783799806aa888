-- What the running service may do, and no more; `:role` is its database role. A migration that makes a table grants what it needs on it.
GRANT SELECT ON schema_migrations TO :role;
GRANT SELECT, INSERT, UPDATE ON users TO :role;                          -- deleting is an update
GRANT SELECT, INSERT, UPDATE, DELETE ON sessions, single_use_tokens TO :role;
GRANT SELECT, INSERT, DELETE ON mails TO :role;
GRANT SELECT, INSERT ON audit_log TO :role;                              -- append-only
GRANT SELECT, INSERT, UPDATE, DELETE ON outbox, idempotency_keys TO :role;
GRANT SELECT, INSERT, DELETE ON inbox TO :role;
GRANT USAGE ON SEQUENCE outbox_id_seq, audit_log_id_seq TO :role;
