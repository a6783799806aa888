-- Tokens that are still valid and were revoked work again.
DROP TABLE token_revocations;
