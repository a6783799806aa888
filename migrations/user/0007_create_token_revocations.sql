-- Access tokens that were revoked before they expired. Redis has a copy for all services; relayed_at says when a row was copied.
CREATE TABLE token_revocations (
  token_id   text        PRIMARY KEY,               -- the token's "jti"
  revoked_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,                  -- of the token: the row has no use afterwards
  relayed_at timestamptz                            -- NULL until the row is in Redis
);
CREATE INDEX token_revocations_unrelayed ON token_revocations (revoked_at) WHERE relayed_at IS NULL;
CREATE INDEX token_revocations_expires_at ON token_revocations (expires_at);
GRANT SELECT, INSERT, UPDATE, DELETE ON token_revocations TO :role;
