-- Accounts, their sessions, and what they did.
CREATE TABLE users (
  id            uuid        PRIMARY KEY,
  email         text        NOT NULL CHECK (email = lower(email)),
  password_hash text        NOT NULL,               -- argon2id, PHC string
  first_name    text        NOT NULL,
  last_name     text        NOT NULL,
  roles         text[]      NOT NULL DEFAULT '{customer}',
  created_at    timestamptz NOT NULL,
  updated_at    timestamptz NOT NULL,
  deleted_at    timestamptz
);
CREATE UNIQUE INDEX users_email_living ON users (email) WHERE deleted_at IS NULL;
CREATE INDEX users_created_at ON users (created_at, id) WHERE deleted_at IS NULL;

-- One row for each refresh token ever given out; a login begins a family, each rotation adds to it.
CREATE TABLE sessions (
  token_hash        text        PRIMARY KEY,        -- SHA-256 of the refresh token, base64url
  family_id         uuid        NOT NULL,
  user_id           uuid        NOT NULL REFERENCES users (id),
  access_token_id   text        NOT NULL,           -- the "jti" of the access token given out with it
  access_expires_at timestamptz NOT NULL,
  created_at        timestamptz NOT NULL,
  expires_at        timestamptz NOT NULL,
  used_at           timestamptz,
  revoked_at        timestamptz
);
CREATE INDEX sessions_family ON sessions (family_id);
CREATE INDEX sessions_user ON sessions (user_id);
CREATE INDEX sessions_expires_at ON sessions (expires_at);

-- Who did what to which account; rows are only ever added.
CREATE TABLE audit_log (
  id          bigserial   PRIMARY KEY,
  actor_id    uuid,
  action      text        NOT NULL,
  subject_id  uuid        NOT NULL,
  occurred_at timestamptz NOT NULL
);
CREATE INDEX audit_log_subject ON audit_log (subject_id, id);
