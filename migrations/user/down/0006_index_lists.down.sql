DROP INDEX mails_of_recipient;
CREATE INDEX mails_of_recipient ON mails (recipient, created_at DESC);
DROP INDEX mails_by_age;
DROP INDEX users_roles;
