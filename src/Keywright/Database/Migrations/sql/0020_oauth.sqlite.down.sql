DROP TABLE oauth_used_proofs;
DROP TABLE oauth_pushed_requests;
DROP TABLE oauth_device_codes;
DROP TABLE oauth_consents;
DROP TABLE oauth_tokens;
DROP TABLE oauth_codes;
DROP TABLE oauth_grants;
DROP TABLE oauth_clients;
