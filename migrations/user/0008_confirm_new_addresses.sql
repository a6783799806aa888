-- A new address of an account counts when it is confirmed.
ALTER TABLE users ADD COLUMN pending_email text CHECK (pending_email = lower(pending_email));  -- NULL: no change is waiting
ALTER TABLE single_use_tokens DROP CONSTRAINT single_use_tokens_purpose_check;
ALTER TABLE single_use_tokens ADD CONSTRAINT single_use_tokens_purpose_check
  CHECK (purpose IN ('verify_email', 'reset_password', 'change_email'));
