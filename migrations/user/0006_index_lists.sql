-- The accounts with a role, and the letters in the order that they are listed and thrown away in.
CREATE INDEX users_roles ON users USING gin (roles) WHERE deleted_at IS NULL;
CREATE INDEX mails_by_age ON mails (created_at DESC, id DESC);
DROP INDEX mails_of_recipient;
CREATE INDEX mails_of_recipient ON mails (recipient, created_at DESC, id DESC);
