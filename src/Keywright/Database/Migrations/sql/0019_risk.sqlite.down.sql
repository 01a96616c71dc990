ALTER TABLE sign_in_challenges DROP COLUMN code_hash;
ALTER TABLE sign_in_challenges DROP COLUMN risk_reasons;
ALTER TABLE sign_in_challenges DROP COLUMN risk_score;
ALTER TABLE sessions DROP COLUMN longitude_tenths;
ALTER TABLE sessions DROP COLUMN latitude_tenths;
