-- Proof of an e-mail address, passwords set anew, permissions given one by one, and an audit log that nobody can rewrite.
ALTER TABLE users
  ADD COLUMN email_verified_at timestamptz,                 -- NULL until the present address has been confirmed
  ADD COLUMN permissions       text[] NOT NULL DEFAULT '{}'; -- given besides those of the roles

CREATE TABLE single_use_tokens (
  token_hash text        PRIMARY KEY,                       -- SHA-256 of the token, base64url; the token itself is only in the mail
  purpose    text        NOT NULL CHECK (purpose IN ('verify_email', 'reset_password')),
  user_id    uuid        NOT NULL REFERENCES users (id),
  email      text        NOT NULL,                          -- the address that it was sent to
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  used_at    timestamptz
);
CREATE INDEX single_use_tokens_of_user ON single_use_tokens (user_id, purpose);
CREATE INDEX single_use_tokens_expires_at ON single_use_tokens (expires_at);

-- What the development mail sink has taken in; empty elsewhere.
CREATE TABLE mails (
  id         uuid        PRIMARY KEY,
  recipient  text        NOT NULL,
  subject    text        NOT NULL,
  body       text        NOT NULL,
  created_at timestamptz NOT NULL
);
CREATE INDEX mails_of_recipient ON mails (recipient, created_at DESC);

ALTER TABLE audit_log
  ALTER COLUMN subject_id DROP NOT NULL,                    -- a failed login need not concern an account
  ADD COLUMN detail json NOT NULL DEFAULT '{}';
CREATE INDEX audit_log_actor ON audit_log (actor_id, id);
CREATE INDEX audit_log_action ON audit_log (action, id);

-- Rows are only ever added: the database itself says so, to the service's own role too.
CREATE FUNCTION audit_log_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'audit_log is append-only' USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER audit_log_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log
  FOR EACH STATEMENT EXECUTE FUNCTION audit_log_is_append_only();
REVOKE UPDATE, DELETE, TRUNCATE ON audit_log FROM CURRENT_USER;
