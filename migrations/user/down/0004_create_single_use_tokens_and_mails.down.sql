DROP TRIGGER audit_log_append_only ON audit_log;
DROP FUNCTION audit_log_is_append_only();
GRANT UPDATE, DELETE, TRUNCATE ON audit_log TO CURRENT_USER;
DROP INDEX audit_log_action, audit_log_actor;
-- What concerns no account has no place in the older table.
DELETE FROM audit_log WHERE subject_id IS NULL;
ALTER TABLE audit_log DROP COLUMN detail, ALTER COLUMN subject_id SET NOT NULL;
DROP TABLE mails;
DROP TABLE single_use_tokens;
ALTER TABLE users DROP COLUMN permissions, DROP COLUMN email_verified_at;
