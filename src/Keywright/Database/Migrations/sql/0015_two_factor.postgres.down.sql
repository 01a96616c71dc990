ALTER TABLE users DROP COLUMN two_factor_at;
DROP TABLE sign_in_challenges;
DROP TABLE recovery_codes;
DROP TABLE totp;
