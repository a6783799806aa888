-- Keys of integrations. A key is exchanged for access tokens, each of which is a row of sessions whose family is the key's id.
CREATE TABLE api_keys (
  id           uuid        PRIMARY KEY,
  user_id      uuid        NOT NULL REFERENCES users (id),
  name         text        NOT NULL,
  key_hash     text        NOT NULL UNIQUE,          -- SHA-256 of the key, base64url; the key itself is shown once and not stored
  prefix       text        NOT NULL,                 -- the first characters of the key, by which its owner knows it
  scopes       text[]      NOT NULL,                 -- permissions
  created_at   timestamptz NOT NULL,
  expires_at   timestamptz NOT NULL,
  last_used_at timestamptz,                          -- of the last exchange
  revoked_at   timestamptz
);
CREATE INDEX api_keys_of_user ON api_keys (user_id, created_at DESC, id DESC) WHERE revoked_at IS NULL;
GRANT SELECT, INSERT, UPDATE ON api_keys TO :role;
