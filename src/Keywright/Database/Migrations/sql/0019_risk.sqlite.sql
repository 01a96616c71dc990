-- description: Where sessions began, for how far somebody travelled; what a risky sign-in waits for.
-- Tenths of a degree, 11 km: enough to tell a speed, too coarse to find a house.
ALTER TABLE sessions ADD COLUMN latitude_tenths INTEGER CHECK (latitude_tenths BETWEEN -900 AND 900);
ALTER TABLE sessions ADD COLUMN longitude_tenths INTEGER CHECK (longitude_tenths BETWEEN -1800 AND 1800);

ALTER TABLE sign_in_challenges ADD COLUMN risk_score INTEGER NOT NULL DEFAULT 0;
ALTER TABLE sign_in_challenges ADD COLUMN risk_reasons TEXT NOT NULL DEFAULT '[]';
ALTER TABLE sign_in_challenges ADD COLUMN code_hash BLOB;
