-- Users whose accounts were deleted, from user.deleted. Such a user places no order, even with a token that is still accepted somewhere.
CREATE TABLE deleted_users (
  user_id    uuid        PRIMARY KEY,
  deleted_at timestamptz NOT NULL
);
GRANT SELECT, INSERT ON deleted_users TO :role;
